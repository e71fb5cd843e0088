"""The columns that a list of pupils may show, and which of them a person chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from khue.catalogues import queries as catalogues
from khue.core.actor import Actor
from khue.core.web.tables import Column
from khue.people.rules import RELATION_KINDS, SEXES
from khue.students.actions.statuses import titles
from khue.students.queries.rosters import Pupil
from khue.students.rules import GRADE_BY_CODE, LEAVINGS, Can, masked

RELATIVES = "relatives"
CHOSEN = "students_columns"  # in the session
FIRST = ("number", "full_name", "class_name", "birth_date", "sex", "policy_group", "contacts")
FIRST_OF_OFFICES = ("full_name", "class_name", "school", "birth_date", "sex", "policy_group")  # no family's telephone


@dataclass(frozen=True)
class Offer:
    """A column that may be chosen. needs: a permission besides seeing pupils; many: only where schools differ."""

    column: Column
    needs: str = ""


def pupil_url(pupil: Pupil) -> str:
    """Return the address of the pupil's page."""
    return reverse("students:pupil", args=[pupil.person_id])


def named(pupil: Pupil) -> str:
    """Return the name, and beside it that the data is not to be used but where the law demands it."""
    name = pupil.full_name
    return _("{name} (đang hạn chế xử lí)").format(name=name) if pupil.is_restricted else name


def class_url(pupil: Pupil) -> str:
    """Return the address of the class's page; nothing without a class."""
    return reverse("students:class", args=[pupil.class_id]) if pupil.class_id else ""


def offers(on: date) -> dict[str, Offer]:
    """Return every column that there is, by name."""
    ethnic, policies = catalogues.labels("ethnic_groups", on), titles("policy_group", on)
    columns = (
        Column("number", lazy("STT"), "number", sort="number"),
        Column("full_name", lazy("Họ và tên"), value=named, url=pupil_url, sort="name"),
        Column("class_name", lazy("Lớp"), url=class_url, sort="class"),
        Column("grade", lazy("Khối"), value=lambda row: _(GRADE_BY_CODE[row.grade].title) if row.grade else ""),
        Column("school", lazy("Trường")),
        Column("birth_date", lazy("Ngày sinh"), "day", sort="birth"),
        Column("sex", lazy("Giới tính"), value=lambda row: _(SEXES[row.sex]) if row.sex else ""),
        Column("ethnicity", lazy("Dân tộc"), value=lambda row: ethnic.get(row.ethnicity, "")),
        Column("birth_place", lazy("Nơi sinh")),
        Column("home", lazy("Nơi ở")),
        Column("since", lazy("Vào trường, lớp"), "day"),
        Column("learner_code", lazy("Mã học sinh"), value=lambda row: row.codes.get("learner_code", "")),
        Column("personal_number", lazy("Số định danh"), value=lambda row: row.codes.get("personal_number", "")),
        Column("contacts", lazy("Điện thoại gia đình")),
        Column("policy_group", lazy("Đối tượng chính sách"), value=partial(_named, "policy_group", policies)),
        Column("boarding", lazy("Nội trú, bán trú"), value=partial(_named, "boarding", titles("boarding", on))),
        Column("note", lazy("Ghi chú")),
    )
    family = Column(RELATIVES, lazy("Người thân"), value=_relatives)
    health = (
        Column("special_need", lazy("Khuyết tật"), value=partial(_named, "special_need", titles("special_need", on))),
        Column("insurance", lazy("Thẻ bảo hiểm y tế"), value=_cards),
    )
    return {column.name: Offer(column) for column in columns} | {
        **{column.name: Offer(column, Can.SEE_HEALTH) for column in health},
        family.name: Offer(family, Can.SEE),
    }


def left_columns() -> list[Column]:
    """Return what a list of those who have left shows."""
    return [
        Column("full_name", lazy("Họ và tên khi rời trường"), url=pupil_url),
        Column("birth_date", lazy("Ngày sinh"), "day"),
        Column("since", lazy("Vào trường"), "day"),
        Column("until", lazy("Rời trường"), "day"),
        Column("left_how", lazy("Lí do"), value=lambda row: _(LEAVINGS[row.left_how]) if row.left_how else ""),
    ]


def allowed(actor: Actor, on: date) -> dict[str, Column]:
    """Return the columns that the actor may choose."""
    return {name: one.column for name, one in offers(on).items() if not one.needs or actor.can(one.needs)}


def chosen(request: HttpRequest, columns: dict[str, Column], *, many_schools: bool, one_class: bool) -> list[Column]:
    """Return the columns that the person chose, in their order; the first ones unless they chose.

    The name always stands; the class goes where all are of one, the school where there is only one.
    """
    names = request.session.get(CHOSEN) or (FIRST_OF_OFFICES if many_schools else FIRST)
    wanted = {*names, "full_name"} - ({"class_name", "grade"} if one_class else set())
    return [column for name, column in columns.items() if name in wanted]


def remember(request: HttpRequest, names: Sequence[str]) -> None:
    """Keep the choice for this session; an empty one means the first columns again."""
    request.session[CHOSEN] = list(names)


def _named(kind: str, known: dict[str, str], row: Pupil) -> str:
    return ", ".join(_short(known.get(code, code)) for code in row.statuses.get(kind, ()))


def _relatives(row: Pupil) -> str:
    """Name the relatives, each with relation and telephone."""
    named = (filter(None, [one.name, _(RELATION_KINDS[one.kind]), one.phone]) for one in row.relatives)
    return "; ".join(", ".join(parts) for parts in named)


def _short(name: str) -> str:
    return name if len(name) < 40 else f"{name[:38]}…"


def _cards(row: Pupil) -> str:
    return ", ".join(masked(code) for code in row.statuses.get("insurance", ()))


def choice(columns: dict[str, Column], shown: Sequence[Column]) -> list[dict[str, Any]]:
    """Return the boxes to tick: name, title, whether it is shown, whether it must stay."""
    names = {column.name for column in shown}
    return [
        {"name": name, "title": column.title, "is_on": name in names, "is_fixed": name == "full_name"}
        for name, column in columns.items()
    ]
