"""The words of which the names here are made: which a typo may have meant, how a begun word may go on."""

import time

from django.db import connection
from rapidfuzz.distance import OSA

LIKELY = 8  # known words put in place of one with a typo
LONGER = 40  # known words thought of when the last one is only begun
SHORTEST_MENDED = 2  # letters of a word that may have a typo
REMEMBERED = 300  # seconds for which a process remembers the words

Words = dict[int, dict[str, int]]  # length -> word -> how often it is met
_remembered: tuple[float, str, Words] = (-REMEMBERED, "", {})


def count_of(word: str) -> int:
    """Return how often names have the word; 0 when none has."""
    return _words().get(len(word), {}).get(word, 0)


def is_known(word: str) -> bool:
    """Whether some name has the word."""
    return word in _words().get(len(word), {})


def near_words(word: str) -> list[str]:
    """Return the known words one edit away (a letter more, less, other, or two exchanged), the most frequent first."""
    if len(word) < SHORTEST_MENDED:
        return []
    near = [
        (count, known)
        for length in range(len(word) - 1, len(word) + 2)
        for known, count in _words().get(length, {}).items()
        if OSA.distance(word, known, score_cutoff=1) == 1
    ]
    return [known for _count, known in sorted(near, reverse=True)[:LIKELY]]


def longer_words(start: str) -> list[str]:
    """Return the known words that begin so and go on, the most frequent first."""
    longer = [
        (count, known)
        for length, words in _words().items()
        if length > len(start)
        for known, count in words.items()
        if known.startswith(start)
    ]
    return [known for _count, known in sorted(longer, reverse=True)[:LONGER]]


def forget() -> None:
    """Read the words anew at the next search."""
    global _remembered
    _remembered = (-REMEMBERED, "", {})


def _words() -> Words:
    """Return the words of all names; a process reads them anew every few minutes."""
    global _remembered
    read_at, database, words = _remembered
    now, name = time.monotonic(), str(connection.settings_dict["NAME"])
    if now - read_at > REMEMBERED or database != name:
        words = {}
        with connection.cursor() as cursor:
            cursor.execute("SELECT word, count FROM people_word")
            for word, count in cursor.fetchall():
                words.setdefault(len(word), {})[word] = count
        _remembered = (now, name, words)
    return words
