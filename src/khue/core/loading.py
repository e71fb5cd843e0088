"""Takes in many rows of one table at once: for a demo province or a founding load by the system itself.

PostgreSQL does not COPY into a table with row security, so the rows are copied beside it and inserted from there.

People's own files go through sheets, which check every row; here the caller vouches for the rows and the database
still refuses nonsense.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

from khue.core.actor import Actor
from khue.core.errors import Denied


def reserve_ids(model: type[Model], count: int) -> list[int]:
    """Return that many new primary keys of the table, so that rows of several tables can name one another."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass)) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def load_rows(actor: Actor, model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write the rows as they are and return how many.

    columns: names of columns of the table, `school_id` rather than `school`.
    Raises: Denied, unless the system itself is asking.
    """
    if not actor.is_system:
        raise Denied(permission="core.load", place="này")
    table, names = model._meta.db_table, ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMPORARY TABLE IF NOT EXISTS "loaded_{table}" (LIKE "{table}") ON COMMIT DROP')
        cursor.execute(f'TRUNCATE "loaded_{table}"')
        for column in set(_required(model)) - set(columns):
            cursor.execute(f'ALTER TABLE "loaded_{table}" ALTER "{column}" DROP NOT NULL')
        with cursor.copy(f'COPY "loaded_{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM "loaded_{table}"')
        return int(cursor.rowcount)


def _required(model: type[Model]) -> list[str]:
    return [str(field.column) for field in model._meta.local_concrete_fields if not field.null]
