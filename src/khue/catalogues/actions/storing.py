"""Stores units, changes and disagreements: what is new is added, what differs is corrected, the rest stays.

A correction keeps the id of the row, so that references stay good, and writes what was believed before as a row of
its own with `replaced_at`. Filling in what was empty, or naming a better source for the same facts, is none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from khue.catalogues import rules
from khue.catalogues.models import AdministrativeUnit, Disagreement, UnitChange
from khue.catalogues.shipped import ChangeLine, UnitLine
from khue.core.names import sort_key

Key = tuple[str, str, date | None]
NOT_COPIED = {"id", "folded", "folded_short", "outline"}
COPIED = [field.attname for field in AdministrativeUnit._meta.concrete_fields if field.attname not in NOT_COPIED]
BATCH = 2000


@dataclass
class Tally:
    """How many rows were added, changed (corrected or completed) and found unchanged."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.added + other.added, self.changed + other.changed, self.unchanged + other.unchanged)


class Units:
    """The current rows, found by level, code and day; loaded once for a whole import."""

    def __init__(self) -> None:
        self.by_code: dict[tuple[str, str], list[AdministrativeUnit]] = {}
        self._changed: dict[int, AdministrativeUnit] = {}
        self._fields: set[str] = set()
        self._before: list[AdministrativeUnit] = []
        for unit in AdministrativeUnit.objects.filter(replaced_at=None).defer("outline"):
            self.add(unit)

    def add(self, unit: AdministrativeUnit) -> None:
        """Remember a row."""
        self.by_code.setdefault((unit.level, unit.code), []).append(unit)

    def on(self, level: str, code: str, day: date) -> AdministrativeUnit | None:
        """Return the unit that has the code on the day."""
        for unit in self.by_code.get((level, code), ()):
            if (unit.period.lower or date.min) <= day < (unit.period.upper or date.max):
                return unit
        return None

    def since(self, level: str, code: str, start: date | None) -> AdministrativeUnit | None:
        """Return the unit whose period begins on the day."""
        return next((unit for unit in self.by_code.get((level, code), ()) if unit.period.lower == start), None)

    def correct(self, unit: AdministrativeUnit, facts: dict[str, Any], now: datetime) -> Tally:
        """Give the row these facts; what it said before is kept when something known is contradicted."""
        differs = {name for name, value in facts.items() if getattr(unit, name) != value}
        if not differs:
            return Tally(unchanged=1)
        if any(getattr(unit, name) not in (None, "", False) for name in differs - {"source"}):
            before = {name: getattr(unit, name) for name in COPIED}
            self._before.append(AdministrativeUnit(**{**before, "replaced_at": now}))
            unit.recorded_at = now
            self._fields.add("recorded_at")
        for name in differs:
            setattr(unit, name, facts[name])
        self._fields |= differs
        self._changed[unit.pk] = unit
        return Tally(changed=1)

    def complete(self, unit: AdministrativeUnit, facts: dict[str, Any], now: datetime) -> Tally:
        """Fill in or correct what a further list knows; what it does not know stays."""
        return self.correct(unit, {name: value for name, value in facts.items() if value not in (None, "")}, now)

    def save(self) -> None:
        """Write the corrected rows, and what was believed before."""
        AdministrativeUnit.objects.bulk_create(self._before, batch_size=BATCH)
        for unit in self._changed.values():
            unit.__dict__.setdefault("outline", None)  # not loaded and not among the fields that are written
        if self._changed:  # an upsert: ten times as fast as bulk_update for thousands of rows
            AdministrativeUnit.objects.bulk_create(
                self._changed.values(),
                batch_size=BATCH,
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=sorted(self._fields),
            )
        self._before, self._changed, self._fields = [], {}, set()


def store_units(known: Units, lines: Iterable[UnitLine], now: datetime, *, overrule: bool) -> Tally:
    """Add or correct units. overrule: correct rows that came from another source too."""
    tally = Tally()
    new: list[AdministrativeUnit] = []
    for line in lines:
        unit = known.since(line.level, line.code, line.start)
        if unit is None:
            new.append(AdministrativeUnit(recorded_at=now, **_facts(line)))
        elif overrule or unit.source == line.source:
            tally += known.correct(unit, _facts(line), now)
        else:
            tally.unchanged += 1
    for unit in AdministrativeUnit.objects.bulk_create(new, batch_size=BATCH):
        known.add(unit)
    known.save()
    tally.added += len(new)
    return tally


def _facts(line: UnitLine) -> dict[str, Any]:
    named = rules.split_name(line.level, line.name)
    if named is None:
        raise ValueError(f"{line.name} is no name of a {line.level}")
    kind, short_name = named
    return {
        "level": line.level,
        "code": line.code,
        "kind": kind,
        "name": line.name,
        "short_name": short_name,
        "sort_key": sort_key(short_name),
        "province_code": line.province_code,
        "district_code": line.district_code,
        "period": DateRange(line.start, line.end, "[)"),
        "source": line.source,
        "is_unsure": line.is_unsure,
        **line.facts,
    }


def store_changes(known: Units, lines: Iterable[ChangeLine]) -> tuple[Tally, list[ChangeLine]]:
    """Add or correct edges. Returns the tally and the lines whose units are not known."""
    stored = {(c.old_id, c.new_id, c.effective_on): c for c in UnitChange.objects.all()}
    tally, new, lost = Tally(), [], []
    for line in lines:
        old = known.on(line.old_level, line.old_code, line.effective_on - timedelta(days=1))
        unit = known.on(line.new_level, line.new_code, line.effective_on)
        if old is None or unit is None:
            lost.append(line)
            continue
        facts = {
            "extent": line.extent,
            "weight": None if line.extent == "part" else 1,
            "legal_document": line.legal_document,
            "source": line.source,
        }
        change = stored.get((old.pk, unit.pk, line.effective_on))
        if change is None:
            new.append(UnitChange(old=old, new=unit, effective_on=line.effective_on, **facts))
        elif all(getattr(change, name) == value for name, value in facts.items()):
            tally.unchanged += 1
        else:
            for name, value in facts.items():
                setattr(change, name, value)
            change.save(update_fields=list(facts))
            tally.changed += 1
    UnitChange.objects.bulk_create(new, batch_size=BATCH)
    tally.added += len(new)
    return tally, lost


def store_disagreements(found: Sequence[Disagreement]) -> Tally:
    """Add the disagreements that are not known yet."""
    before = Disagreement.objects.count()
    Disagreement.objects.bulk_create(found, batch_size=BATCH, ignore_conflicts=True)
    added = Disagreement.objects.count() - before
    return Tally(added=added, unchanged=len(found) - added)
