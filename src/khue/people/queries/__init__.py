"""Reads of people: the door for other apps."""

from khue.people.queries.custody import OfferedCard, custodies, offered_cards, offers, open_offer
from khue.people.queries.elsewhere import FoundElsewhere
from khue.people.queries.finding import Answer, Answers, find
from khue.people.queries.journal import Entry, former_names, journal, readings
from khue.people.queries.keys import must_open_numbers
from khue.people.queries.likeness import waiting_duplicates
from khue.people.queries.matching import KnownPerson, Match, Sought, match, open_codes
from khue.people.queries.persons import (
    Card,
    birth_of,
    card,
    card_of,
    cards,
    identifiers,
    number_place,
    old_provinces,
    person,
    persons_at,
    usable,
)
from khue.people.queries.relatives import Relative, children_of, own_persons, relations_of, relatives

__all__ = [
    "must_open_numbers",
    "Answer",
    "Answers",
    "find",
    "KnownPerson",
    "Match",
    "OfferedCard",
    "Sought",
    "custodies",
    "match",
    "open_codes",
    "offered_cards",
    "offers",
    "open_offer",
    "Card",
    "Entry",
    "FoundElsewhere",
    "Relative",
    "birth_of",
    "card",
    "card_of",
    "cards",
    "children_of",
    "former_names",
    "identifiers",
    "journal",
    "number_place",
    "old_provinces",
    "own_persons",
    "person",
    "persons_at",
    "readings",
    "relations_of",
    "relatives",
    "usable",
    "waiting_duplicates",
]
