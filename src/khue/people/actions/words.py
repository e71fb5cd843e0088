"""Keeps the words of which the names here are made; a search mends a typo with them."""

from collections import Counter
from collections.abc import Iterable

from django.db import connection

from khue.core.actor import Actor
from khue.core.errors import Denied
from khue.core.names import fold

LEARN = """
INSERT INTO people_word (word, count) SELECT * FROM unnest(%s::text[], %s::int[]) ON CONFLICT DO NOTHING
"""
MOST_LETTERS = 40
COUNT = """
INSERT INTO people_word (word, count)
SELECT word, ndoc FROM ts_stat('SELECT to_tsvector(''simple''::regconfig, folded) FROM people_person')
WHERE length(word) <= %s
ON CONFLICT (word) DO UPDATE SET count = excluded.count WHERE people_word.count <> excluded.count
"""


def learn_words(names: Iterable[str]) -> None:
    """Add the words of these names that were not met before.

    Counts of known words stay: to raise them would make every entry of a Nguyễn wait for the one before.
    """
    counts = Counter(word for name in names for word in fold(name).split() if len(word) <= MOST_LETTERS)
    if counts:
        with connection.cursor() as cursor:
            words = sorted(counts)
            cursor.execute(LEARN, [words, [counts[word] for word in words]])


def recount_words(actor: Actor) -> int:
    """Count anew how often each word is met, and return how many counts changed; done by the clock.

    Raises: Denied, unless the system itself is asking.
    """
    if not actor.is_system:
        raise Denied(permission="people.recount", place="này")
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [MOST_LETTERS])
        return int(cursor.rowcount)
