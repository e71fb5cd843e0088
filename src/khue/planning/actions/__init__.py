"""Everything that changes a plan and what hangs on it."""

from khue.planning.actions.entering import read, submit, watch
from khue.planning.actions.life import amend, approve, close, describe, end_amending, put_in_force, reopen
from khue.planning.actions.opinions import answer, comment, end_round, send_round
from khue.planning.actions.reviewing import accept, accept_all, drop, mend, reconsider, undo
from khue.planning.actions.working import add_part, assign, book, delay, remind, report, resume, stop, tie

__all__ = [
    "accept",
    "accept_all",
    "add_part",
    "amend",
    "answer",
    "approve",
    "assign",
    "book",
    "close",
    "comment",
    "delay",
    "describe",
    "drop",
    "end_amending",
    "end_round",
    "mend",
    "put_in_force",
    "read",
    "reconsider",
    "remind",
    "reopen",
    "report",
    "resume",
    "send_round",
    "stop",
    "submit",
    "tie",
    "undo",
    "watch",
]
