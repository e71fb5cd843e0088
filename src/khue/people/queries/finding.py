"""Finds people by what is typed into one box: an exact number, a name with or without marks, a birth date or year."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from khue.core.actor import Actor
from khue.core.clock import today
from khue.core.errors import Refused
from khue.people.models import Identifier
from khue.people.queries.known_words import is_known
from khue.people.queries.names import Name, steps
from khue.people.queries.persons import Card, usable
from khue.people.queries.persons import cards as cards_of
from khue.people.rules import SCHEMES, Asked, Can, read_asked, read_identifier
from khue.people.secrets import blind

MOST = 50  # people on the page of answers
FEW = 5  # people found as typed, with whom no typo is thought of
EVERYWHERE = ("personal_number", "passport", "learner_code", "teacher_code", "lifelong_code")
WAYS = ("same", "marked", "begins", "words", "begun", "born", "typo")  # the surest first


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
    `people.see` are looked through. Who is restricted is found by who must find her.
    """
    asked = read_asked(text, today=today())
    places = actor.places(Can.SEE) if at is None else frozenset(at)
    if asked.code:
        cards = _by_code(actor, asked.code)
        people = [Answer(card, "number") for card in cards if places is None or card.custody_id in places]
    elif asked.is_empty or places == frozenset():
        people = []
    else:
        people = _by_name(actor, asked, places, limit)
    people = [one for one in people if usable(actor, one.card.custody_id, one.card.is_restricted)]
    return Answers(asked, people[:limit], len(people) > limit)


def _by_name(actor: Actor, asked: Asked, places: frozenset[int] | None, limit: int) -> list[Answer]:
    """Look step by step until the page is full, and put the best first; one more is returned when there are more."""
    found: dict[int, tuple[str, Name]] = {}
    for step, look in steps(asked, places, limit):
        if step == "typo" and _is_enough(asked, len(found)):
            break
        for name in look():
            found.setdefault(name.person_id, ("typo" if step == "typo" else _how(asked, name), name))
        if len(found) > limit:
            break
    best = sorted(found.values(), key=lambda pair: _nearness(asked, *pair))[: limit + 1]
    cards = cards_of(actor, [name.person_id for _how, name in best])
    told = {"marked": "words"}
    return [Answer(cards[name.person_id], told.get(how, how)) for how, name in best if name.person_id in cards]


def _is_enough(asked: Asked, count: int) -> bool:
    """Whether no typo is thought of: several were found, or somebody, and every word is one of names."""
    return count >= FEW or (count > 0 and all(map(is_known, asked.words)))


def _how(asked: Asked, name: Name) -> str:
    """Say in what a name is like what was typed."""
    typed = " ".join(asked.words)
    if not asked.words:
        return "born"
    if name.folded == typed:
        return "same"
    if asked.has_marks and not _unmarked(asked, name):
        return "marked"
    if name.folded.startswith(typed):
        return "begins"
    return "words" if set(asked.words) <= set(name.folded.split()) else "begun"


def _unmarked(asked: Asked, name: Name) -> int:
    """Count the words of what was typed that the name does not have with the same marks."""
    return len(set(asked.written) - set(name.full_name.lower().split()))


def _nearness(asked: Asked, how: str, name: Name) -> tuple[object, ...]:
    """Return the order of a name among those found: the surest way, the same marks, the words in place, the list's."""
    words = tuple(name.full_name.lower().split())
    is_moved = words[-len(asked.written) :] != asked.written if asked.written else False
    return WAYS.index(how), words != asked.written, _unmarked(asked, name), is_moved, name.key, name.person_id


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
