"""Tìm người theo tên trong một triệu người: trường, xã, tỉnh; đúng tên, gõ dở, đảo chữ, không dấu, sai một chữ."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from statistics import median, quantiles
from typing import Any

import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.frame import Figure, alternate_all, say, scratch_database
from khue.core.actor import Actor, acting_as, system_actor
from khue.core.loading import load_rows
from khue.core.names import fold
from khue.core.postgres.addresses import addresses
from khue.core.postgres.places import home
from khue.organisations.models import Organisation
from khue.people.models import Person, Word
from khue.people.queries.finding import find
from khue.people.rules import Can, name_key
from khue.students.demo.names import KINH, family_of, name_of

SIZE = 1_000_000
SCHOOLS, COMMUNE = 2_000, 20
ASKED = 120  # searches of each way of typing, by each kind of person
BLOCK = 50_000
COLUMNS = (
    *("full_name", "family_name", "middle_name", "given_name", "name_key", "birth_date", "birth_precision", "sex"),
    *("ethnicity", "nationality", "birth_place", "home_address", "phone", "email", "photo", "custody_id"),
    *("is_synthetic", "version", "created_at", "changed_at"),
)
LETTERS = "abcdeghiklmnopqrstuvxy"
BAR = "<= 50"  # milliseconds, 95 of 100 searches


def run(size: int) -> list[Figure]:
    """Measure every way of typing, as a clerk, a commune officer and the province."""
    with scratch_database() as database:
        say(f"tạo {size} người, {SCHOOLS} trường…")
        chance = random.Random(2026)
        with acting_as(system_actor()) as actor:
            schools = _schools(actor)
            people = _people(actor, chance, size, schools)
        with psycopg.connect(**addresses(home()).owner.connection(database), autocommit=True) as owner:
            owner.execute("VACUUM (ANALYZE) people_person")
        figures = [figure for who, places in _askers(schools) for figure in _measured(who, places, people, chance)]
        return [*figures, *_against_unguarded(database, people, chance)]


def _schools(actor: Actor) -> list[int]:
    load_rows(actor, Organisation, ("code", "is_synthetic"), ((f"BENCH{n}", True) for n in range(SCHOOLS)))
    return list(Organisation.objects.order_by("pk").values_list("pk", flat=True))


def _people(actor: Actor, chance: random.Random, size: int, schools: list[int]) -> dict[int, list[str]]:
    """Enter made-up people; return school -> some of their names."""
    words: dict[str, int] = {}
    names: dict[int, list[str]] = {school: [] for school in schools}

    def rows(start: int) -> Iterator[tuple[Any, ...]]:
        now = "2026-09-05 08:00+07"
        for number in range(start, min(start + BLOCK, size)):
            born = date(2006, 1, 1) + timedelta(days=chance.randrange(6000))
            sex = chance.choice(("male", "female"))
            made = name_of(chance, sex, born.year, KINH, family_of(chance, KINH))
            school = schools[number % len(schools)]
            names[school].append(made.full)
            for word in fold(made.full).split():
                words[word] = words.get(word, 0) + 1
            parts = (made.full, made.family, made.middle, made.given, name_key(made.full))
            yield (*parts, born, "day", sex, KINH, "VN", "", "", "", "", "", school, True, 1, now, now)

    for start in range(0, size, BLOCK):
        load_rows(actor, Person, COLUMNS, rows(start))
    load_rows(actor, Word, ("word", "count"), words.items())
    return names


def _askers(schools: list[int]) -> tuple[tuple[str, list[int] | None], ...]:
    return (("giáo vụ trường", [schools[77]]), ("công chức xã", schools[100 : 100 + COMMUNE]), ("cả tỉnh", None))


def _acting(places: list[int] | None) -> Actor:
    if places is None:
        return Actor(1, everywhere=frozenset({Can.SEE}))
    return Actor(1, grants={Can.SEE: frozenset(places)})


def _measured(who: str, places: list[int] | None, people: dict[int, list[str]], chance: random.Random) -> list[Figure]:
    """Search as one kind of person in every way of typing, the ways taking turns."""
    known = [name for school, names in people.items() if places is None or school in places for name in names]
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    lost: Counter[str] = Counter()
    for _ in range(ASKED):
        for way, typed in WAYS.items():
            name = chance.choice(known)
            text = typed(name, chance)
            with acting_as(_acting(places)) as actor:
                started = time.perf_counter()
                found = find(actor, text)
                seconds[way].append(time.perf_counter() - started)
            lost[way] += not found.people
    return [
        Figure(f"{who}, {way}: p95", round(quantiles(seconds[way], n=20)[18] * 1000, 1), "ms", BAR) for way in WAYS
    ] + [Figure(f"{who}: không thấy ai", sum(lost.values()) / (ASKED * len(WAYS)), "phần", "<= 0.02")]


def _same(name: str, chance: random.Random) -> str:
    return name


def _begun(name: str, chance: random.Random) -> str:
    *before, last = name.split()
    return " ".join([*before, last[: max(1, len(last) - 1)]])


def _shuffled(name: str, chance: random.Random) -> str:
    words = name.split()
    return " ".join(chance.sample(words, len(words)))


def _unmarked(name: str, chance: random.Random) -> str:
    return fold(name)


def _mistyped(name: str, chance: random.Random) -> str:
    """Spoil one letter of the longest word: left out, doubled by another, replaced, or exchanged with the next."""
    words = fold(name).split()
    place = max(range(len(words)), key=lambda number: len(words[number]))
    word = words[place]
    at = chance.randrange(1, len(word)) if len(word) > 1 else 0
    letter = chance.choice(LETTERS)
    spoiled = (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :] if at else word,
    )
    words[place] = chance.choice(spoiled)
    return " ".join(words)


WAYS: dict[str, Callable[[str, random.Random], str]] = {
    "đúng tên": _same,
    "gõ dở": _begun,
    "đảo chữ": _shuffled,
    "không dấu": _unmarked,
    "sai một chữ": _mistyped,
}


def _against_unguarded(database: str, people: dict[int, list[str]], chance: random.Random) -> Iterator[Figure]:
    """Run the statements of the province's searches again as the account of backups, whom no policy binds."""
    known = [name for names in people.values() for name in names]
    statements: list[str] = []
    with acting_as(_acting(None)) as actor:
        for way in WAYS.values():
            for _ in range(10):
                with CaptureQueriesContext(connection) as captured:
                    find(actor, way(chance.choice(known), chance))
                statements += [one["sql"] for one in captured.captured_queries if "people_person" in one["sql"]]
    backup = addresses(home()).backup
    if backup is None:
        return
    with psycopg.connect(**backup.connection(database)) as plain:

        def unguarded() -> None:
            for statement in statements:
                plain.execute(statement).fetchall()

        def guarded() -> None:
            with acting_as(_acting(None)), connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                    cursor.fetchall()

        seconds = alternate_all({"unguarded": unguarded, "guarded": guarded}, rounds=7)
    ratio = median(mine / other for mine, other in zip(seconds["guarded"], seconds["unguarded"], strict=True))
    yield Figure("cả tỉnh: có bảo vệ / không", round(ratio, 3), "lần")
