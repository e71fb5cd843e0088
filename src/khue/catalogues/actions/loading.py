"""Loads what comes with Khuê: code lists and the units since 1 July 2025."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from khue.catalogues import rules, shipped
from khue.catalogues.actions.storing import Tally, Units, store_changes, store_disagreements, store_units
from khue.catalogues.models import Catalogue, Disagreement, Entry
from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.names import sort_key

UNITS = "administrative_units"  # the catalogue that events about units are written to


@dataclass(frozen=True)
class Loaded:
    """What loading did."""

    entries: Tally
    units: Tally
    changes: Tally
    disagreements: Tally

    @property
    def is_change(self) -> bool:
        """Whether anything was added or changed."""
        return any(t.added or t.changed for t in (self.entries, self.units, self.changes, self.disagreements))


@transaction.atomic
def load(actor: Actor, *, now: datetime | None = None) -> Loaded:
    """Load the code lists and the units that come with Khuê; loading again changes nothing.

    Raises: Denied.
    Source: Decision 19/2025/QĐ-TTg; Resolution 202/2025/QH15; each data file names its own.
    """
    actor.must(rules.Can.IMPORT)
    now = now or timezone.now()
    catalogues, entries = store_lists(now)
    known = Units()
    units = store_units(known, shipped.units(), now, overrule=False)
    changes, _ = store_changes(known, shipped.changes())
    loaded = Loaded(entries, units, changes, store_disagreements(_of_package(known)))
    if loaded.is_change:
        record(
            actor,
            "catalogues.loaded",
            catalogues[UNITS],
            source=shipped.PACKAGE,
            entries=entries.added + entries.changed,
            units=units.added + units.changed,
        )
    return loaded


def store_lists(now: datetime) -> tuple[dict[str, Catalogue], Tally]:
    """Store the code lists that come with Khuê, without the units; returns the catalogues by code, and what changed."""
    catalogues = {
        row["code"]: Catalogue.objects.update_or_create(code=row["code"], defaults=row)[0]
        for row in shipped.catalogues()
    }
    return catalogues, _store_entries(catalogues, now)


def _store_entries(catalogues: dict[str, Catalogue], now: datetime) -> Tally:
    stored = {(e.catalogue_id, e.code, e.period.lower): e for e in Entry.objects.filter(replaced_at=None)}
    tally, new = Tally(), []
    for line in shipped.entries():
        catalogue = catalogues[line.catalogue]
        facts = {
            "name": line.name,
            "sort_key": sort_key(line.name),
            "position": line.position,
            "period": DateRange(line.start, line.end, "[)"),
            "source": line.source,
            "is_unsure": line.is_unsure,
            "extra": line.extra,
        }
        entry = stored.get((catalogue.pk, line.code, line.start))
        if entry is None:
            new.append(Entry(catalogue=catalogue, code=line.code, recorded_at=now, **facts))
        elif all(getattr(entry, name) == value for name, value in facts.items()):
            tally.unchanged += 1
        else:
            _correct_entry(entry, facts, now)
            tally.changed += 1
    tally.added = len(Entry.objects.bulk_create(new))
    return tally


def _correct_entry(entry: Entry, facts: dict[str, object], now: datetime) -> None:
    """Keep what was believed before as a row of its own; the id goes on with the new facts."""
    before = {name: getattr(entry, name) for name in (*facts, "catalogue_id", "code", "codes", "recorded_at")}
    Entry.objects.create(**before, replaced_at=now)
    for name, value in facts.items():
        setattr(entry, name, value)
    entry.recorded_at = now
    entry.save(update_fields=[*facts, "recorded_at"])


def _of_package(known: Units) -> list[Disagreement]:
    found = []
    for code, package_code in shipped.package_codes():
        unit = known.since("commune", code, rules.TWO_LEVELS_SINCE)
        if unit is not None:
            found.append(
                Disagreement(
                    unit=unit,
                    kind=Disagreement.Kind.CODE,
                    first_source=shipped.DECISION,
                    first_value=code,
                    second_source=shipped.PACKAGE,
                    second_value=package_code,
                )
            )
    return found
