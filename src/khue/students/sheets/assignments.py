"""Teaching assignments of a school year as a list: class, subject or homeroom, teacher."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from khue.core.actor import Actor
from khue.core.clock import SchoolYear, today
from khue.core.names import fold
from khue.core.sheets import Column, Line, Problem, Sheet, day, text, truth
from khue.core.sheets.imports import Applied, Import
from khue.core.sheets.models import Batch
from khue.core.words import N_
from khue.people import queries as people
from khue.people.rules import identifier_cells, name_cells
from khue.staff import queries as staff
from khue.staff.queries import Teacher
from khue.students.actions.assignment_rows import AssignmentRow, write_assignments
from khue.students.actions.fact_rows import undo_facts
from khue.students.queries.assigning import subjects_of
from khue.students.queries.year_classes import YearClasses, class_word
from khue.students.rules import Can
from khue.students.sheets.cells import catalogue_cells
from khue.students.sheets.found import FOUND, places
from khue.students.sheets.keys import problem

CLASS, TEACHER, SUBJECT = N_("Lớp"), N_("Họ và tên giáo viên"), N_("Môn")
ASSIGNMENTS = Sheet(
    "students.assignments",
    N_("Phân công giảng dạy"),
    (
        Column("class_name", CLASS, text(30), "6A1", synonyms=("Tên lớp",)),
        Column(
            "subject",
            SUBJECT,
            catalogue_cells("subjects", N_("môn học")),
            "Ngữ văn",
            required=False,
            synonyms=("Môn học",),
        ),
        Column("is_homeroom", N_("Chủ nhiệm"), truth(), "Không", required=False, synonyms=("GVCN", "Là chủ nhiệm")),
        Column("teacher", TEACHER, name_cells(), "Lê Thị Thu Hà", synonyms=("Giáo viên", "Họ tên giáo viên")),
        Column(
            "teacher_code",
            N_("Mã giáo viên của Bộ"),
            identifier_cells("teacher_code", 10),
            "5100000012",
            required=False,
        ),
        Column("on", N_("Từ ngày"), day(), "05/09/2026", required=False),
    ),
    source="Thông tư 28/2009/TT-BGDĐT và các văn bản sửa đổi (phân công nhiệm vụ giáo viên)",
    unique=("class_name", "subject", "is_homeroom"),
)


def check(_actor: Actor, lines: Sequence[Line], at: int | None) -> list[Problem]:
    """Find class and teacher of each row, and whether the class has the subject."""
    school_id = at or 0
    classes = YearClasses(school_id, today())
    teachers: dict[str, list[Teacher]] = defaultdict(list)
    for teacher in staff.teachers(school_id, today()):
        teachers[fold(teacher.name)].append(teacher)
    coded = people.match([people.Sought(identifiers=_codes(line)) for line in lines], school_id)
    problems: list[Problem] = []
    for line, match in zip(lines, coded, strict=True):
        values = line.values
        known = teachers[fold(values["teacher"])]
        meant = [one for one in known if match.person is None or one.person_id == match.person.id]
        group = classes.of(classes.year).get(class_word(values["class_name"]))
        if len(meant) != 1:
            says = N_("có {count} giáo viên tên này; hãy ghi mã giáo viên") if len(meant) > 1 else NOBODY
            problems.append(problem(line, TEACHER, values["teacher"], says, count=len(meant)))
        if group is None:
            now = classes.became(values["class_name"], classes.year)
            says = (
                N_("lớp của năm học trước; năm nay là {now}") if now else N_("năm học {year} trường không có lớp này")
            )
            facts = {"now": now, "year": SchoolYear(classes.year).label}
            problems.append(problem(line, CLASS, values["class_name"], says, **facts))
        if bool(values["subject"]) == bool(values["is_homeroom"]):
            says = N_("mỗi dòng ghi một môn, hoặc «Có» ở cột Chủ nhiệm")
            problems.append(problem(line, SUBJECT, values["subject"], says))
        elif group and values["subject"] and values["subject"] not in (taught := subjects_of(group.grades)):
            says = N_("khối của lớp không học môn này; hãy chọn một trong: {taught}")
            problems.append(problem(line, SUBJECT, values["subject"], says, taught=", ".join(taught.values())))
        if group and len(meant) == 1:
            on = values["on"] or today()
            teacher = meant[0]
            row = AssignmentRow(group.id, values["subject"] or "", teacher.post_id, teacher.person_id, on)
            line.values[FOUND] = row
    return problems


NOBODY = N_("trường không có giáo viên này; hãy kiểm tra họ tên, hoặc nhập danh sách nhân sự trước")


def _codes(line: Line) -> dict[str, str]:
    return {"teacher_code": line.values["teacher_code"]} if line.values["teacher_code"] else {}


def apply(actor: Actor, lines: Iterator[Line], batch: Batch) -> Applied:
    """Write the assignments."""
    return write_assignments(actor, [line.values[FOUND] for line in lines], batch)


IMPORTS = (
    Import("assignments", ASSIGNMENTS, Can.ASSIGN_TEACHERS, apply, undo_facts, check, places(Can.ASSIGN_TEACHERS)),
)
