"""Writes many counts at once: PostgreSQL does not COPY into a guarded table, so they come as arrays."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model

from khue.core.indicators import Counted

AT_ONCE = 50_000
INSERT = """
INSERT INTO {table} ({names}, measure, unit_id, kind, "group", n)
SELECT {given}, * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::bigint[])
"""


def store(model: type[Model], given: Mapping[str, Any], counts: Sequence[Counted]) -> None:
    """Write counts with the columns that all of them share."""
    statement = INSERT.format(table=model._meta.db_table, names=", ".join(given), given=", ".join(["%s"] * len(given)))
    rest = iter(counts)
    with connection.cursor() as cursor:
        while part := list(islice(rest, AT_ONCE)):
            columns = [list(column) for column in zip(*part, strict=True)]
            cursor.execute(statement, [*given.values(), *columns])
