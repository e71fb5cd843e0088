"""The narrow look beyond one's own records: one exact identifier, one masked answer."""

from dataclasses import dataclass

from django.db import connection

from khue.organisations import queries as organisations

LOOK = "SELECT person_id, custody_id, birth_year, masked_name FROM people_elsewhere(%s, %s)"


@dataclass(frozen=True)
class FoundElsewhere:
    """What may be told of a person whose record another unit holds."""

    person_id: int
    custody_id: int
    custody: str
    birth_year: int | None
    masked_name: str


def holder_of(scheme: str, blind: bytes) -> FoundElsewhere | None:
    """Return who holds the record with this identifier; the action that asks writes it down."""
    with connection.cursor() as cursor:
        cursor.execute(LOOK, [scheme, blind])
        row = cursor.fetchone()
    if row is None:
        return None
    person_id, custody_id, birth_year, masked_name = row
    return FoundElsewhere(person_id, custody_id, organisations.name_of(custody_id), birth_year, masked_name)
