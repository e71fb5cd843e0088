"""Looks for names: through all names of a few units, or by the indexes of words among the names of a province.

The units of a clerk or of a commune hold some thousand names; they lie side by side in one index, and to read them all
takes a few milliseconds whatever is asked. Among a million names narrow steps are taken, from the surest to the most
forgiving, each on an index that row security leaves usable, and the next one only while the page is not full.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from django.db import connection

from khue.people.queries.known_words import count_of, is_known, longer_words, near_words
from khue.people.rules import Asked

POOL = 200  # names looked at for the best of many equals
FEW_UNITS = 100  # units whose names are read through; the names of more would be too many
LAST_LETTER = chr(0x10FFFF)


class Name(NamedTuple):
    """A name that was found, and whose it is."""

    person_id: int
    full_name: str
    folded: str
    key: str


class Clause(NamedTuple):
    """A piece of SQL with its values."""

    text: str
    values: tuple[Any, ...] = ()


ANY_ORDER = Clause("")
Step = tuple[str, Callable[[], list[Name]]]


def steps(asked: Asked, places: frozenset[int] | None, limit: int) -> Iterator[Step]:
    """Yield what may be looked up, in order: "typed" as it was asked, "typo" with one word mended.

    Whoever takes the steps calls the next one only while too little is found.
    """
    few = places is not None and len(places) <= FEW_UNITS
    held = [] if places is None else [_held(places, few)]
    if asked.born:
        held.append(Clause("birth_date >= %s AND birth_date < %s", asked.born))
    if not asked.words:
        yield "typed", partial(_read, held)
    else:
        yield from _among_few(asked, held) if few else _among_many(asked, held, limit)


def _held(places: frozenset[int], few: bool) -> Clause:
    """Many units are not sought by their index, or all names of theirs would be read."""
    return Clause("custody_id = ANY (%s)" if few else "custody_id + 0 = ANY (%s)", (sorted(places),))


def _among_few(asked: Asked, held: list[Clause]) -> Iterator[Step]:
    """Read the names once for what was typed, its last word perhaps only begun; once more for a typo."""
    *whole, last = lexemes(asked.words)
    typed = [_holds([*whole, last]), *map(_has, whole), Clause("folded ~ %s", (rf"\m{last}",))]
    name = " ".join(asked.words)
    order = "ORDER BY lower(full_name) <> %s, folded <> %s, NOT starts_with(folded, %s), name_key"
    yield "typed", partial(_read, [*held, *typed], Clause(order, (" ".join(asked.written), name, name)))
    mended = [
        _joined(" AND ", [_holds(others), *map(_has, others), Clause("folded ~ %s", (rf"\m({'|'.join(near)})\M",))])
        for others, near in _mended(asked.words)
    ]
    if mended:
        yield "typo", partial(_read, [*held, _joined(" OR ", mended)])


def _holds(words: list[str]) -> Clause:
    """Return the condition that the letters of the words occur: most names fail it, and it costs next to nothing."""
    return Clause("folded LIKE ALL (%s)", ([f"%{word}%" for word in words],))


def _has(word: str) -> Clause:
    return Clause("folded ~ %s", (rf"\m{word}\M",))


def _among_many(asked: Asked, held: list[Clause], limit: int) -> Iterator[Step]:
    """Take the steps: the same name, names that begin so, the words in any order, the last word begun, a typo."""
    name, written = " ".join(asked.words), " ".join(asked.written)
    *whole, last = lexemes(asked.words)
    same = Clause("ORDER BY (lower(full_name) = %s) DESC, name_key", (written,))
    begins = Clause("folded >= %s AND folded < %s", (name, name + LAST_LETTER))
    begun = partial(_read, [*held, begins])
    yield "typed", partial(_read, [*held, Clause("folded = %s", (name,))], same, limit + 1)
    every = partial(_with_words, asked, held)
    yield from (("typed", step) for step in ((every, begun) if asked.has_marks else (begun, every)))
    if longer := longer_words(last) or ([] if is_known(last) else [f"{last}:*"]):
        yield "typed", partial(_read, [*held, _words(whole, longer)])
    for others, near in _mended(asked.words):
        yield "typo", partial(_read, [*held, _words(others, near)])


def _with_words(asked: Asked, held: list[Clause]) -> list[Name]:
    """Return names with all the words; of very many, those with the same marks surely."""
    every = _words(lexemes(asked.words), [])
    found = _read([*held, every])
    if asked.has_marks and len(found) == POOL:
        marked = Clause("string_to_array(lower(full_name), ' ') @> %s::text[]", (list(asked.written),))
        found += _read([*held, every, marked])
    return found


def _words(every: Iterable[str], one_of: Iterable[str]) -> Clause:
    """Return the condition that a name has every word of the first, and one of the second."""
    likely = " | ".join(one_of)
    asked = " & ".join([*every, *([f"({likely})"] if likely else [])])
    return Clause("to_tsvector('simple'::regconfig, folded) @@ %s::tsquery", (asked,))


def lexemes(words: Iterable[str]) -> list[str]:
    """Return words as PostgreSQL cuts them: at every sign that is no letter or digit."""
    return [part for word in words for part in re.split(r"[\W_]+", word) if part]


def _mended(words: tuple[str, ...]) -> list[tuple[list[str], list[str]]]:
    """Return where a typo may be: the other words, and the known words one edit away, the rarest word first.

    When some word is unknown, the typo is there.
    """
    unknown = [word for word in words if not is_known(word)]
    found = []
    for word in sorted(set(unknown or words), key=count_of):
        place = words.index(word)
        if near := lexemes(near_words(word)):
            found.append((lexemes(words[:place] + words[place + 1 :]), near))
    return found


def _joined(between: str, clauses: list[Clause]) -> Clause:
    text = between.join(one.text for one in clauses)
    return Clause(f"({text})", tuple(value for one in clauses for value in one.values))


def _read(conditions: list[Clause], order: Clause = ANY_ORDER, most: int = POOL) -> list[Name]:
    every = _joined(" AND ", [*conditions, Clause("merged_into_id IS NULL")])
    statement = (
        f"SELECT id, full_name, folded, name_key FROM people_person WHERE {every.text} {order.text} LIMIT {most}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*every.values, *order.values])
        return [Name(*row) for row in cursor.fetchall()]
