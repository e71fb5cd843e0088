"""What the law and the office decided about organisations. Pure: no Django, no database, no clock."""

from khue.organisations.rules.authority import (
    ACTS,
    CONFIDENCES,
    ROLES,
    TABLE,
    TWO_LEVELS,
    Authority,
    acts_of,
    authority,
    reach,
)
from khue.organisations.rules.figures import read_figures
from khue.organisations.rules.names import Proposal, propose
from khue.organisations.rules.restating import Edge, Restated, Undivided, restate
from khue.organisations.rules.shares import make_a_whole, share
from khue.organisations.rules.vocabulary import (
    CODE_FORMS,
    CODE_LETTERS,
    CODE_SCHEMES,
    DECISION_KINDS,
    FEATURES,
    KINDS,
    LEVELS,
    OFFICES,
    OWNERSHIPS,
    PARENTS,
    TITLES,
    Can,
)

__all__ = [
    "ACTS",
    "CODE_FORMS",
    "CODE_LETTERS",
    "CODE_SCHEMES",
    "CONFIDENCES",
    "DECISION_KINDS",
    "FEATURES",
    "KINDS",
    "LEVELS",
    "OFFICES",
    "OWNERSHIPS",
    "PARENTS",
    "ROLES",
    "TABLE",
    "TITLES",
    "TWO_LEVELS",
    "Authority",
    "Can",
    "Edge",
    "Proposal",
    "Restated",
    "Undivided",
    "acts_of",
    "authority",
    "make_a_whole",
    "propose",
    "reach",
    "read_figures",
    "restate",
    "share",
]
