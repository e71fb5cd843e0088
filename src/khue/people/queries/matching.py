"""Whom the rows of a sheet mean: found by an identifier wherever the record is kept, or here by name and birth.

Identifiers are looked up through `people_holders`, which tells of records kept elsewhere only who keeps them.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection

from khue.core.names import fold
from khue.people.models import Identifier
from khue.people.secrets import blinds

KEYS = ("personal_number", "learner_code", "teacher_code", "school_code")  # the most telling first
HOLDERS = """
SELECT found.place, found.person_id, found.custody_id FROM (
    SELECT array_agg(scheme ORDER BY place) AS schemes, array_agg(decode(blind, 'hex') ORDER BY place) AS blinds
    FROM json_to_recordset(%s) AS asked (place int, scheme text, blind text)
) AS asked, people_holders(asked.schemes, asked.blinds) AS found
"""
NAMESAKES = """
SELECT sought.place, person.id
FROM json_to_recordset(%s) AS sought (folded text, birth date, place int)
JOIN people_person person ON person.folded = sought.folded AND person.birth_date = sought.birth
WHERE person.custody_id = %s AND person.merged_into_id IS NULL
ORDER BY sought.place, person.id
"""
CARDS = "SELECT id, full_name, birth_date, sex, custody_id FROM people_person WHERE id = ANY (%s)"
HELD = """
SELECT person_id, scheme, blind FROM people_identifier
WHERE person_id = ANY (%s) AND scheme = ANY (%s) AND upper_inf(period) AND NOT is_disputed
"""


@dataclass(frozen=True)
class Sought:
    """What a row says of the person it means. identifiers: scheme -> clean value."""

    full_name: str = ""
    birth: date | None = None
    identifiers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class KnownPerson:
    """The little that a row is compared with."""

    id: int
    full_name: str
    birth: date | None
    sex: str
    custody_id: int


@dataclass(frozen=True)
class Match:
    """Whom a row means. person: the record here. by: the key that found it, "name" for name and birth.

    elsewhere: scheme -> the organisation that keeps a record with this identifier. others: schemes whose value
    belongs to another record here. namesakes: records here of this name and birth that may be meant.
    blinds: scheme -> the index of each code of the row.
    """

    person: KnownPerson | None = None
    by: str = ""
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    namesakes: tuple[int, ...] = ()
    blinds: Mapping[str, bytes] = field(default_factory=dict)


def fold_name(name: str) -> str:
    """Return a name without marks and in small letters; its words are those of thousands of others."""
    return " ".join(map(_fold_word, name.split(" ")))


@lru_cache(maxsize=65_536)
def _fold_word(word: str) -> str:
    return fold(word)


def issuer_of(scheme: str, organisation_id: int) -> str:
    """Return the issuer under which a code is found: a school's own codes mean something at the school only."""
    return str(organisation_id) if scheme in ("school_code", "old_code") else ""


def match(sought: Sequence[Sought], organisation_id: int) -> list[Match]:
    """Return for each row whom it means; the order of keys is KEYS, then name with birth date."""
    indexes = _indexes(sought, organisation_id)
    holders = _holders(indexes)
    cards = _cards({person_id for found in holders.values() for person_id, _unit in found.values() if person_id})
    found = [_by_code(holders.get(place, {}), indexes[place], cards) for place in range(len(sought))]
    rest = [place for place, match in enumerate(found) if match.person is None]
    namesakes = _namesakes([(place, sought[place]) for place in rest], organisation_id)
    ids = {person_id for alike in namesakes.values() for person_id in alike}
    cards, held = _cards(ids), _held(ids)
    for place, alike in namesakes.items():
        codes, elsewhere = indexes[place], found[place].elsewhere
        meant = tuple(pk for pk in alike if not _differ(codes, held[pk]))
        if len(meant) == 1 and not elsewhere:
            found[place] = Match(cards[meant[0]], "name", blinds=codes)
        else:
            found[place] = Match(None, "", elsewhere, (), meant, codes)
    return found


def _by_code(
    holders: Mapping[str, tuple[int | None, int]], codes: Mapping[str, bytes], cards: dict[int, KnownPerson]
) -> Match:
    """Return whom the codes of a row mean; holders: scheme -> person if seen here, keeper."""
    here = {scheme: cards[pk] for scheme, (pk, _unit) in holders.items() if pk in cards}
    elsewhere = {scheme: unit for scheme, (pk, unit) in holders.items() if pk not in cards}
    first = next((scheme for scheme in KEYS if scheme in here), "")
    if not first:
        return Match(None, "", elsewhere, blinds=codes)
    others = tuple(scheme for scheme in here if here[scheme].id != here[first].id)
    return Match(here[first], first, elsewhere, others, blinds=codes)


def open_codes(person_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Return person -> scheme -> code in force, of the schemes that are not secret."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = Identifier.objects.filter(person_id__in=list(person_ids), sealed=None, period__upper_inf=True)
    for person_id, scheme, shown in rows.values_list("person_id", "scheme", "shown"):
        found[person_id][scheme] = shown
    return found


def _differ(codes: Mapping[str, bytes], held: Mapping[str, bytes]) -> bool:
    """Whether the record bears another code of a kind that the row names too."""
    return any(scheme in held and code != held[scheme] for scheme, code in codes.items())


def _indexes(sought: Sequence[Sought], at: int) -> list[dict[str, bytes]]:
    """Return for each row scheme -> the index of its code."""
    codes = [(scheme, value, issuer_of(scheme, at)) for row in sought for scheme, value in row.identifiers.items()]
    made = iter(blinds(codes))
    return [{scheme: next(made) for scheme in row.identifiers} for row in sought]


def _holders(indexes: Sequence[Mapping[str, bytes]]) -> dict[int, dict[str, tuple[int | None, int]]]:
    """Return row -> scheme -> (person if seen here, keeper)."""
    asked = [(place, scheme, code) for place, codes in enumerate(indexes) for scheme, code in codes.items()]
    found: dict[int, dict[str, tuple[int | None, int]]] = defaultdict(dict)
    said = [
        {"place": number, "scheme": scheme, "blind": code.hex()} for number, (_place, scheme, code) in enumerate(asked)
    ]
    for number, person_id, custody_id in _rows(HOLDERS, [json.dumps(said)]) if asked else ():
        place, scheme, _code = asked[number - 1]
        found[place][scheme] = (person_id, custody_id)
    return found


def _namesakes(sought: Iterable[tuple[int, Sought]], at: int) -> dict[int, list[int]]:
    asked = [
        {"folded": fold_name(row.full_name), "birth": row.birth.isoformat(), "place": place}
        for place, row in sought
        if row.full_name and row.birth
    ]
    found: dict[int, list[int]] = defaultdict(list)
    for place, person_id in _rows(NAMESAKES, [json.dumps(asked), at]) if asked else ():
        found[place].append(person_id)
    return found


def _cards(ids: set[int]) -> dict[int, KnownPerson]:
    return {row[0]: KnownPerson(*row) for row in _rows(CARDS, [list(ids)])} if ids else {}


def _held(ids: set[int]) -> dict[int, dict[str, bytes]]:
    found: dict[int, dict[str, bytes]] = {pk: {} for pk in ids}
    for person_id, scheme, value in _rows(HELD, [list(ids), list(KEYS)]) if ids else ():
        found[person_id][scheme] = bytes(value)
    return found


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
