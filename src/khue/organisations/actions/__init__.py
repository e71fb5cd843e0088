"""What may be done to units: each a decision, in one transaction, leaving one event."""

from khue.organisations.actions.changing import Edit, Transfer, correct, move, rename
from khue.organisations.actions.documents import AlreadyOther, Document
from khue.organisations.actions.founding import NewUnit, found, register
from khue.organisations.actions.reshaping import Heir, dissolve, merge, split
from khue.organisations.actions.undoing import AlreadyUndone, NotLast, undo
from khue.organisations.models import Facts

__all__ = [
    "AlreadyOther",
    "AlreadyUndone",
    "Document",
    "Edit",
    "Facts",
    "Heir",
    "NewUnit",
    "NotLast",
    "Transfer",
    "correct",
    "dissolve",
    "found",
    "merge",
    "move",
    "register",
    "rename",
    "split",
    "undo",
]
