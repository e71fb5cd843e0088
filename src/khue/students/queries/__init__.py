"""Reads of pupils at school: the door for other apps."""

from khue.students.queries.assigning import (
    HOMEROOM,
    Grid,
    grid,
    subjects_of,
    taught_by,
    teachers_of,
)
from khue.students.queries.attendance import AttendanceSummary, absences, summaries, summary, watched
from khue.students.queries.classes import (
    Line,
    class_group,
    class_list,
    classes,
    classes_of_teacher,
    classes_taught,
    current_year,
    find_class,
    may_see_class,
    must_see,
    years,
)
from khue.students.queries.counting import SOURCES
from khue.students.queries.enrolment import known_people, place_of, pupils_at, stay_of, time_line
from khue.students.queries.families import family, leaves_of, member_page
from khue.students.queries.forming import (
    Proposal,
    propose,
    unplaced,
)
from khue.students.queries.roll_overs import (
    Plan,
    Step,
    plan_of,
    roll_overs,
)
from khue.students.queries.rolls import calls_of_day, month, roll
from khue.students.queries.schools import School, heirs, school
from khue.students.queries.transfers import (
    Moving,
    due_on,
    shown,
    step,
    steps,
    transfer,
    transfers,
)

__all__ = [
    "SOURCES",
    "AttendanceSummary",
    "absences",
    "calls_of_day",
    "family",
    "leaves_of",
    "member_page",
    "month",
    "roll",
    "summaries",
    "summary",
    "watched",
    "Grid",
    "HOMEROOM",
    "Line",
    "Moving",
    "Plan",
    "Proposal",
    "School",
    "Step",
    "class_group",
    "class_list",
    "classes",
    "classes_of_teacher",
    "classes_taught",
    "current_year",
    "due_on",
    "find_class",
    "grid",
    "heirs",
    "known_people",
    "may_see_class",
    "must_see",
    "place_of",
    "step",
    "plan_of",
    "propose",
    "pupils_at",
    "roll_overs",
    "school",
    "shown",
    "stay_of",
    "steps",
    "subjects_of",
    "taught_by",
    "teachers_of",
    "time_line",
    "transfer",
    "transfers",
    "unplaced",
    "years",
]
