"""Finds people by what is typed into one box: an exact number, a name with or without marks, a birth date or year.

Narrow steps, each on an index that row security leaves usable, from the surest to the most forgiving: the same name,
names that begin so, the words in any order, the last word begun, one typo in one word. The next step is taken only
while the page is not full.
"""

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q
from rapidfuzz.distance import OSA

from khue.core.actor import Actor
from khue.core.clock import today
from khue.core.errors import Refused
from khue.people.models import Identifier
from khue.people.queries.persons import Card
from khue.people.queries.persons import cards as cards_of
from khue.people.rules import SCHEMES, Asked, Birth, Can, read_asked, read_identifier
from khue.people.secrets import blind

MOST = 50  # people on the page of answers
FEW = 5  # people found as typed, with whom no typo is thought of
POOL = 200  # rows looked at for the best of many equals
LIKELY = 8  # known words put in place of one with a typo
SHORTEST_MENDED = 2  # letters of a word that may have a typo
REMEMBERED = 300  # seconds for which a process remembers the words of names
EVERYWHERE = ("personal_number", "passport", "learner_code", "teacher_code", "lifelong_code")

COLUMNS = (
    "id, full_name, birth_date, birth_precision, sex, ethnicity, custody_id, photo <> '' AS has_photo, is_synthetic,"
    " merged_into_id, name_key, folded"
)
WORDS = "to_tsvector('simple'::regconfig, folded) @@ %s::tsquery"
BEGINS = "folded >= %s AND folded < %s"
SAME = "folded = %s"
MARKED = "string_to_array(lower(full_name), ' ') @> %s::text[]"
HELD = "custody_id = ANY (%s)"
HELD_BY_MANY = "custody_id + 0 = ANY (%s)"  # not by the index of units, where the words of thousands would be read
ONE_CLERK = 3  # units whose people are fewer than those who bear a name
BORN = "birth_date >= %s AND birth_date < %s"
LAST_LETTER = chr(0x10FFFF)


@dataclass(frozen=True)
class Answer:
    """A person who was found, and how: "number", "same", "begins", "words", "begun", "typo", "born"."""

    card: Card
    how: str


@dataclass(frozen=True)
class Answers:
    """Who was found, the best first; `has_more` when the page could not hold all."""

    asked: Asked
    people: list[Answer]
    has_more: bool = False


def find(actor: Actor, text: str, *, limit: int = MOST, at: Iterable[int] | None = None) -> Answers:
    """Find people whom the actor may see; `at`: in these of the units only.

    A permission for some people of a school (a teacher's own classes) opens more rows than it means: only the units of
    `people.see` are looked through.
    """
    asked = read_asked(text, today=today())
    places = actor.places(Can.SEE) if at is None else frozenset(at)
    found: dict[int, Answer] = {}
    if asked.code:
        cards = _by_code(actor, asked.code)
        found = {card.id: Answer(card, "number") for card in cards if places is None or card.custody_id in places}
    elif not asked.is_empty:
        for how, conditions, values in _steps(asked):
            for card in _ranked(asked, how, conditions, values, limit, places):
                found.setdefault(card.id, Answer(card, how))
            if len(found) > limit or (how == "begun" and _is_enough(asked, len(found))):
                break
    people = list(found.values())
    return Answers(asked, people[:limit], len(people) > limit)


def _is_enough(asked: Asked, count: int) -> bool:
    """Whether no typo is thought of: several were found, or somebody, and every word is one of names."""
    return count >= FEW or (count > 0 and all(map(is_known, asked.words)))


def _by_code(actor: Actor, code: str) -> list[Card]:
    """Return who has the identifier: secret ones are found by their blind index, a school's own by what is shown."""
    wanted = Q(shown=code, sealed__isnull=True)
    for scheme in SCHEMES:
        if scheme.code in EVERYWHERE:
            try:
                wanted |= Q(scheme=scheme.code, blind=blind(scheme.code, read_identifier(scheme.code, code)))
            except Refused:
                continue  # not the form of this kind
    ids = Identifier.objects.filter(wanted, period__endswith=None).values_list("person_id", flat=True)[:MOST]
    return sorted(cards_of(actor, ids).values(), key=lambda card: card.name)


Step = tuple[str, str, list[Any]]


def _steps(asked: Asked) -> Iterator[Step]:
    """Yield how to look, the condition and its values, the surest first."""
    if not asked.words:
        yield "born", "TRUE", []
        return
    name = " ".join(asked.words)
    lexemes = _lexemes(asked.words)
    every, begun = " & ".join(lexemes), " & ".join([*lexemes[:-1], f"{lexemes[-1]}:*"])
    marked = (f" AND {MARKED}", [list(asked.written)]) if asked.has_marks else ("", [])
    yield "same", SAME, [name]
    if asked.has_marks:
        yield "words", WORDS + marked[0], [every, *marked[1]]
    yield "begins", BEGINS, [name, name + LAST_LETTER]
    yield "words", WORDS, [every]
    yield "begun", WORDS, [begun]
    if mended := _mended(asked.words):
        yield "typo", WORDS, [mended]


def _lexemes(words: Iterable[str]) -> list[str]:
    """Return words as PostgreSQL cuts them: at every sign that is no letter."""
    return [part for word in words for part in re.split(r"[^\w]+", word) if part]


def _mended(words: tuple[str, ...]) -> str:
    """Return the search with one word replaced by known words one edit away: an unknown word, else each in turn."""
    choices = []
    unknown = {word for word in words if not is_known(word)}
    for place, word in enumerate(words):
        near = near_words(word) if not unknown or word in unknown else []
        if near:
            inside = " | ".join(_lexemes(near))
            others = _lexemes(other for number, other in enumerate(words) if number != place)
            choices.append(" & ".join([*others, f"({inside})"]))
    return " | ".join(f"({choice})" for choice in choices)


def _ranked(
    asked: Asked, how: str, condition: str, values: list[Any], limit: int, places: frozenset[int] | None
) -> list[Card]:
    """Run one step: names with the same marks first, then in the order of class lists."""
    if asked.born:
        condition, values = f"{condition} AND {BORN}", [*values, *asked.born]
    if places is not None:
        held = HELD if len(places) <= ONE_CLERK else HELD_BY_MANY
        condition, values = f"{condition} AND {held}", [*values, sorted(places)]
    order = "ORDER BY (lower(full_name) = %s) DESC, name_key" if how == "same" else ""
    written = " ".join(asked.written)
    most = limit + 1 if how == "same" else POOL
    kept = f"{condition} AND merged_into_id IS NULL"
    statement = f"SELECT {COLUMNS} FROM people_person WHERE {kept} {order} LIMIT {most}"
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *([written] if order else [])])
        rows = cursor.fetchall()
    rows.sort(key=lambda row: (row[1].lower() != written, *_closeness(asked, row[1]), row[10], row[0]))
    return [_card(row) for row in rows]


def _closeness(asked: Asked, name: str) -> tuple[int, int]:
    """Return how far a name is from what was typed: words without the same marks, words out of place."""
    words = name.lower().split()
    unmarked = len(set(asked.written) - set(words))
    return unmarked, 0 if tuple(words[-len(asked.written) :]) == asked.written else 1


def _card(row: tuple[Any, ...]) -> Card:
    person_id, name, on, precision, sex, ethnicity, custody_id, has_photo, is_synthetic, merged_into_id = row[:10]
    birth = Birth(on, precision) if on else Birth()
    return Card(person_id, name, birth, sex, ethnicity, custody_id, has_photo, is_synthetic, merged_into_id)


def is_known(word: str) -> bool:
    """Whether some name has the word."""
    return any(word == known for known, _count in _vocabulary().get(len(word), ()))


def near_words(word: str) -> list[str]:
    """Return the known words one edit away (a letter more, less, other, or two exchanged), the most frequent first."""
    if len(word) < SHORTEST_MENDED:
        return []
    lengths = range(len(word) - 1, len(word) + 2)
    near = [
        (count, known)
        for length in lengths
        for known, count in _vocabulary().get(length, ())
        if OSA.distance(word, known, score_cutoff=1) == 1
    ]
    return [known for _count, known in sorted(near, reverse=True)[:LIKELY]]


_remembered: tuple[float, str, dict[int, list[tuple[str, int]]]] = (-REMEMBERED, "", {})


def _vocabulary() -> dict[int, list[tuple[str, int]]]:
    """Return the words of all names by their length; a process reads them anew every few minutes."""
    global _remembered
    read_at, database, words = _remembered
    now, name = time.monotonic(), str(connection.settings_dict["NAME"])
    if now - read_at > REMEMBERED or database != name:
        words = {}
        with connection.cursor() as cursor:
            cursor.execute("SELECT word, count FROM people_word")
            for word, count in cursor.fetchall():
                words.setdefault(len(word), []).append((word, count))
        _remembered = (now, name, words)
    return words
