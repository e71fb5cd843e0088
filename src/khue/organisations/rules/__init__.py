"""What the law and the office decided about organisations. Pure: no Django, no database, no clock."""

from khue.organisations.rules.vocabulary import (
    CODE_SCHEMES,
    DECISION_KINDS,
    FEATURES,
    KINDS,
    LEVELS,
    OFFICES,
    OWNERSHIPS,
    TITLES,
    Can,
)

__all__ = [
    "CODE_SCHEMES",
    "DECISION_KINDS",
    "FEATURES",
    "KINDS",
    "LEVELS",
    "OFFICES",
    "OWNERSHIPS",
    "TITLES",
    "Can",
]
