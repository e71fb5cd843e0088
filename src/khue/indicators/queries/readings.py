"""Readings: the counts of a day, from a published snapshot, from the live counts of today, or from the records."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import DatabaseError, transaction
from django.db.models import Max, QuerySet, Sum
from django.utils import timezone
from django.utils.timezone import localdate

from khue.core import counting
from khue.core.actor import Actor, widened
from khue.core.clock import school_year_of
from khue.core.errors import Missing
from khue.core.indicators import WHOLE, Asked, Counted
from khue.indicators.models import Count, Live, LiveState, Snapshot
from khue.indicators.queries.borders import Borders, borders, borders_of
from khue.indicators.queries.declared import Origin, by_measure, origins

Sums = dict[str, dict[str, int]]  # measure -> group -> how many
Owns = dict[str, dict[int, int]]  # measure -> unit -> how many of its own


@dataclass
class Reading:
    """Where the counts of a day are read from.

    snapshot: the published edition, or None. is_live: the counts of today. faults: source -> why it is not counted.
    """

    on: date
    school_year: int
    borders: Borders
    known_at: datetime
    snapshot: Snapshot | None = None
    is_live: bool = False
    faults: dict[str, str] = field(default_factory=dict)

    def fault_of(self, measures: Iterable[str]) -> str:
        """Return why one of these measures is not counted; empty when all are."""
        for measure in measures:
            origin = by_measure().get(measure)
            if origin is None:
                return measure
            if origin.name in self.faults:
                return self.faults[origin.name]
        return ""

    def sums(self, actor: Actor, measures: Collection[str], units: Collection[int], kind: str = WHOLE) -> Sums:
        """Return the sums over the units, by measure and group."""
        sums: Sums = defaultdict(lambda: defaultdict(int))
        if (stored := self._stored()) is not None:
            rows = stored.filter(measure__in=list(measures), kind=kind, unit_id__in=list(units))
            for measure, group, n in rows.values_list("measure", "group").annotate(Sum("n")):
                sums[measure][group] = int(n)
        else:
            for one in self._counted(actor, measures, units, kind):
                sums[one.measure][one.group] += one.n
        return sums

    def owns(self, actor: Actor, measures: Collection[str], units: Collection[int]) -> Owns:
        """Return what each unit has of its own, by measure."""
        found: Owns = defaultdict(dict)
        if (stored := self._stored()) is not None:
            rows = stored.filter(measure__in=list(measures), kind=WHOLE, unit_id__in=list(units))
            for measure, unit, n in rows.values_list("measure", "unit_id", "n"):
                found[measure][unit] = n
        else:
            for one in self._counted(actor, measures, units, WHOLE):
                found[one.measure][one.unit] = one.n
        return found

    def _stored(self) -> "QuerySet[Count] | QuerySet[Live] | None":
        if self.snapshot is not None:
            return Count.objects.filter(snapshot=self.snapshot)
        return Live.objects.all() if self.is_live else None

    def _counted(self, actor: Actor, measures: Collection[str], units: Collection[int], kind: str) -> list[Counted]:
        """Count the records of another day, for one who may see the figures of these units."""
        asked = Asked(self.on, self.school_year, list(units), set(measures), (kind,) if kind else ())
        with widened(actor):
            found, faults = count_records(asked)
        self.faults |= faults
        return [one for one in found if one.kind == kind]


def count_records(asked: Asked, of: Collection[Origin] | None = None) -> tuple[list[Counted], dict[str, str]]:
    """Count the records of a day; a source that fails is named with its fault, the others stand."""
    found: list[Counted] = []
    faults: dict[str, str] = {}
    for origin in origins() if of is None else of:
        try:
            with transaction.atomic():
                found += counting.counts(origin.app, origin.source, asked)
        except DatabaseError as error:
            faults[origin.name] = type(error).__name__
    return found, faults


def reading_of(chosen: Snapshot) -> Reading:
    """Read from a snapshot."""
    return Reading(
        chosen.as_of, chosen.school_year, borders_of(chosen), chosen.known_at, chosen, faults=dict(chosen.faults)
    )


def reading_of_day(on: date, within: Borders | None = None) -> Reading:
    """Choose where the figures of a day are read from: the published snapshot, today's counts, or the records.

    within: the borders of the day, when somebody has read them before.
    """
    year = school_year_of(on).start
    if on == localdate() and _live_day() == on:
        faults = dict(LiveState.objects.exclude(fault="").values_list("source", "fault"))
        return Reading(on, year, within or borders(on), timezone.now(), is_live=True, faults=faults)
    published = Snapshot.objects.filter(as_of=on, state="published").first()
    return reading_of(published) if published else Reading(on, year, within or borders(on), timezone.now())


def _live_day() -> date | None:
    """Return the day for which all sources are counted; None when some are not."""
    days = dict(LiveState.objects.values_list("source", "day"))
    counted = {days.get(origin.name) for origin in origins()}
    return counted.pop() if len(counted) == 1 else None


def live_version() -> int:
    """Return a number that grows whenever a live count changes: what an ETag is made of."""
    return LiveState.objects.aggregate(version=Max("version"))["version"] or 0


def snapshots() -> "QuerySet[Snapshot]":
    """Return every snapshot, the latest day first."""
    return Snapshot.objects.select_related("supersedes")


def snapshot(snapshot_id: int) -> Snapshot:
    """Return a snapshot. Raises: Missing."""
    found = Snapshot.objects.filter(pk=snapshot_id).first()
    if found is None:
        raise Missing(what=f"bản chốt {snapshot_id}")
    return found


def series() -> Iterator[Snapshot]:
    """Yield the published snapshots, the oldest first."""
    yield from Snapshot.objects.filter(state="published").order_by("as_of")
