"""Everything that changes an exam session, its results or their corrections."""

from khue.exams.actions.correcting import correct
from khue.exams.actions.importing import PENDING, check, discard, submit, undo, watch, write
from khue.exams.actions.scheduling import schedule, unschedule
from khue.exams.actions.sessions import (
    archive,
    create_session,
    edit_session,
    first_check,
    reopen,
    second_check,
)

__all__ = [
    "PENDING",
    "archive",
    "check",
    "correct",
    "create_session",
    "discard",
    "edit_session",
    "first_check",
    "reopen",
    "schedule",
    "second_check",
    "submit",
    "undo",
    "unschedule",
    "watch",
    "write",
]
