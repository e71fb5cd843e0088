"""Keeps the words of which the names here are made; a search mends a typo with them."""

from collections import Counter
from collections.abc import Iterable

from django.db import connection

from khue.core.names import fold

LEARN = """
INSERT INTO people_word (word, count) SELECT * FROM unnest(%s::text[], %s::int[]) ON CONFLICT DO NOTHING
"""
MOST_LETTERS = 40


def learn_words(names: Iterable[str]) -> None:
    """Add the words of these names that were not met before.

    Counts of known words stay: to raise them would make every entry of a Nguyễn wait for the one before.
    """
    counts = Counter(word for name in names for word in fold(name).split() if len(word) <= MOST_LETTERS)
    if counts:
        with connection.cursor() as cursor:
            words = sorted(counts)
            cursor.execute(LEARN, [words, [counts[word] for word in words]])
