"""The closed lists of this subject: permissions, kinds of units, levels, ownership, decisions, outside codes."""

from dataclasses import dataclass
from enum import StrEnum

from khue.core.words import N_


class Can(StrEnum):
    """What somebody may be allowed to do here."""

    SEE_HISTORY = "organisations.see_history"
    EDIT = "organisations.edit"
    DECIDE = "organisations.decide"
    IMPORT = "organisations.import"


TITLES: dict[str, str] = {
    Can.SEE_HISTORY: N_("Xem đơn vị, quá trình thay đổi và quyết định"),
    Can.EDIT: N_("Sửa thông tin đơn vị nhập sai"),
    Can.DECIDE: N_("Ghi nhận quyết định về đơn vị"),
    Can.IMPORT: N_("Nhập danh sách trường"),
}

# Source: Law on Education 43/2019/QH14, Art. 65 and 98-105; Circular 15/2025/TT-BGDĐT as amended by 45/2026/TT-BGDĐT.
KINDS = {
    "department": N_("Sở Giáo dục và Đào tạo"),
    "commune_office": N_("Phòng Văn hoá – Xã hội cấp xã"),
    "district_office": N_("Phòng Giáo dục và Đào tạo (đến 30/06/2025)"),
    "school": N_("Trường"),
    "site": N_("Điểm trường"),
    "nursery_group": N_("Nhóm trẻ, lớp mẫu giáo độc lập"),
    "continuing_centre": N_("Trung tâm giáo dục thường xuyên"),
    "vocational_centre": N_("Cơ sở giáo dục nghề nghiệp"),
    "exam_council": N_("Hội đồng thi"),
    "outside_agency": N_("Cơ quan ngoài ngành"),
}
OFFICES = frozenset(
    {
        "department",
        "commune_office",
        "district_office",
        "exam_council",
        "outside_agency",
    }
)

# Source: Law on Education 43/2019/QH14, Art. 23, 28; Law 124/2025/QH15 (vocational secondary), registry REG-20.
LEVELS = {
    "nursery": N_("Nhà trẻ"),
    "kindergarten": N_("Mẫu giáo"),
    "primary": N_("Tiểu học"),
    "lower_secondary": N_("Trung học cơ sở"),
    "upper_secondary": N_("Trung học phổ thông"),
    "continuing": N_("Giáo dục thường xuyên"),
    "vocational_secondary": N_("Trung học nghề"),
}

# Source: Law on Education 43/2019/QH14, Art. 61-63.
FEATURES = {
    "specialised": N_("Trường chuyên"),
    "ethnic_boarding": N_("Phổ thông dân tộc nội trú"),
    "ethnic_semi_boarding": N_("Phổ thông dân tộc bán trú"),
    "gifted": N_("Năng khiếu nghệ thuật, thể thao"),
    "disabled": N_("Dành cho người khuyết tật"),
}

# Source: Law on Education 43/2019/QH14, Art. 47; registry REG-21.
OWNERSHIPS = {
    "public": N_("Công lập"),
    "people_founded": N_("Dân lập"),
    "private": N_("Tư thục"),
    "private_nonprofit": N_("Tư thục không vì lợi nhuận"),
}

DECISION_KINDS = {
    "found": N_("Thành lập"),
    "register": N_("Ghi nhận đơn vị đang hoạt động"),
    "rename": N_("Đổi tên"),
    "move": N_("Chuyển đơn vị quản lí, địa bàn"),
    "merge": N_("Sáp nhập, hợp nhất"),
    "split": N_("Chia, tách"),
    "dissolve": N_("Giải thể"),
    "correct": N_("Đính chính"),
    "undo": N_("Huỷ bỏ quyết định"),
}

CODE_SCHEMES = {
    "moet": N_("Mã trường của Bộ (8 chữ số)"),
    "exam_school": N_("Mã trường dùng trong thi (mã tỉnh + 3 chữ số)"),
    "exam_council": N_("Mã hội đồng thi"),
    "former": N_("Mã trong hệ thống cũ"),
}


@dataclass(frozen=True)
class CodeForm:
    """How a code of an outside list is written."""

    pattern: str
    says: str


# Source: Circular 42/2021/TT-BGDĐT (school codes, read as opaque: registry REG-23); the admission list of schools.
CODE_FORMS = {
    "moet": CodeForm(r"[0-9]{8}", N_("Mã trường của Bộ gồm đúng 8 chữ số.")),
    "exam_school": CodeForm(r"[0-9]{5}", N_("Mã trường dùng trong thi gồm 2 chữ số mã tỉnh và 3 chữ số mã trường.")),
    "exam_council": CodeForm(r"[0-9A-Z]{2,3}", N_("Mã hội đồng thi gồm 2 hoặc 3 chữ số hay chữ in hoa.")),
    "former": CodeForm(r"\S{1,20}", N_("Mã cũ dài không quá 20 ký tự, không có dấu cách.")),
}

# Which kinds of units may manage a kind. Source: registry REG-10, REG-11, REG-22.
PARENTS = {
    "commune_office": ("department",),
    "district_office": ("department",),
    "exam_council": ("department",),
    "school": ("department", "commune_office", "district_office", "outside_agency"),
    "nursery_group": ("commune_office", "district_office", "school"),
    "site": ("school", "continuing_centre", "vocational_centre"),
    "continuing_centre": ("department", "commune_office", "district_office", "outside_agency"),
    "vocational_centre": ("department", "commune_office", "district_office", "outside_agency"),
}

# The letters before the number of Khuê's own permanent code.
CODE_LETTERS = {
    "department": "SO",
    "commune_office": "XA",
    "district_office": "PG",
    "school": "TR",
    "site": "DT",
    "nursery_group": "NT",
    "continuing_centre": "TX",
    "vocational_centre": "NN",
    "exam_council": "HD",
    "outside_agency": "NG",
}
