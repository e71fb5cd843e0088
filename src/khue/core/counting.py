"""Counts declared sources: one statement a source for all units, all measures and all groups at once.

Row security narrows what is counted; who counts for others (`indicators`) acts as the system after checking rights.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import connection

from khue.core.indicators import WHOLE, Asked, Counted, Measure, Source

MOST_OPENED = 2_000  # records behind one figure


def counts(app: str, source: Source, asked: Asked) -> Iterator[Counted]:
    """Yield the counts of a source's measures, by unit and group; what is nought is not said."""
    wanted = [name for name in source.measures if asked.measures is None or f"{app}.{name}" in asked.measures]
    if not wanted or (asked.units is not None and not asked.units):
        return
    for kinds, statement in statements(source, wanted, asked.kinds).items():
        yield from _counted(app, wanted, kinds, statement, asked)


def statements(source: Source, names: list[str], asked_kinds: Collection[str] | None) -> dict[tuple[str, ...], str]:
    """Return the statements that count these measures, by the kinds of groups that each of them tells."""
    kinds = tuple(kind for kind in source.groups if asked_kinds is None or kind in asked_kinds)
    joined = {
        (kind,): _joined(source, names, *parts)
        for kind, parts in source.joined.items()
        if asked_kinds is None or kind in asked_kinds
    }
    return {kinds: _grouped(source, names, kinds), **joined}


def _grouped(source: Source, names: list[str], kinds: Sequence[str]) -> str:
    """Write the statement: first one row for each combination of groups, then the sums over each group alone."""
    columns = "".join(f", coalesce(({source.groups[kind]})::text, '') AS g{at}" for at, kind in enumerate(kinds))
    keys = ", ".join(str(number) for number in range(1, len(kinds) + 2))
    base = f"SELECT ({source.unit}) AS unit{columns}, {_aggregates(source, names)} {_from(source)} GROUP BY {keys}"
    if not kinds:
        return f"SELECT unit, 0, '', {_columns(names)} FROM ({base}) AS base"
    sets = ", ".join(["(unit)", *(f"(unit, g{at})" for at in range(len(kinds)))])
    which = " ".join(f"WHEN grouping(g{at}) = 0 THEN {at + 1}" for at in range(len(kinds)))
    said = ", ".join(f"g{at}" for at in range(len(kinds)))
    sums = ", ".join(f"sum(m{at})::bigint" for at in range(len(names)))
    return (
        f"SELECT unit, CASE {which} ELSE 0 END, coalesce({said}, ''), {sums} FROM ({base}) AS base "
        f"GROUP BY GROUPING SETS ({sets})"
    )


def _joined(source: Source, names: list[str], join: str, expression: str) -> str:
    base = f"SELECT ({source.unit}) AS unit, coalesce(({expression})::text, '') AS g0, {_aggregates(source, names)}"
    return f"SELECT unit, 1, g0, {_columns(names)} FROM ({base} {_from(source, join)} GROUP BY 1, 2) AS base"


def _from(source: Source, join: str = "") -> str:
    narrowed = f" AND (%(units)s::bigint[] IS NULL OR ({source.unit}) = ANY (%(units)s::bigint[]))"
    return source.sql.replace("{join}", join) + narrowed


def _aggregates(source: Source, names: list[str]) -> str:
    return ", ".join(f"{_aggregate(source.measures[name])} AS m{at}" for at, name in enumerate(names))


def _aggregate(measure: Measure) -> str:
    what = f"sum({measure.of})" if measure.of else "count(*)"
    return f"coalesce({what} FILTER (WHERE {measure.where}), 0)::bigint"


def _columns(names: list[str]) -> str:
    return ", ".join(f"m{at}" for at in range(len(names)))


def _counted(app: str, names: list[str], kinds: Sequence[str], statement: str, asked: Asked) -> Iterator[Counted]:
    full = [f"{app}.{name}" for name in names]
    with connection.cursor() as cursor:
        cursor.execute(statement, values(asked))
        for unit, which, group, *numbers in cursor:
            kind = kinds[which - 1] if which else WHOLE
            if unit is not None:
                yield from (Counted(name, unit, kind, group, n) for name, n in zip(full, numbers, strict=True) if n)


def values(asked: Asked) -> dict[str, Any]:
    """Return what the statements ask for by name."""
    units = None if asked.units is None else list(asked.units)
    return {"on": asked.on, "school_year": asked.school_year, "units": units}


def keys(source: Source, name: str, asked: Asked, kind: str, group: str) -> list[int]:
    """Return the numbers of the records that one count counted, at most 2,000, as far as row security lets see."""
    measure = source.measures[name]
    join, expression = source.joined.get(kind, ("", source.groups.get(kind, "''")))
    statement = (
        f"SELECT DISTINCT {source.key} {_from(source, join)} AND {measure.where}"
        f" AND coalesce(({expression})::text, '') = %(group)s ORDER BY 1 LIMIT {MOST_OPENED}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values(asked), "group": group if kind else WHOLE})
        return [row[0] for row in cursor.fetchall()]
