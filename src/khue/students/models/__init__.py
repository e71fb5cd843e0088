"""Pupils at school: classes, stays and places in classes, attendance, status, moving."""

from khue.students.models.attendance import Absence, AbsenceWarning, LeaveNote, RollCall
from khue.students.models.bulk import BulkEdit
from khue.students.models.classes import Assignment, ClassGroup
from khue.students.models.enrolment import Enrolment, Placement
from khue.students.models.facts import HealthCheck, Recognition, Status
from khue.students.models.moving import RollOver, SchoolMove, Transfer

__all__ = [
    "Absence",
    "AbsenceWarning",
    "Assignment",
    "BulkEdit",
    "ClassGroup",
    "Enrolment",
    "HealthCheck",
    "LeaveNote",
    "Placement",
    "Recognition",
    "RollCall",
    "RollOver",
    "SchoolMove",
    "Status",
    "Transfer",
]
