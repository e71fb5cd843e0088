"""The class list (danh sách học sinh) as a school's clerk has it: one row a pupil, what a file lacks stays as it is."""

from khue.core.clock import today
from khue.core.sheets import Column, Sheet, one_of, text, whole
from khue.core.words import N_
from khue.people.rules import SEXES, birth_cells, name_cells, phone_cells
from khue.students.rules import BOARDING, GRADES, NOTE, SPECIAL_NEEDS
from khue.students.sheets.cells import card_cells, catalogue_cells, several, year_cells
from khue.students.sheets.keys import BORN, CODES, NAME, OF_CLASS

NATIONALITIES = {
    "VN": N_("Việt Nam"), "LA": N_("Lào"), "KH": N_("Campuchia"), "CN": N_("Trung Quốc"), "TW": N_("Đài Loan"),
    "KR": N_("Hàn Quốc"), "JP": N_("Nhật Bản"), "TH": N_("Thái Lan"), "PH": N_("Philippines"), "IN": N_("Ấn Độ"),
    "RU": N_("Liên bang Nga"), "US": N_("Hoa Kỳ"), "GB": N_("Vương quốc Anh"), "FR": N_("Pháp"), "DE": N_("Đức"),
    "CZ": N_("Séc"), "AU": N_("Úc"), "CA": N_("Canada"),
}  # fmt: skip
RELATIVES = {"father": N_("cha"), "mother": N_("mẹ"), "guardian": N_("người giám hộ")}
EXAMPLES = {
    "father": ("Trần Quốc Bảo", "1985", "0905000001", "Nông dân"),
    "mother": ("Lê Thị Thu", "1988", "0905000002", "Giáo viên"),
    "guardian": ("Trần Văn Sáu", "1950", "0905000004", "Nông dân"),
}


def _relative(kind: str, word: str) -> tuple[Column, ...]:
    name, year, phone, work = EXAMPLES[kind]
    also = "bố" if kind == "father" else word
    return (
        Column(
            f"{kind}_name",
            f"Họ và tên {word}",
            name_cells(),
            name,
            required=False,
            synonyms=(f"Họ tên {word}", f"Họ và tên {also}", f"Họ tên {also}", f"Tên {word}"),
        ),
        Column(
            f"{kind}_birth",
            f"Năm sinh {word}",
            birth_cells(today),
            year,
            required=False,
            synonyms=(f"Năm sinh {also}", f"Ngày sinh {word}"),
        ),
        Column(
            f"{kind}_phone",
            f"Điện thoại {word}",
            phone_cells(),
            phone,
            required=False,
            synonyms=(f"Số điện thoại {word}", f"SĐT {word}", f"Điện thoại {also}", f"Số ĐTDĐ {word}"),
            clearable=True,
        ),
        Column(
            f"{kind}_work",
            f"Nghề nghiệp {word}",
            text(100),
            work,
            required=False,
            synonyms=(f"Nghề nghiệp {also}", f"Nghề {word}"),
            clearable=True,
        ),
    )


ROSTER = Sheet(
    "students.roster",
    N_("Danh sách học sinh"),
    (
        Column("class_name", OF_CLASS.title, OF_CLASS.kind, "6A1", synonyms=OF_CLASS.synonyms),
        Column("school_year", N_("Năm học"), year_cells(), "2026-2027", required=False),
        Column(
            "grade",
            N_("Khối"),
            one_of(**{one.code: one.title for one in GRADES}),
            "6",
            required=False,
            synonyms=("Khối lớp", "Khối học"),
            note=N_("Cần ghi khi lớp có nhiều khối (lớp ghép, nhóm trẻ)."),
        ),
        Column("number", N_("Số thứ tự"), whole(1, 999), "1", required=False, synonyms=("STT", "TT", "Số TT")),
        NAME,
        BORN,
        Column(
            "sex",
            N_("Giới tính"),
            one_of(**SEXES),
            "Nữ",
            required=False,
            synonyms=("Phái", "GT", "Nam/Nữ"),
        ),
        Column(
            "ethnicity",
            N_("Dân tộc"),
            catalogue_cells("ethnic_groups", N_("dân tộc")),
            "Kinh",
            required=False,
            clearable=True,
        ),
        Column("nationality", N_("Quốc tịch"), one_of(**NATIONALITIES), "Việt Nam", required=False),
        Column(
            "birth_place",
            N_("Nơi sinh"),
            text(200),
            "Tỉnh Quảng Ngãi",
            required=False,
            note=N_("Ghi mã hoặc tên đơn vị hành chính theo giấy khai sinh, kể cả tên cũ."),
            clearable=True,
        ),
        Column(
            "native_place",
            N_("Quê quán"),
            text(200),
            "Xã Bình Minh, Tỉnh Quảng Ngãi",
            required=False,
            synonyms=("Nguyên quán",),
            clearable=True,
        ),
        Column(
            "home_unit",
            N_("Xã, phường nơi ở"),
            text(200),
            "Xã Bình Minh, Tỉnh Quảng Ngãi",
            required=False,
            synonyms=("Mã xã", "Xã phường", "Phường/Xã", "Mã xã nơi ở", "Nơi ở hiện nay", "Hộ khẩu thường trú"),
            note=N_("Mã hoặc tên, ghi như tên của thời kì đó."),
            clearable=True,
        ),
        Column(
            "home_address",
            N_("Địa chỉ"),
            text(200),
            "Thôn 2",
            required=False,
            synonyms=("Số nhà, thôn, tổ", "Chỗ ở hiện nay", "Địa chỉ nhà", "Thôn xóm", "Thôn/Xóm"),
            clearable=True,
        ),
        *CODES,
        Column(
            "phone",
            N_("Điện thoại học sinh"),
            phone_cells(),
            "0905000003",
            required=False,
            synonyms=("Điện thoại", "Số điện thoại", "SĐT"),
            clearable=True,
        ),
        *_relative("father", RELATIVES["father"]),
        *_relative("mother", RELATIVES["mother"]),
        *_relative("guardian", RELATIVES["guardian"]),
        Column(
            "policy_group",
            N_("Đối tượng chính sách"),
            several(catalogue_cells("priority_categories", N_("đối tượng chính sách"))),
            "Hộ cận nghèo",
            required=False,
            synonyms=("Diện chính sách", "Diện ưu tiên", "Đối tượng ưu tiên"),
            note=N_("Nhiều đối tượng cách nhau bằng dấu chấm phẩy."),
            clearable=True,
        ),
        Column(
            "special_need",
            N_("Khuyết tật, nhu cầu đặc biệt"),
            one_of(**SPECIAL_NEEDS),
            SPECIAL_NEEDS["support"],
            required=False,
            synonyms=("Khuyết tật", "Loại khuyết tật"),
            clearable=True,
        ),
        Column(
            "boarding",
            N_("Nội trú, bán trú"),
            one_of(**BOARDING),
            "Bán trú",
            required=False,
            synonyms=("Bán trú", "Nội trú"),
            clearable=True,
        ),
        Column(
            "insurance",
            N_("Số thẻ bảo hiểm y tế"),
            card_cells(),
            "HS4511512345678",
            required=False,
            synonyms=("Mã thẻ BHYT", "Số thẻ BHYT", "Mã BHYT", "BHYT"),
            clearable=True,
        ),
        Column(
            "note",
            N_("Ghi chú"),
            text(NOTE),
            "Học sinh chuyển từ trường khác, đang bổ sung giấy khai sinh",
            required=False,
            synonyms=("Chú thích",),
            note=N_("Điều nhà trường ghi về học sinh trong thời gian học tại trường."),
            clearable=True,
        ),
    ),
    source="Thông tư 42/2021/TT-BGDĐT; sổ đăng bộ theo Điều lệ trường học (Thông tư 28/2020 và 32/2020/TT-BGDĐT)",
    unique=("class_name", "full_name", "birth", "personal_number", "learner_code", "school_code"),
    distinct=("personal_number", "learner_code", "school_code"),
)
