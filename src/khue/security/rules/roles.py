"""Permissions of this app, and roles as readable lists of the permissions of all apps.

Source: Circular 15/2025/TT-BGDĐT as amended by Circular 45/2026/TT-BGDĐT (who manages what).
"""

from dataclasses import dataclass
from enum import StrEnum

from khue.core.words import N_


class Can(StrEnum):
    """What somebody may be allowed to do here."""

    GIVE_GRANTS = "security.give_grants"
    SEE_EVENTS = "security.see_events"


TITLES: dict[str, str] = {
    Can.GIVE_GRANTS: N_("Giao quyền"),
    Can.SEE_EVENTS: N_("Xem nhật ký hệ thống"),
}


@dataclass(frozen=True)
class Role:
    """A role (vai trò): what it is called, what it is for, and what it may do where it is granted."""

    code: str
    title: str
    description: str
    permissions: tuple[str, ...]


SEE_EXAMS = ("exams.see",)
SEE_UNITS = ("organisations.see_history", "catalogues.see_sources")

ROLES = (
    Role(
        "head_of_department",
        N_("Lãnh đạo Sở"),
        N_("Xem toàn ngành; duyệt và công bố kết quả thi; ký quyết định về đơn vị."),
        (
            *SEE_EXAMS,
            *SEE_UNITS,
            "exams.check",
            "exams.publish",
            "exams.archive",
            "organisations.decide",
            "security.see_events",
        ),
    ),
    Role(
        "department_specialist",
        N_("Chuyên viên Sở"),
        N_("Quản lý kì thi, nhập và kiểm dò kết quả; quản lý danh mục và mạng lưới trường lớp."),
        (
            *SEE_EXAMS,
            *SEE_UNITS,
            "exams.manage",
            "exams.import",
            "exams.check",
            "exams.correct",
            "catalogues.import",
            "organisations.import",
            "organisations.edit",
            "organisations.decide",
        ),
    ),
    Role(
        "commune_officer",
        N_("Công chức văn hoá – xã hội xã"),
        N_("Quản lý mạng lưới trường mầm non, tiểu học, trung học cơ sở trong xã."),
        (*SEE_UNITS, "organisations.edit", "organisations.import"),
    ),
    Role(
        "head_of_school",
        N_("Hiệu trưởng"),
        N_("Xem hồ sơ đơn vị mình và kết quả thi của đơn vị."),
        (*SEE_EXAMS, *SEE_UNITS),
    ),
    Role("clerk", N_("Văn thư, giáo vụ"), N_("Nhập dữ liệu của đơn vị mình."), (*SEE_UNITS, "organisations.edit")),
    Role("teacher", N_("Giáo viên"), N_("Xem thông tin đơn vị mình."), ()),
    Role(
        "auditor",
        N_("Kiểm toán"),
        N_("Xem tất cả, không thay đổi gì."),
        (*SEE_EXAMS, *SEE_UNITS, "security.see_events"),
    ),
    Role(
        "system_administrator",
        N_("Quản trị hệ thống"),
        N_("Quản lý tài khoản; không xem hồ sơ."),
        ("security.give_grants", "security.see_events"),
    ),
)
BY_CODE = {role.code: role for role in ROLES}
