"""The pages of pupils and classes."""

from khue.students.views.bulk import bulk, bulk_done, bulk_undo, number_list
from khue.students.views.classes import class_page, class_print, classes
from khue.students.views.facts import (
    discipline_lift,
    health_edit,
    health_new,
    health_remove,
    note_edit,
    recognition_edit,
    recognition_new,
    recognition_remove,
    status_edit,
    status_end,
    status_new,
    status_remove,
)
from khue.students.views.home import my_classes
from khue.students.views.pupil import pupil, pupil_edit, pupil_number
from khue.students.views.rosters import choose_columns, roster

__all__ = [
    "bulk",
    "bulk_done",
    "bulk_undo",
    "choose_columns",
    "class_page",
    "class_print",
    "classes",
    "discipline_lift",
    "health_edit",
    "health_new",
    "health_remove",
    "my_classes",
    "note_edit",
    "number_list",
    "pupil",
    "pupil_edit",
    "pupil_number",
    "recognition_edit",
    "recognition_new",
    "recognition_remove",
    "roster",
    "status_edit",
    "status_end",
    "status_new",
    "status_remove",
]
