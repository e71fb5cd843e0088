"""Counts declared sources: one statement a source for all units, all measures and all groups at once.

Row security narrows what is counted; who counts for others (`indicators`) acts as the system after checking rights.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection

from khue.core.indicators import WHOLE, Asked, Counted, Measure, Source

FEW = 10  # units
MOST_OPENED = 2_000  # records behind one figure


def counts(app: str, source: Source, asked: Asked) -> Iterator[Counted]:
    """Yield the counts of a source's measures, by unit and group; what is nought is not said."""
    for statement in statements(app, source, asked):
        with connection.cursor() as cursor:
            run(cursor, statement, values(asked))
            yield from (Counted(*row) for row in cursor)


def run(cursor: Any, statement: str, given: Mapping[str, Any]) -> None:
    """Run a counting statement; for more than a few units with joins by hash.

    Behind row security PostgreSQL may not look at its statistics, takes half a million rows for one, and would join
    them row by row, which is right for a few units only.
    """
    units = given.get("units")
    if units is not None and len(units) <= FEW:
        cursor.execute(statement, given)
        return
    with connection.cursor() as other:
        other.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(statement, given)
        other.execute("SET LOCAL enable_nestloop = on")


def statements(app: str, source: Source, asked: Asked) -> list[str]:
    """Return the statements whose rows are counts: measure, unit, kind, group, n. They ask for `values` by name."""
    names = [name for name in source.measures if asked.measures is None or f"{app}.{name}" in asked.measures]
    if not names or (asked.units is not None and not asked.units):
        return []
    kinds = [kind for kind in source.groups if asked.kinds is None or kind in asked.kinds]
    joined = [
        _joined(source, names, kind, *parts)
        for kind, parts in source.joined.items()
        if asked.kinds is None or kind in asked.kinds
    ]
    return [_turned(app, names, wide) for wide in [_grouped(source, names, kinds), *joined]]


def values(asked: Asked) -> dict[str, Any]:
    """Return what the statements ask for by name."""
    units = None if asked.units is None else list(asked.units)
    return {"on": asked.on, "school_year": asked.school_year, "units": units}


def _turned(app: str, names: list[str], wide: str) -> str:
    """Turn the columns of the measures into rows."""
    said = ", ".join(f"'{app}.{name}'" for name in names)
    return (
        f"SELECT one.measure, wide.unit, wide.kind, wide.part, one.n FROM ({wide}) AS wide "
        f"CROSS JOIN LATERAL unnest(ARRAY[{said}], ARRAY[{_columns(names)}]) AS one (measure, n) "
        "WHERE one.n <> 0 AND wide.unit IS NOT NULL"
    )


def _grouped(source: Source, names: list[str], kinds: Sequence[str]) -> str:
    """Write the statement: first one row for each combination of groups, then the sums over each group alone."""
    columns = "".join(f", coalesce(({source.groups[kind]})::text, '') AS g{at}" for at, kind in enumerate(kinds))
    keys = ", ".join(str(number) for number in range(1, len(kinds) + 2))
    base = f"SELECT ({source.unit}) AS unit{columns}, {_aggregates(source, names)} {_from(source)} GROUP BY {keys}"
    if not kinds:
        return f"SELECT unit, '' AS kind, '' AS part, {_columns(names)} FROM ({base}) AS base"
    sets = ", ".join(["(unit)", *(f"(unit, g{at})" for at in range(len(kinds)))])
    which = " ".join(f"WHEN grouping(g{at}) = 0 THEN '{kind}'" for at, kind in enumerate(kinds))
    said = ", ".join(f"g{at}" for at in range(len(kinds)))
    sums = ", ".join(f"sum(m{at})::bigint AS m{at}" for at in range(len(names)))
    return (
        f"SELECT unit, CASE {which} ELSE '' END AS kind, coalesce({said}, '') AS part, {sums} "
        f"FROM ({base}) AS base GROUP BY GROUPING SETS ({sets})"
    )


def _joined(source: Source, names: list[str], kind: str, join: str, expression: str) -> str:
    return (
        f"SELECT ({source.unit}) AS unit, '{kind}' AS kind, coalesce(({expression})::text, '') AS part, "
        f"{_aggregates(source, names)} {_from(source, join)} GROUP BY 1, 3"
    )


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
