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

__all__ = [
    "Entry",
    "Leaving",
    "NewClass",
    "Place",
    "amend_class",
    "choose_subjects",
    "close_class",
    "come_back",
    "copy_classes",
    "enrol",
    "enrol_many",
    "leave",
    "move_class",
    "number_class",
    "open_class",
    "open_classes",
    "place",
    "place_many",
    "rename_class",
    "reopen_class",
    "undo_leaving",
]
