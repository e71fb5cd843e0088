"""Reads of persons: the door for other apps."""

from khue.people.queries.custody import OfferedCard, custodies, offered_cards, offers, open_offer
from khue.people.queries.matching import KnownPerson, Match, Sought, match

__all__ = [
    "KnownPerson",
    "Match",
    "OfferedCard",
    "Sought",
    "custodies",
    "match",
    "offered_cards",
    "offers",
    "open_offer",
]
