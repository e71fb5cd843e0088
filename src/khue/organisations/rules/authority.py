"""Who may found, supervise, recruit, transfer and sign what, on which date: a table with its legal basis.

A row that is marked "check" was not seen in the text of the law; pages show it with that note.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from khue.core.words import N_

ACTS = {
    "supervise": N_("Quản lí nhà nước"),
    "found": N_("Thành lập, sáp nhập, chia, tách, giải thể"),
    "recruit": N_("Tuyển dụng, tiếp nhận giáo viên trường công lập"),
    "transfer": N_("Điều động giáo viên trong cùng một xã"),
    "lower_diploma": N_("Cấp bằng tốt nghiệp THCS"),
    "upper_diploma": N_("Cấp bằng tốt nghiệp THPT"),
}
ROLES = {
    "province_chairman": N_("Chủ tịch UBND tỉnh"),
    "department": N_("Sở Giáo dục và Đào tạo"),
    "department_director": N_("Giám đốc Sở Giáo dục và Đào tạo"),
    "district_chairman": N_("Chủ tịch UBND huyện"),
    "district_office": N_("Phòng Giáo dục và Đào tạo"),
    "district_office_head": N_("Trưởng phòng Giáo dục và Đào tạo"),
    "commune_office": N_("UBND cấp xã (Phòng Văn hoá – Xã hội)"),
    "commune_chairman": N_("Chủ tịch UBND cấp xã"),
    "principal": N_("Hiệu trưởng nhà trường"),
    "nobody": N_("Không còn cấp"),
}
# The kind of unit that holds a role, so that a page can name the very unit.
HOLDERS = {
    "department": "department",
    "department_director": "department",
    "district_office": "district_office",
    "district_office_head": "district_office",
    "commune_office": "commune_office",
    "commune_chairman": "commune_office",
}
CONFIDENCES = {
    "text": N_("Đã đối chiếu văn bản"),
    "known": N_("Chưa đối chiếu"),
    "check": N_("Cần kiểm tra lại"),
}

TWO_LEVELS = date(2025, 7, 1)
CIRCULAR_10 = date(2026, 4, 15)
CIRCULAR_45 = date(2026, 6, 10)
LOWER, UPPER, ANY = "lower", "upper", "any"

_UNTIL_2025 = N_("Nghị định 127/2018/NĐ-CP; Thông tư 12/2020/TT-BGDĐT")
_SINCE_2025 = N_("Nghị định 142/2025/NĐ-CP; Thông tư 15/2025/TT-BGDĐT, sửa đổi bởi Thông tư 45/2026/TT-BGDĐT")
_LAW_2019 = N_("Luật Giáo dục 43/2019/QH14; Nghị định 125/2024/NĐ-CP")
_DIPLOMA_2019 = N_("Thông tư 21/2019/TT-BGDĐT, Điều 15")
_DIPLOMA_2025 = N_("Thông tư 21/2019/TT-BGDĐT; Thông tư 10/2025/TT-BGDĐT; Nghị định 142/2025/NĐ-CP")
_DIPLOMA_2026 = N_("Luật 123/2025/QH15; Thông tư 10/2026/TT-BGDĐT")


@dataclass(frozen=True)
class Authority:
    """Who acts, on what basis, and how sure that is. since, until: the period of the row, until not included."""

    act: str
    reach: str  # "lower", "upper" or "any": which units (`reach`)
    since: date
    until: date | None
    role: str
    basis: str
    confidence: str
    note: str = ""

    @property
    def holder(self) -> str | None:
        """Return the kind of unit that holds the role, when it is one of ours."""
        return HOLDERS.get(self.role)


FIRST = date(2020, 7, 1)  # Law on Education 43/2019/QH14 in force
DIPLOMAS = date(2020, 1, 15)  # Circular 21/2019/TT-BGDĐT in force
# Source: registry REG-10..REG-12; credentials section A; the basis of each row.
TABLE = (
    Authority("supervise", LOWER, FIRST, TWO_LEVELS, "district_office", _UNTIL_2025, "known"),
    Authority("supervise", UPPER, FIRST, TWO_LEVELS, "department", _UNTIL_2025, "known"),
    Authority("supervise", LOWER, TWO_LEVELS, None, "commune_office", _SINCE_2025, "text"),
    Authority("supervise", UPPER, TWO_LEVELS, None, "department", _SINCE_2025, "text"),
    Authority("found", LOWER, FIRST, TWO_LEVELS, "district_chairman", _LAW_2019, "known"),
    Authority("found", UPPER, FIRST, TWO_LEVELS, "province_chairman", _LAW_2019, "known"),
    Authority("found", LOWER, TWO_LEVELS, None, "commune_chairman", N_("Nghị định 142/2025/NĐ-CP"), "check"),
    Authority("found", UPPER, TWO_LEVELS, None, "province_chairman", N_("Nghị định 142/2025/NĐ-CP"), "check"),
    Authority("recruit", LOWER, FIRST, TWO_LEVELS, "district_chairman", N_("Nghị định 115/2020/NĐ-CP"), "known"),
    Authority("recruit", UPPER, FIRST, TWO_LEVELS, "department", N_("Nghị định 115/2020/NĐ-CP"), "known"),
    Authority(
        "recruit",
        ANY,
        TWO_LEVELS,
        None,
        "department",
        _SINCE_2025,
        "text",
        N_("Thông tư 15/2025 ban hành ngày 24/07/2025; quy định sửa đổi có hiệu lực từ 10/06/2026."),
    ),
    Authority("transfer", ANY, FIRST, TWO_LEVELS, "district_chairman", N_("Nghị định 115/2020/NĐ-CP"), "known"),
    Authority(
        "transfer",
        ANY,
        TWO_LEVELS,
        None,
        "commune_chairman",
        _SINCE_2025,
        "text",
        N_("Phòng Văn hoá – Xã hội tham mưu. Từ hai xã trở lên thì Sở Giáo dục và Đào tạo điều động."),
    ),
    Authority("lower_diploma", ANY, DIPLOMAS, TWO_LEVELS, "district_office_head", _DIPLOMA_2019, "text"),
    Authority("lower_diploma", ANY, TWO_LEVELS, CIRCULAR_10, "commune_chairman", _DIPLOMA_2025, "check"),
    Authority(
        "lower_diploma",
        ANY,
        CIRCULAR_10,
        None,
        "nobody",
        _DIPLOMA_2026,
        "text",
        N_("Việc hoàn thành chương trình được xác nhận trong học bạ."),
    ),
    Authority("upper_diploma", ANY, DIPLOMAS, CIRCULAR_10, "department_director", _DIPLOMA_2019, "text"),
    Authority("upper_diploma", ANY, CIRCULAR_10, None, "principal", _DIPLOMA_2026, "text"),
)


def reach(kind: str, levels: Collection[str], features: Collection[str] = ()) -> str:
    """Say whether a unit belongs to the commune's side ("lower") or the department's ("upper").

    >>> reach("school", ["primary", "lower_secondary"]), reach("school", ["lower_secondary", "upper_secondary"])
    ('lower', 'upper')
    >>> reach("school", ["lower_secondary"], ["ethnic_semi_boarding"]), reach("school", ["primary"], ["disabled"])
    ('lower', 'upper')

    Source: Circular 15/2025/TT-BGDĐT as amended by Circular 45/2026/TT-BGDĐT; registry REG-11, worked example 12.
    """
    if kind in {"continuing_centre", "vocational_centre", "department", "exam_council", "outside_agency"}:
        return UPPER
    if {"upper_secondary", "continuing", "vocational_secondary"} & set(levels):
        return UPPER
    if {"specialised", "gifted", "disabled"} & set(features):
        return UPPER
    return LOWER


def authority(
    act: str, kind: str, levels: Collection[str], on: date, features: Collection[str] = ()
) -> Authority | None:
    """Return who may do an act for a unit on a date; None where the table says nothing.

    >>> authority("supervise", "school", ["lower_secondary"], date(2025, 6, 30)).role
    'district_office'
    >>> authority("supervise", "school", ["lower_secondary"], date(2025, 7, 1)).role
    'commune_office'

    Source: TABLE.
    """
    side = reach(kind, levels, features)
    for row in TABLE:
        if row.act == act and row.reach in (side, ANY) and row.since <= on and (row.until is None or on < row.until):
            return row
    return None


def acts_of(kind: str, levels: Collection[str]) -> tuple[str, ...]:
    """Return the acts that concern a unit of this kind.

    Source: TABLE; offices are founded by the assemblies, which Khuê does not judge.
    """
    if kind in {"department", "commune_office", "district_office", "exam_council", "outside_agency"}:
        return ()
    diplomas = [
        act
        for act, level in (("lower_diploma", "lower_secondary"), ("upper_diploma", "upper_secondary"))
        if level in levels
    ]
    return ("supervise", "found", "recruit", "transfer", *diplomas)
