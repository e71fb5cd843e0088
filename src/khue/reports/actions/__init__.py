"""Everything that changes a report."""

from khue.reports.actions.moving import accept, give_back, hand_back, present, revise, send
from khue.reports.actions.refusals import (
    AlreadyMade,
    ChangedMeanwhile,
    NoRecipient,
    NotDraft,
    NotOwed,
    NumberTaken,
    SameHands,
    TooEarly,
)
from khue.reports.actions.signing import Signature, next_number, sign, signed_by_us
from khue.reports.actions.writing import make, refresh, write

__all__ = [
    "AlreadyMade", "ChangedMeanwhile", "NoRecipient", "NotDraft", "NotOwed", "NumberTaken", "SameHands", "Signature",
    "TooEarly", "accept", "give_back", "hand_back", "make", "next_number", "present", "refresh", "revise", "send",
    "sign", "signed_by_us", "write",
]  # fmt: skip
