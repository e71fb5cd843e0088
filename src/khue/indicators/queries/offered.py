"""Which units a page of figures offers, and how far the counts of today are: what an ETag is made of."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max

from khue.core.actor import Actor
from khue.core.errors import Denied
from khue.core.indicators import Indicator
from khue.indicators.models import Answer, LiveState, Snapshot
from khue.indicators.queries.borders import Borders
from khue.indicators.queries.declared import by_measure
from khue.indicators.rules import Can
from khue.organisations import queries as organisations

OFFERED = ("department", "commune_office", "school", "continuing_centre", "nursery_group")


@dataclass(frozen=True)
class Pace:
    """How far today's counts are: source -> version, instant, day and fault; and what was published and reported."""

    sources: dict[str, tuple[int, datetime, date, str]]
    published: str

    def of(self, indicator: Indicator) -> list[tuple[int, datetime, date, str]]:
        """Return the states of the sources that an indicator is counted from."""
        names = {by_measure()[measure].name for measure in indicator.measures if measure in by_measure()}
        return [self.sources[name] for name in sorted(names) if name in self.sources]

    def at(self, indicator: Indicator) -> datetime | None:
        """Return the instant since which an indicator has not been counted anew."""
        return min((state[1] for state in self.of(indicator)), default=None)

    def mark(self, indicator: Indicator) -> str:
        """Return a text that changes whenever the figure may have."""
        told = ";".join(f"{version}/{at.timestamp()}/{day}/{fault}" for version, at, day, fault in self.of(indicator))
        return f"{indicator.digest}|{told}|{self.published}"


def pace() -> Pace:
    """Return how far today's counts are; three short reads."""
    rows = LiveState.objects.values_list("source", "version", "at", "day", "fault")
    taken = Snapshot.objects.exclude(state="taken").aggregate(n=Count("pk"), last=Max("published_at"))
    told = Answer.objects.aggregate(last=Max("checked_at"))
    published = f"{taken['n']}/{taken['last']}/{told['last']}"
    return Pace({source: state for source, *state in rows}, published)  # type: ignore[misc]


def units_offered(actor: Actor, borders: Borders) -> dict[int, str]:
    """Return the units to choose from: the highest ones the actor sees, then those next below them. Raises: Denied."""
    places = actor.places(Can.SEE)
    if places is None:
        roots = [organisations.top_id() or 0]
    else:
        roots = sorted(one for one in places if one in borders.units and borders.above.get(one) not in places)
    if not roots or roots == [0]:
        raise Denied(permission=Can.SEE, place="này")
    offered = dict.fromkeys(roots)
    for root in roots:
        below = [one for one in borders.children(root) if borders.units[one].kind in OFFERED]
        offered |= dict.fromkeys(sorted(below, key=lambda one: (borders.units[one].kind, borders.units[one].name)))
    return {one: borders.units[one].name for one in offered if one in borders.units}
