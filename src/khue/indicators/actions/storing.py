"""Counts are written where they are counted: the database turns records into counts without sending them out."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from khue.core import counting
from khue.core.indicators import Asked
from khue.indicators.models import Live
from khue.indicators.queries import Origin

FRESH = """
CREATE TEMPORARY TABLE IF NOT EXISTS indicators_fresh (
    measure text COLLATE "C", unit_id bigint, kind text COLLATE "C", "group" text COLLATE "C", n bigint
) ON COMMIT DROP
"""
SAME = """
one.measure = other.measure AND one.unit_id = other.unit_id AND one.kind = other.kind
AND one."group" = other."group" AND one.n = other.n
"""
GONE = f"""
DELETE FROM indicators_live one
WHERE one.measure = ANY (%(measures)s) AND one.unit_id = ANY (%(units)s)
  AND NOT EXISTS (SELECT FROM indicators_fresh other WHERE {SAME})
"""
COME = f"""
INSERT INTO indicators_live (app, measure, unit_id, kind, "group", n)
SELECT %(app)s, one.* FROM indicators_fresh one
WHERE NOT EXISTS (SELECT FROM indicators_live other WHERE {SAME})
"""


def store(model: type[Model], given: Mapping[str, Any], origin: Origin, asked: Asked) -> str:
    """Count a source into a table, with the columns that all its rows share; returns the fault, empty when none."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            _count_into(cursor, model._meta.db_table, given, origin, asked)
    except DatabaseError as error:
        return type(error).__name__
    return ""


def exchange(origin: Origin, asked: Asked, units: Collection[int]) -> str:
    """Count some units of a source again and write only what differs; returns the fault, empty when none."""
    measures = [f"{origin.app}.{name}" for name in origin.source.measures]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(FRESH)
            cursor.execute("TRUNCATE indicators_fresh")
            _count_into(cursor, "indicators_fresh", {}, origin, asked)
            told = {"measures": measures, "units": list(units), "app": origin.app}
            counting.run(cursor, GONE, told)
            counting.run(cursor, COME, told)
    except DatabaseError as error:
        Live.objects.filter(measure__in=measures, unit_id__in=list(units)).delete()
        return type(error).__name__
    return ""


def _count_into(cursor: Any, table: str, given: Mapping[str, Any], origin: Origin, asked: Asked) -> None:
    names = "".join(f"{name}, " for name in given)
    shared = "".join(f"%(shared_{name})s, " for name in given)
    told = {**counting.values(asked), **{f"shared_{name}": value for name, value in given.items()}}
    for statement in counting.statements(origin.app, origin.source, asked):
        counting.run(
            cursor,
            f'INSERT INTO {table} ({names}measure, unit_id, kind, "group", n) SELECT {shared}counted.* '
            f"FROM ({statement}) AS counted",
            told,
        )
