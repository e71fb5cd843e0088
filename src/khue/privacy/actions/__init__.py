"""What can be done about personal data."""

from khue.privacy.actions.assessments import Assessment, hold, make_dossier, release, send_dossier
from khue.privacy.actions.breaches import (
    Telling,
    add_affected,
    close,
    find_affected,
    note,
    notice,
    open_breach,
    report,
    tell_more,
    tell_people,
)
from khue.privacy.actions.consents import answer, record_paper, remind
from khue.privacy.actions.masking import Copied, masked_copy
from khue.privacy.actions.requests import (
    Asking,
    accept,
    ask,
    assign,
    carry_out,
    enter,
    extend,
    hand_over_copy,
    lift,
    refuse,
    withdraw,
)
from khue.privacy.actions.retention import run_retention

__all__ = [
    "Asking",
    "Assessment",
    "Copied",
    "Telling",
    "accept",
    "add_affected",
    "answer",
    "ask",
    "assign",
    "carry_out",
    "close",
    "enter",
    "extend",
    "find_affected",
    "hand_over_copy",
    "hold",
    "lift",
    "make_dossier",
    "masked_copy",
    "note",
    "notice",
    "open_breach",
    "record_paper",
    "refuse",
    "release",
    "remind",
    "report",
    "run_retention",
    "send_dossier",
    "tell_more",
    "tell_people",
    "withdraw",
]
