"""Who may do what with an exam session (kì thi), and the moves of its life."""

from enum import StrEnum

from khue.core.rules import Move, Workflow
from khue.core.words import N_


class Can(StrEnum):
    """What somebody may be allowed to do here."""

    SEE = "exams.see"
    MANAGE = "exams.manage"
    IMPORT = "exams.import"
    CHECK = "exams.check"
    PUBLISH = "exams.publish"
    CORRECT = "exams.correct"
    ARCHIVE = "exams.archive"


TITLES: dict[str, str] = {
    Can.SEE: N_("Xem kì thi và kết quả"),
    Can.MANAGE: N_("Tạo và sửa kì thi"),
    Can.IMPORT: N_("Nhập kết quả thi"),
    Can.CHECK: N_("Kiểm tra kết quả thi"),
    Can.PUBLISH: N_("Công bố kết quả thi"),
    Can.CORRECT: N_("Đính chính điểm sau phúc khảo"),
    Can.ARCHIVE: N_("Lưu trữ kì thi"),
}

STATES = {
    "draft": N_("Bản nháp"),
    "first_checked": N_("Đã kiểm tra lần một"),
    "checked": N_("Đã kiểm tra đủ hai người"),
    "published": N_("Đã công bố"),
    "corrected": N_("Đã đính chính, chờ công bố lại"),
    "archived": N_("Đã lưu trữ"),
}

LIFE = Workflow(
    "exam_session",
    STATES,
    (
        Move("draft", "first_check", "first_checked", Can.CHECK, "exams.session_first_checked", N_("Kiểm tra lần một")),
        Move("first_checked", "second_check", "checked", Can.CHECK, "exams.session_checked", N_("Kiểm tra lần hai")),
        Move("first_checked", "reopen", "draft", Can.CHECK, "exams.session_reopened", N_("Mở lại bản nháp")),
        Move("checked", "reopen", "draft", Can.CHECK, "exams.session_reopened", N_("Mở lại bản nháp")),
        Move("checked", "schedule", "checked", Can.PUBLISH, "exams.publication_scheduled", N_("Đặt giờ công bố")),
        Move("checked", "unschedule", "checked", Can.PUBLISH, "exams.publication_unscheduled", N_("Bỏ giờ công bố")),
        Move("checked", "publish", "published", Can.PUBLISH, "exams.results_published", N_("Công bố")),
        Move("published", "correct", "corrected", Can.CORRECT, "exams.result_corrected", N_("Đính chính điểm")),
        Move("corrected", "correct", "corrected", Can.CORRECT, "exams.result_corrected", N_("Đính chính điểm")),
        Move("corrected", "publish", "published", Can.PUBLISH, "exams.results_published", N_("Công bố lại")),
        Move("published", "archive", "archived", Can.ARCHIVE, "exams.session_archived", N_("Lưu trữ")),
    ),
    source="Circular 24/2024/TT-BGDĐT, on checking, publishing and re-marking of results (EXM-20 to EXM-22)",
)

OPEN_FOR_IMPORT = ("draft",)  # later changes go through a correction, one by one
