"""Breach files with their countdown."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.privacy.models import Affected, Breach
from khue.privacy.queries.persons import persons
from khue.privacy.rules import Can
from khue.privacy.rules.clocks import hours_after


@dataclass(frozen=True)
class Clock:
    """A limit of a breach: until when, met when, and how much is left at the instant that was asked about."""

    name: str
    due: datetime
    met_at: datetime | None
    left: timedelta

    @property
    def is_late(self) -> bool:
        """Whether the limit passed, or was met too late."""
        return self.met_at > self.due if self.met_at else self.left < timedelta(0)

    @property
    def hours_left(self) -> int:
        """Return the full hours that are left; negative when it is late."""
        return int(self.left.total_seconds() // 3600)


def clocks(breach: Breach, now: datetime) -> list[Clock]:
    """Return the limits of a breach: first notice when serious, the report, the people when the law asks for it."""
    asked = [("breach_report", breach.reported_at)]
    if breach.is_serious:
        asked.insert(0, ("first_notice", breach.noticed_at))
    if breach.tells_people:
        asked.append(("tell_people", breach.told_at))
    dues = [(name, hours_after(name, breach.found_at), met) for name, met in asked]
    return [Clock(name, due, met, due - now) for name, due, met in dues]


@dataclass(frozen=True)
class Row:
    """A breach on a list, with the clock that ends first."""

    breach: Breach
    clock: Clock | None


def breaches(actor: Actor, now: datetime) -> list[Row]:
    """List the breaches seen from here: those with a running clock first.

    Raises: Denied.
    """
    actor.must(Can.SEE)
    rows = [Row(one, _running(one, now)) for one in Breach.objects.order_by("-found_at")[:1000]]
    return sorted(rows, key=lambda row: (row.clock is None, row.clock.due if row.clock else now))


def _running(breach: Breach, now: datetime) -> Clock | None:
    return next((one for one in clocks(breach, now) if one.met_at is None), None) if breach.state != "closed" else None


def breach(actor: Actor, breach_id: int) -> Breach:
    """Return a breach file.

    Raises: Denied, Missing.
    """
    actor.must(Can.SEE)
    found = Breach.objects.filter(pk=breach_id).first()
    if found is None:
        raise Missing(what=f"hồ sơ sự cố {breach_id}")
    return found


@dataclass(frozen=True)
class Touched:
    """A person whose data a breach touched."""

    affected: Affected
    name: str


def affected(breach: Breach) -> list[Touched]:
    """Return the persons whose data a breach touched, with their names as far as they are seen from here."""
    rows = list(breach.affected.order_by("pk"))
    known = persons({row.person_id for row in rows})
    return [Touched(row, known[row.person_id].name if row.person_id in known else "") for row in rows]


def alerts(actor: Actor, now: datetime) -> list[Row]:
    """Return the breaches whose clock runs or has run out, for the home of the office."""
    if not actor.can(Can.HANDLE_BREACHES):
        return []
    rows = [Row(one, _running(one, now)) for one in Breach.objects.exclude(state="closed").order_by("found_at")[:20]]
    return [row for row in rows if row.clock]


def notices(actor: Actor) -> list[Affected]:
    """Return what the persons for whom a citizen acts were told about breaches."""
    rows = Affected.objects.filter(person_id__in=actor.own, told_at__isnull=False)
    return list(rows.order_by("-told_at"))
