"""The columns by which any sheet of pupils says whom a row means, and what is said when that fails."""

from collections.abc import Mapping, Sequence
from typing import Any

from khue.core.clock import today
from khue.core.sheets import Column, Line, Problem, text
from khue.core.sheets.cells import shown
from khue.core.words import N_
from khue.organisations import queries as organisations
from khue.people import queries as people
from khue.people.rules import birth_cells, identifier_cells, name_cells

FULL_NAME, BIRTH, CLASS = N_("Họ và tên"), N_("Ngày sinh"), N_("Lớp")
NUMBER, LEARNER, CODE = N_("Số định danh cá nhân"), N_("Mã học sinh của Bộ"), N_("Mã học sinh của trường")
TITLES = {"personal_number": NUMBER, "learner_code": LEARNER, "school_code": CODE}
CODES = (
    Column(
        "personal_number",
        NUMBER,
        identifier_cells("personal_number", 12),
        "051215001234",
        required=False,
        synonyms=("Số CCCD", "CCCD", "Số định danh", "Mã định danh cá nhân", "Số CMND/CCCD", "ĐDCN/CCCD"),
    ),
    Column(
        "learner_code",
        LEARNER,
        identifier_cells("learner_code", 10),
        "5112345678",
        required=False,
        synonyms=("Mã định danh Bộ GD&ĐT", "Mã học sinh Bộ", "Mã định danh học sinh", "Mã Bộ"),
    ),
    Column(
        "school_code",
        CODE,
        identifier_cells("school_code"),
        "HS2615012",
        required=False,
        synonyms=("Mã học sinh", "Mã HS", "Số đăng bộ"),
    ),
)
NAME = Column(
    "full_name",
    FULL_NAME,
    name_cells(),
    "Trần Gia Hân",
    synonyms=(
        "Họ tên",
        "Họ và tên học sinh",
        "Họ tên học sinh",
        "Tên học sinh",
        "Họ và tên HS",
        "Họ và tên đệm + Tên",
        "Họ đệm + Tên",
    ),
)
BORN = Column(
    "birth",
    BIRTH,
    birth_cells(today),
    "09/05/2015",
    required=False,
    synonyms=("Ngày tháng năm sinh", "Ngày, tháng, năm sinh", "Năm sinh", "NTNS"),
)
OF_CLASS = Column("class_name", CLASS, text(30), "6A1", required=False, synonyms=("Tên lớp", "Lớp học"))
WHO = (OF_CLASS, NAME, BORN, *CODES)  # the first columns of every sheet about pupils


def problem(line: Line, column: str, value: Any, says: str, *, severity: str = "error", **facts: Any) -> Problem:
    """Say what is wrong with a row that only the database could tell."""
    return Problem(line.row, column, shown(value), says, facts, severity, line.sheet)


def identifiers_of(values: Mapping[str, Any]) -> dict[str, str]:
    """Return scheme -> value of the codes that a row names."""
    return {scheme: str(values[scheme]) for scheme in TITLES if values.get(scheme)}


def sought(values: Mapping[str, Any]) -> people.Sought:
    """Return what a row says of the person it means."""
    birth = values.get("birth")
    return people.Sought(str(values.get("full_name") or ""), birth.on if birth else None, identifiers_of(values))


def elsewhere_problems(line: Line, found: people.Match, names: Mapping[int, str]) -> list[Problem]:
    """Say which codes of a row belong to records kept elsewhere; more than the unit's name is not told."""
    says = N_("đang học tại «{school}»; hãy lập hồ sơ chuyển trường, hoặc kiểm tra lại mã")
    return [
        problem(line, TITLES[scheme], line.values[scheme], says, school=names.get(unit, f"#{unit}"))
        for scheme, unit in found.elsewhere.items()
    ]


def other_problems(line: Line, found: people.Match) -> list[Problem]:
    """Say which codes of a row belong to another record here than the first one does."""
    says = N_("thuộc về một học sinh khác của trường; hãy kiểm tra lại các mã trên dòng này")
    return [problem(line, TITLES[scheme], line.values[scheme], says) for scheme in found.others]


def keepers(found: Sequence[people.Match]) -> dict[int, str]:
    """Return what the units are called that keep the records found elsewhere."""
    units = {unit for match in found for unit in match.elsewhere.values()}
    return organisations.names(units) if units else {}
