"""Words of staff: positions, and what somebody may be allowed to do here. Pure."""

from enum import StrEnum

from khue.core.words import N_


class Can(StrEnum):
    """What somebody may be allowed to do here."""

    SEE = "staff.see"
    EDIT = "staff.edit"


TITLES: dict[str, str] = {
    Can.SEE: N_("Xem nhân sự"),
    Can.EDIT: N_("Sửa nhân sự"),
}

POSITIONS = {
    "head": N_("Hiệu trưởng"),
    "vice_head": N_("Phó hiệu trưởng"),
    "teacher": N_("Giáo viên"),
    "clerk": N_("Văn thư, giáo vụ"),
    "accountant": N_("Kế toán"),
    "librarian": N_("Thư viện, thiết bị"),
    "nurse": N_("Y tế học đường"),
    "counsellor": N_("Tư vấn học sinh"),
    "officer": N_("Công chức, chuyên viên"),
    "other": N_("Vị trí khác"),
}
