"""What the law and the office's habit say about pupils at school. Pure."""

from khue.students.rules.vocabulary import (
    ABSENCE_REASONS,
    CLASS_KINDS,
    ENTRIES,
    LEAVINGS,
    PLACEMENTS,
    RECOGNITIONS,
    SESSIONS,
    STATUSES,
    TITLES,
    TRANSFER,
    Can,
)

__all__ = [
    "ABSENCE_REASONS",
    "CLASS_KINDS",
    "ENTRIES",
    "LEAVINGS",
    "PLACEMENTS",
    "RECOGNITIONS",
    "SESSIONS",
    "STATUSES",
    "TITLES",
    "TRANSFER",
    "Can",
]
