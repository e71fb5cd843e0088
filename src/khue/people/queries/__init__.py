"""Reads of persons: the door for other apps."""

from khue.people.queries.custody import OfferedCard, custodies, offered_cards, offers, open_offer

__all__ = ["OfferedCard", "custodies", "offered_cards", "offers", "open_offer"]
