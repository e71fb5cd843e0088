"""What may be done with pupils at school: each a verb, in one transaction, leaving one event."""

from khue.students.actions.classes import (
    NewClass,
    amend_class,
    close_class,
    copy_classes,
    open_class,
    open_classes,
    rename_class,
    reopen_class,
)
from khue.students.actions.enrolling import Entry, Leaving, come_back, enrol, enrol_many, leave, undo_leaving
from khue.students.actions.placing import Place, choose_subjects, move_class, number_class, place, place_many
from khue.students.actions.transfers import (
    Wish,
    approve,
    hand_out,
    receive,
    release,
    request_transfer,
    turn_down,
    withdraw_transfer,
)

__all__ = [
    "Entry",
    "Leaving",
    "NewClass",
    "Place",
    "Wish",
    "amend_class",
    "approve",
    "choose_subjects",
    "close_class",
    "come_back",
    "copy_classes",
    "enrol",
    "enrol_many",
    "hand_out",
    "leave",
    "move_class",
    "number_class",
    "open_class",
    "open_classes",
    "place",
    "place_many",
    "receive",
    "release",
    "rename_class",
    "reopen_class",
    "request_transfer",
    "turn_down",
    "undo_leaving",
    "withdraw_transfer",
]
