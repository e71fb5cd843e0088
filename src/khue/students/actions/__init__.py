"""What may be done with pupils at school: each a verb, in one transaction, leaving one event."""

from khue.students.actions.assigning import (
    Wanted,
    assign,
    assign_many,
    copy_assignments,
    end_assignments,
)
from khue.students.actions.attendance import Called, RollChanged, call_roll
from khue.students.actions.bulk import (
    AlreadyTakenBack,
    ChangedSince,
    NobodyToChange,
    move_pupils,
    number_classes,
    set_status_of,
    undo_bulk,
)
from khue.students.actions.choosing import choose_for_class
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
from khue.students.actions.forming import (
    form_classes,
)
from khue.students.actions.health import CheckedThatDay, HealthFacts, change_health, record_health, remove_health
from khue.students.actions.leave_notes import NotForThisPerson, ask_leave, withdraw_leave
from khue.students.actions.leave_notes import Wanted as LeaveWanted
from khue.students.actions.moving_schools import (
    begin_school_move,
    move_school,
    plan_school_move,
    undo_school_move,
)
from khue.students.actions.packages import (
    Admitted,
    admit_package,
    make_package,
)
from khue.students.actions.placing import Place, choose_subjects, move_class, number_class, place, place_many
from khue.students.actions.recognitions import (
    AlreadyLifted,
    NotDiscipline,
    RecognitionFacts,
    change_recognition,
    lift_discipline,
    recognise,
    remove_recognition,
)
from khue.students.actions.records import decline_records, offer_finished, take_records, withdraw_offers
from khue.students.actions.rolling_over import (
    begin_roll_over,
    change_plan,
    plan_roll_over,
    roll_over,
    undo_roll_over,
)
from khue.students.actions.statuses import (
    StatusEnded,
    StatusFacts,
    StatusOverlaps,
    change_status,
    end_status,
    give_status,
    remove_status,
)
from khue.students.actions.stay_notes import note_stay
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
from khue.students.actions.warnings import read_warning

__all__ = [
    "Admitted",
    "AlreadyLifted",
    "AlreadyTakenBack",
    "Called",
    "ChangedSince",
    "CheckedThatDay",
    "Entry",
    "HealthFacts",
    "LeaveWanted",
    "Leaving",
    "NewClass",
    "NobodyToChange",
    "NotDiscipline",
    "NotForThisPerson",
    "Place",
    "RecognitionFacts",
    "RollChanged",
    "StatusEnded",
    "StatusFacts",
    "StatusOverlaps",
    "Wanted",
    "Wish",
    "admit_package",
    "amend_class",
    "approve",
    "ask_leave",
    "assign",
    "assign_many",
    "begin_roll_over",
    "begin_school_move",
    "call_roll",
    "change_health",
    "change_plan",
    "change_recognition",
    "change_status",
    "choose_for_class",
    "choose_subjects",
    "close_class",
    "come_back",
    "copy_assignments",
    "copy_classes",
    "decline_records",
    "end_assignments",
    "end_status",
    "enrol",
    "enrol_many",
    "form_classes",
    "give_status",
    "hand_out",
    "leave",
    "lift_discipline",
    "make_package",
    "move_class",
    "move_pupils",
    "move_school",
    "note_stay",
    "number_class",
    "number_classes",
    "offer_finished",
    "open_class",
    "open_classes",
    "place",
    "place_many",
    "plan_roll_over",
    "plan_school_move",
    "read_warning",
    "receive",
    "recognise",
    "record_health",
    "release",
    "remove_health",
    "remove_recognition",
    "remove_status",
    "rename_class",
    "reopen_class",
    "request_transfer",
    "roll_over",
    "set_status_of",
    "take_records",
    "turn_down",
    "undo_bulk",
    "undo_leaving",
    "undo_roll_over",
    "undo_school_move",
    "withdraw_leave",
    "withdraw_offers",
    "withdraw_transfer",
]
