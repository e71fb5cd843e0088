"""Many rows at a time into guarded tables: COPY to a temporary table first, then one statement under the guards.

Row-level security does not allow COPY into a guarded table. Guards, constraints and triggers still see every row.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

Rows = Sequence[Sequence[Any]]
STAGED = "staged_rows"


def store_rows(model: type[Model], columns: Sequence[str], rows: Rows) -> int:
    """Add rows; columns as the table calls them, `school_id` rather than `school`. Returns how many."""
    if not rows:
        return 0
    with _staged(model, columns, rows) as cursor:
        names = _names(columns)
        cursor.execute(f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {names} FROM {STAGED}')
        return int(cursor.rowcount)


def change_rows(model: type[Model], columns: Sequence[str], rows: Rows) -> int:
    """Set columns of rows that are there; the first column is the primary key. Returns how many."""
    if not rows:
        return 0
    with _staged(model, columns, rows) as cursor:
        setting = ", ".join(f'"{name}" = {STAGED}."{name}"' for name in columns[1:])
        cursor.execute(
            f'UPDATE "{model._meta.db_table}" AS kept SET {setting} FROM {STAGED} WHERE kept.id = {STAGED}.id'
        )
        return int(cursor.rowcount)


@contextmanager
def _staged(model: type[Model], columns: Sequence[str], rows: Rows) -> Iterator[CursorWrapper]:
    """Copy the rows to a temporary table with these columns of the model's table."""
    with connection.cursor() as cursor:
        names = _names(columns)
        cursor.execute(
            f'CREATE TEMP TABLE {STAGED} ON COMMIT DROP AS SELECT {names} FROM "{model._meta.db_table}" WITH NO DATA'
        )
        with cursor.copy(f"COPY {STAGED} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        yield cursor
        cursor.execute(f"DROP TABLE {STAGED}")


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
