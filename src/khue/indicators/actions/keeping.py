"""The counts of today: whoever looks has them kept up first, only for the units whose records changed."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db import connection
from django.utils import timezone

from khue.core.actor import Actor, widened
from khue.core.clock import school_year_of
from khue.core.indicators import Asked
from khue.indicators import queries
from khue.indicators.actions.storing import exchange, store
from khue.indicators.models import Live, LiveState, Stale
from khue.indicators.queries import Origin

LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('indicators.live'))"
WAIT = "SELECT pg_advisory_xact_lock(hashtext('indicators.live'))"
TAKE = "DELETE FROM indicators_stale RETURNING source, unit_id"


def keep_up(actor: Actor, on: date | None = None) -> int:
    """Recount the units whose records changed, and everything on a new day; returns how many sources were recounted.

    While another does the same, what is there is read: it says its own time.
    """
    day = on or timezone.localdate()
    old = dict(LiveState.objects.values_list("source", "day"))
    new_day = [one for one in queries.origins() if old.get(one.name) != day]
    if not new_day and not Stale.objects.exists():
        return 0
    with widened(actor), connection.cursor() as cursor:
        cursor.execute(LOCK)
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(TAKE)
        stale: dict[str, set[int]] = defaultdict(set)
        for table, unit in cursor.fetchall():
            stale[table].add(unit)
        recounted = 0
        for origin in queries.origins():
            units = set().union(*(stale.get(table, set()) for table in origin.source.watches))
            if origin in new_day or units:
                _recount(origin, day, None if origin in new_day else units)
                recounted += 1
        return recounted


def recount(actor: Actor, on: date | None = None) -> int:
    """Count everything of today anew; returns how many sources."""
    with widened(actor), connection.cursor() as cursor:
        cursor.execute(WAIT)
        Stale.objects.all().delete()
        for origin in queries.origins():
            _recount(origin, on or timezone.localdate(), None)
    return len(queries.origins())


def _recount(origin: Origin, day: date, units: Collection[int] | None) -> None:
    """Replace the counts of a source, of some units or of all; a source that fails keeps its fault instead."""
    asked = Asked(day, school_year_of(day).start, units)
    if units is None:
        known = Live.objects.filter(measure__in=[f"{origin.app}.{name}" for name in origin.source.measures])
        known._raw_delete(known.db)
        fault = store(Live, {"app": origin.app}, origin, asked)
    else:
        fault = exchange(origin, asked, units)
    state, _is_new = LiveState.objects.get_or_create(source=origin.name, defaults={"day": day, "version": 0})
    state.day, state.at, state.fault = day, timezone.now(), fault
    state.version = queries.live_version() + 1
    state.save()
