"""Pupils who leave a school, many at a time: moved away, finished, dropped out, paused."""

from collections.abc import Iterator

from khue.core.actor import Actor
from khue.core.clock import today
from khue.core.sheets import Column, Line, Problem, Sheet, day, one_of, text
from khue.core.sheets.imports import Applied, Import
from khue.core.sheets.models import Batch
from khue.core.words import N_
from khue.students.actions import Leaving
from khue.students.actions.leaving_rows import undo_leaving_rows, write_leaving
from khue.students.models import Enrolment
from khue.students.rules import LEAVINGS, Can
from khue.students.sheets.found import Found, places, pupil_of, pupils
from khue.students.sheets.keys import FULL_NAME, WHO, problem

BY_HAND = ("merged", "mistaken")  # not for a list: the platform says the first, a clerk the second, one by one
HOW = {how: title for how, title in LEAVINGS.items() if how not in BY_HAND}
LEAVERS = Sheet(
    "students.leaving",
    N_("Học sinh rời trường"),
    (
        *WHO,
        Column("on", N_("Ngày rời trường"), day(), "15/11/2026", synonyms=("Ngày chuyển", "Ngày nghỉ học", "Ngày")),
        Column("how", N_("Hình thức"), one_of(**HOW), "Bỏ học", synonyms=("Lí do rời trường", "Loại")),
        Column("to", N_("Nơi đến"), text(200), "Trường THPT Mẫu", required=False, synonyms=("Trường chuyển đến",)),
        Column("why", N_("Lí do"), text(200), "Theo gia đình chuyển nơi ở", required=False, synonyms=("Lý do",)),
    ),
    source="Điều lệ trường học (Thông tư 28/2020 và 32/2020/TT-BGDĐT); sổ đăng bộ",
    unique=("full_name", "birth", "personal_number", "learner_code", "school_code", "class_name"),
)


def _leaving(_actor: Actor, found: Found, at: int) -> Iterator[Problem]:
    ids = [pupil.person.id for _line, pupil in found]
    stays = Enrolment.objects.filter(person_id__in=ids, school_id=at, period__upper_inf=True)
    by_person = {stay.person_id: stay for stay in stays}
    for line, pupil in found:
        yield from _faults(line, by_person.get(pupil.person.id))


def _faults(line: Line, stay: Enrolment | None) -> Iterator[Problem]:
    on, how = line.values["on"], line.values["how"]
    title = LEAVERS.column("on").title
    if stay is None:
        yield problem(line, FULL_NAME, line.values["full_name"], N_("học sinh đã rời trường trước đó; hãy bỏ dòng này"))
    elif on <= stay.period.lower:
        says = N_("sớm hơn ngày vào trường {day}; hãy kiểm tra lại")
        yield problem(line, title, f"{on:%d/%m/%Y}", says, day=f"{stay.period.lower:%d/%m/%Y}")
    if on > today():
        yield problem(line, title, f"{on:%d/%m/%Y}", N_("ngày này chưa tới; hãy kiểm tra lại"))
    if how == "transferred" and not line.values["to"]:
        says = N_("chuyển đi thì cần ghi nơi đến; trường trong tỉnh thì lập hồ sơ chuyển trường")
        yield problem(line, LEAVERS.column("to").title, "", says)


def apply(actor: Actor, lines: Iterator[Line], batch: Batch) -> Applied:
    """End the stays of the rows."""
    rows = (
        (
            pupil_of(line).person.id,
            Leaving(line.values["on"], line.values["how"], line.values["to"] or "", line.values["why"] or ""),
        )
        for line in lines
    )
    return write_leaving(actor, rows, batch)


IMPORTS = (Import("leaving", LEAVERS, Can.EDIT, apply, undo_leaving_rows, pupils(_leaving), places(Can.EDIT)),)
