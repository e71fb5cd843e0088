"""What is personal and how sensitive, what it is processed for, and on which ground. Pure: dated tables."""

import re
from dataclasses import dataclass
from datetime import date

from khue.core.words import N_

IN_FORCE = date(2026, 1, 1)
LAW = "Law 91/2025/QH15, Art. 2; Decree 356/2025/NĐ-CP, Art. 3-4"


@dataclass(frozen=True)
class Category:
    """A category of personal data of the law, basic or sensitive, from a day on."""

    code: str
    title: str
    is_sensitive: bool
    valid_from: date
    source: str
    is_unsure: bool = False


def _basic(code: str, title: str) -> Category:
    return Category(code, title, False, IN_FORCE, f"{LAW} (SEC-30)")


def _sensitive(code: str, title: str, *, is_unsure: bool = False) -> Category:
    return Category(code, title, True, IN_FORCE, f"{LAW} (SEC-30, SEC-31)", is_unsure)


CATEGORIES = (
    _basic("name", N_("Họ tên")),
    _basic("birth", N_("Ngày sinh, nơi sinh")),
    _basic("sex", N_("Giới tính")),
    _basic("home", N_("Nơi ở, quê quán")),
    _basic("nationality", N_("Quốc tịch")),
    _basic("photo", N_("Ảnh cá nhân")),
    _basic("contact", N_("Điện thoại, thư điện tử")),
    _basic("identifier", N_("Mã số của người học, nhà giáo")),
    _basic("family", N_("Quan hệ gia đình")),
    _basic("account", N_("Tài khoản số, lịch sử hoạt động")),
    _basic("schooling", N_("Học tập, khen thưởng, kỉ luật")),
    _basic("work", N_("Công tác")),
    _basic("note", N_("Ghi chú về một người")),
    _sensitive("health", N_("Sức khoẻ, khuyết tật")),
    _sensitive("ethnicity", N_("Dân tộc"), is_unsure=True),
    _sensitive("e_identity", N_("Số định danh, giấy tờ tuỳ thân")),
    _sensitive("policy", N_("Diện chính sách")),
    _sensitive("biometric", N_("Sinh trắc học")),
    _sensitive("bank", N_("Tài khoản ngân hàng")),
    _sensitive("credentials", N_("Thông tin đăng nhập")),
)
BY_CODE = {one.code: one for one in CATEGORIES}

FIELDS = {
    **dict.fromkeys(("full_name", "family_name", "middle_name", "given_name", "name_key", "folded"), "name"),
    **dict.fromkeys(("kept_name", "person", "signer", "left", "right", "kept", "gone"), "name"),
    **dict.fromkeys(("birth_date", "birth_unit", "birth_place", "kept_birth", "died_on"), "birth"),
    **dict.fromkeys(("home_unit", "home_address", "native_unit"), "home"),
    **dict.fromkeys(("phone", "email"), "contact"),
    **dict.fromkeys(("kind", "told", "occupation"), "family"),
    **dict.fromkeys(("password", "secret", "codes", "public_key", "credential_id", "token"), "credentials"),
    **dict.fromkeys(("username", "user", "user_id", "address", "agent", "purpose"), "account"),
    "sex": "sex",
    "nationality": "nationality",
    "photo": "photo",
    "ethnicity": "ethnicity",
}
MODELS = {
    "people.Identifier": "e_identity",
    "students.HealthCheck": "health",
    "students.Status": "policy",
    "students.Recognition": "schooling",
    "students.Enrolment": "schooling",
    "students.Absence": "schooling",
    "students.Assignment": "work",
    "staff.Post": "work",
    "exams.Result": "schooling",
}


def category(label: str, field: str, *, is_sensitive: bool = False) -> Category:
    """Return the category of a column. What a model declares sensitive never comes out as basic.

    label: "people.Person". Source: Law 91/2025/QH15, Art. 2; Decree 356/2025/NĐ-CP, Art. 3-4.
    """
    found = BY_CODE[FIELDS.get(field) or MODELS.get(label, "note")]
    if is_sensitive and not found.is_sensitive:
        found = BY_CODE[MODELS.get(label, "health")]
    return found


@dataclass(frozen=True)
class Processing:
    """Why an app (or one of its tables) processes personal data, and on which ground."""

    purpose: str
    basis: str
    source: str


BY_TASK = N_("Thực hiện nhiệm vụ được luật giao, không cần sự đồng ý")
BY_DUTY = N_("Nghĩa vụ theo luật")
EDUCATION = "Law on Education 2019, Art. 69-72, 89-92; Decree 88/2026/NĐ-CP, Art. 4; Law 91/2025/QH15, Art. 19"
PROTECTION = "Law 91/2025/QH15; Decree 356/2025/NĐ-CP"
SECURITY = "Law on Cybersecurity 116/2025/QH15; Decree 331/2026/NĐ-CP"
PROCESSING = {
    "core": Processing(N_("Nhập, xử lí dữ liệu theo lô và theo dõi việc đang chạy"), BY_TASK, EDUCATION),
    "people": Processing(N_("Hồ sơ duy nhất của mỗi người học, cha mẹ, nhà giáo"), BY_TASK, EDUCATION),
    "people.Reading": Processing(N_("Cho biết ai đã xem hồ sơ của ai"), BY_DUTY, PROTECTION),
    "people.Change": Processing(N_("Truy lại mọi lần sửa hồ sơ"), BY_DUTY, PROTECTION),
    "people.Relation": Processing(N_("Liên hệ, báo tin cho cha mẹ, người giám hộ"), BY_TASK, EDUCATION),
    "students": Processing(N_("Quản lí lớp, quá trình học, chuyên cần, chuyển trường"), BY_TASK, EDUCATION),
    "students.HealthCheck": Processing(
        N_("Y tế trường học"), BY_TASK, "Joint Circular 13/2016/TTLT-BYT-BGDĐT; Law 91/2025/QH15, Art. 19"
    ),
    "students.Status": Processing(N_("Xét chế độ, chính sách, bảo hiểm y tế"), BY_TASK, EDUCATION),
    "staff": Processing(N_("Quản lí viên chức, phân công công tác"), BY_TASK, "Law on Public Employees; " + EDUCATION),
    "exams": Processing(N_("Tổ chức thi, công bố và tra cứu kết quả"), BY_TASK, EDUCATION),
    "organisations": Processing(N_("Ghi nhận quyết định về đơn vị và người kí"), BY_TASK, EDUCATION),
    "security": Processing(N_("Đăng nhập, phân quyền, an toàn hệ thống"), BY_DUTY, SECURITY),
    "privacy": Processing(N_("Thực hiện quyền của người có dữ liệu"), BY_DUTY, PROTECTION),
    "indicators": Processing(N_("Thu số liệu mà chỉ con người biết, kèm minh chứng"), BY_TASK, EDUCATION),
    "planning": Processing(N_("Giao việc và theo dõi thực hiện kế hoạch"), BY_TASK, EDUCATION),
    "maturity": Processing(N_("Tự đánh giá, công nhận mức độ chuyển đổi số"), BY_TASK, "Decision 4725/QĐ-BGDĐT"),
    "dashboards": Processing(N_("Theo dõi, cảnh báo và phân công xử lí"), BY_TASK, EDUCATION),
    "reports": Processing(N_("Ghi người soạn, người kí báo cáo định kì"), BY_TASK, "Decree 09/2019/NĐ-CP"),
    "catalogues": Processing(N_("Danh mục dùng chung"), BY_TASK, EDUCATION),
}


def processing(label: str) -> Processing | None:
    """Return purpose and ground of a table: its own line, or that of its app; None when nobody declared one.

    Source: Law 91/2025/QH15, Art. 3 (only for declared purposes).
    """
    return PROCESSING.get(label) or PROCESSING.get(label.split(".")[0])


PRINTED = (
    ("Joint Circular", "Thông tư liên tịch"),
    ("Law on Education", "Luật Giáo dục"),
    ("Law on Cybersecurity", "Luật An ninh mạng"),
    ("Law on Public Employees", "Luật Viên chức"),
    ("Law on Statistics", "Luật Thống kê"),
    ("Circular on archives", "Quy định về thời hạn lưu trữ"),
    ("Law", "Luật"),
    ("Decree", "Nghị định"),
    ("Circular", "Thông tư"),
    ("Art.", "Điều"),
    ("Form 08", "Mẫu 08"),
    ("practice of the sector", "thông lệ của ngành"),
    ("practice", "thông lệ"),
)


def printed(source: str) -> str:
    """Write a legal reference as it is printed in Vietnamese, without the notes in brackets.

    >>> printed("Law 91/2025/QH15, Art. 9 (explicit); practice")
    'Luật 91/2025/QH15, Điều 9; thông lệ'

    Source: the way references are printed in the texts themselves.
    """
    text = re.sub(r"\s*\([^)]*\)", "", source)
    for english, vietnamese in PRINTED:
        text = text.replace(english, vietnamese)
    return text
