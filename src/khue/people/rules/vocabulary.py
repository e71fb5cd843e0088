"""Words of people: permissions, kinds of facts, schemes of identifiers. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from khue.core.words import N_


class Can(StrEnum):
    """What somebody may be allowed to do here."""

    SEE = "people.see"
    SEE_OWN_PUPILS = "people.see_own_pupils"
    EDIT = "people.edit"
    SHOW_NUMBER = "people.show_number"
    SEARCH_ELSEWHERE = "people.search_elsewhere"
    HAND_OVER = "people.hand_over"
    SEE_READINGS = "people.see_readings"
    DECIDE_DUPLICATES = "people.decide_duplicates"
    SEE_RESTRICTED = "people.see_restricted"


TITLES: dict[str, str] = {
    Can.SEE: N_("Xem hồ sơ con người"),
    Can.SEE_OWN_PUPILS: N_("Xem hồ sơ học sinh lớp mình dạy"),
    Can.EDIT: N_("Sửa hồ sơ con người"),
    Can.SHOW_NUMBER: N_("Xem đầy đủ số định danh cá nhân"),
    Can.SEARCH_ELSEWHERE: N_("Tra một người ở đơn vị khác theo đúng số định danh"),
    Can.HAND_OVER: N_("Giao, nhận hồ sơ giữa các đơn vị"),
    Can.SEE_READINGS: N_("Xem ai đã xem hồ sơ"),
    Can.DECIDE_DUPLICATES: N_("Gộp và tách hồ sơ trùng"),
    Can.SEE_RESTRICTED: N_("Xem hồ sơ đang hạn chế xử lí khi luật buộc phải dùng"),
}

SEXES = {"male": N_("Nam"), "female": N_("Nữ")}
BIRTH_PRECISIONS = {
    "day": N_("đủ ngày, tháng, năm"),
    "month": N_("chỉ tháng và năm"),
    "year": N_("chỉ năm"),
    "unknown": N_("không rõ"),
}
RELATION_KINDS = {
    "father": N_("Cha"),
    "mother": N_("Mẹ"),
    "grandparent": N_("Ông, bà"),
    "guardian": N_("Người giám hộ"),
    "sibling": N_("Anh, chị, em"),
    "spouse": N_("Vợ, chồng"),
    "other": N_("Người thân khác"),
}
TOLD = {
    "marks": N_("Kết quả học tập"),
    "attendance": N_("Chuyên cần"),
    "conduct": N_("Rèn luyện, khen thưởng, kỉ luật"),
    "health": N_("Sức khoẻ"),
    "finance": N_("Các khoản thu"),
    "notices": N_("Thông báo chung"),
}


@dataclass(frozen=True)
class Scheme:
    """A kind of identifier: whether it is secret (sealed, shown masked), its source, from which day there are any."""

    code: str
    title: str
    is_secret: bool
    source: str
    valid_from: date | None = None


SCHEMES = (
    Scheme("personal_number", N_("Số định danh cá nhân"), True, "Decree 137/2015/NĐ-CP and successors"),
    Scheme("passport", N_("Số hộ chiếu"), True, "practice"),
    Scheme("learner_code", N_("Mã học sinh của Bộ"), False, "Circular 42/2021/TT-BGDĐT"),
    Scheme("teacher_code", N_("Mã giáo viên của Bộ"), False, "Circular 42/2021/TT-BGDĐT"),
    Scheme("lifelong_code", N_("Mã hồ sơ học tập suốt đời"), False, "Decree 88/2026/NĐ-CP, Art. 9", date(2027, 1, 1)),
    Scheme("school_code", N_("Mã học sinh của trường"), False, "practice"),
    Scheme("old_code", N_("Mã cũ"), False, "practice"),
)
SCHEME_BY_CODE = {one.code: one for one in SCHEMES}
