"""What needs consent, who must give it, and what the answers given so far allow. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from khue.core.words import N_

CHILD_AGREES_FROM = 7  # years: Law 91/2025/QH15, Art. 24
ADULT_FROM = 18
ANSWERS = {"agree": N_("Đồng ý"), "refuse": N_("Không đồng ý"), "withdraw": N_("Rút lại")}
PARTIES = {"guardian": N_("Người giám hộ"), "child": N_("Học sinh"), "self": N_("Chính người đó")}
WAYS = {"online": N_("Trực tuyến"), "paper": N_("Trên giấy")}


@dataclass(frozen=True)
class Purpose:
    """A purpose of processing: whether it needs consent, and the text that is agreed to.

    by_law: the law or the assigned function suffices, nobody is asked. child_too: it publishes private life, so the
    child must agree as well from seven. version: of the text; a new text is a new version and is asked anew.
    """

    code: str
    title: str
    text: str
    version: str
    source: str
    by_law: bool = False
    child_too: bool = False


PUBLISHING = "Law 91/2025/QH15, Art. 9, 24"
PURPOSES = (
    Purpose(
        "school_site_photo",
        N_("Ảnh trên trang thông tin của trường"),
        N_("Nhà trường được đăng ảnh có học sinh trên trang thông tin của trường, không kèm điện thoại, địa chỉ."),
        "2026-1",
        PUBLISHING,
        child_too=True,
    ),
    Purpose(
        "class_posts",
        N_("Ảnh, bài viết về sinh hoạt của lớp"),
        N_("Giáo viên được đăng ảnh, bài viết về sinh hoạt của lớp trong nhóm phụ huynh của lớp."),
        "2026-1",
        PUBLISHING,
        child_too=True,
    ),
    Purpose(
        "prizes",
        N_("Nêu tên, ảnh khi đạt giải"),
        N_("Nhà trường được nêu họ tên, lớp và ảnh của học sinh khi em đạt giải, được khen thưởng."),
        "2026-1",
        PUBLISHING,
        child_too=True,
    ),
    Purpose(
        "outside_learning",
        N_("Tài khoản trên phần mềm học tập bên ngoài"),
        N_("Nhà trường được chuyển họ tên, lớp của học sinh cho phần mềm học tập do trường chọn để mở tài khoản."),
        "2026-1",
        "Law 91/2025/QH15, Art. 9; Decree 88/2026/NĐ-CP, Art. 12",
    ),
    Purpose(
        "outside_health",
        N_("Chuyển dữ liệu sức khoẻ cho nơi khám ngoài trường"),
        N_(
            "Nhà trường được chuyển kết quả khám, cân đo của học sinh cho cơ sở y tế ngoài chương trình y tế học đường."
        ),
        "2026-1",
        "Law 91/2025/QH15, Art. 9 (sensitive data)",
    ),
    Purpose(
        "research",
        N_("Khảo sát, nghiên cứu giáo dục"),
        N_("Dữ liệu học tập của học sinh được dùng cho khảo sát, nghiên cứu sau khi đã bỏ thông tin nhận dạng."),
        "2026-1",
        "Law 91/2025/QH15, Art. 9",
    ),
    Purpose(
        "schooling",
        N_("Quản lí việc học"),
        N_("Sổ đăng bộ, lớp, chuyên cần, kết quả học tập theo quy định của ngành; không cần hỏi ý kiến."),
        "2026-1",
        "Law 91/2025/QH15, Art. 19; Law on Education 2019",
        by_law=True,
    ),
    Purpose(
        "policy_support",
        N_("Chế độ, chính sách"),
        N_("Xét miễn giảm, hỗ trợ, bảo hiểm y tế cho học sinh theo quy định; không cần hỏi ý kiến."),
        "2026-1",
        "Law 91/2025/QH15, Art. 19",
        by_law=True,
    ),
    Purpose(
        "statistics",
        N_("Thống kê của ngành"),
        N_("Số liệu tổng hợp theo chế độ báo cáo; không cần hỏi ý kiến."),
        "2026-1",
        "Law 91/2025/QH15, Art. 19; Law on Statistics 2015",
        by_law=True,
    ),
)
BY_CODE = {one.code: one for one in PURPOSES}
ASKED = tuple(one for one in PURPOSES if not one.by_law)


@dataclass(frozen=True)
class Given:
    """One answer: who gave it, as which party, when and to which text."""

    giver: int
    party: str
    answer: str
    version: str
    at: datetime


@dataclass(frozen=True)
class Answer:
    """Whether a purpose is allowed, and why: code of the reason, and the parties still to be asked."""

    allowed: bool
    reason: str
    waiting: tuple[str, ...] = ()


REASONS = {
    "by_law": N_("Luật cho phép, không cần đồng ý"),
    "agreed": N_("Đã có đủ sự đồng ý"),
    "not_answered": N_("Chưa có câu trả lời"),
    "refused": N_("Đã từ chối hoặc rút lại"),
    "restricted": N_("Đang hạn chế xử lí theo yêu cầu"),
    "unknown_person": N_("Không thấy hồ sơ"),
}


def age(birth: date, on: date) -> int:
    """Return the full years of age on a day.

    >>> age(date(2019, 11, 21), date(2026, 11, 20)), age(date(2019, 11, 21), date(2026, 11, 21))
    (6, 7)

    Source: Civil Code 2015, Art. 148.
    """
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def parties(purpose: Purpose, birth: date | None, on: date) -> tuple[str, ...]:
    """Return who must agree: nobody, the guardian, the guardian and the child, or the grown person alone.

    An unknown birth date is taken as that of a child who must agree too.
    Source: Law 91/2025/QH15, Art. 9, 19, 24 (from seven years the child as well).
    """
    if purpose.by_law:
        return ()
    years = CHILD_AGREES_FROM if birth is None else age(birth, on)
    if years >= ADULT_FROM:
        return ("self",)
    return ("guardian", "child") if purpose.child_too and years >= CHILD_AGREES_FROM else ("guardian",)


def weigh(purpose: Purpose, needed: Sequence[str], given: Sequence[Given]) -> Answer:
    """Return what the answers allow: each needed party said yes to this text, and nobody's last word is no.

    Silence is no consent; nor is an answer to an older text.
    Source: Law 91/2025/QH15, Art. 9 (explicit, per purpose; silence is not consent).
    """
    if purpose.by_law:
        return Answer(True, "by_law")
    last: dict[tuple[int, str], Given] = {}
    for one in sorted(given, key=lambda one: one.at):
        last[one.giver, one.party] = one
    current = [one for one in last.values() if one.party in needed]
    if any(one.answer != "agree" for one in current):
        return Answer(False, "refused")
    agreed = {one.party for one in current if one.version == purpose.version}
    waiting = tuple(party for party in needed if party not in agreed)
    return Answer(False, "not_answered", waiting) if waiting else Answer(True, "agreed")
