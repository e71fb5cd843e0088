"""How long each kind of record is kept, as data: what `Data.keep` of the models says, made machine-readable. Pure."""

from dataclasses import dataclass
from datetime import date

from khue.core.words import N_
from khue.privacy.rules.clocks import add_months

WAYS = {"delete": N_("Xoá"), "erase": N_("Ẩn danh"), "keep": N_("Giữ")}
ADULT_MONTHS = 18 * 12


@dataclass(frozen=True)
class Term:
    """How long rows of a table are kept, counted from when, and what is done then.

    starts: "day:<field>" a day or instant; "end:<field>" the end of a period; "left" the day the person's last stay
    at a school ended; "left_or_grown" that day or the eighteenth birthday, whichever came first.
    where: only rows with these values. erases: the columns that are emptied when the way is "erase".
    """

    label: str
    way: str
    source: str
    starts: str = ""
    months: int = 0
    where: tuple[tuple[str, str], ...] = ()
    erases: tuple[str, ...] = ()
    is_unsure: bool = False

    @property
    def code(self) -> str:
        """Return the name under which a run reports what it did."""
        return f"{self.label}:{self.way}"


STUDENTS = "practice of the sector; Law 91/2025/QH15, Art. 14 (delete when the purpose is reached)"
LOGS = "TCVN 14423:2026 (logs at least 12 months)"
FOR_LIFE = N_("Giữ vĩnh viễn: hồ sơ học tập suốt đời")
TERMS = (
    Term("people.Reading", "delete", "Decree 333/2026/NĐ-CP (24 months of logs)", "day:at", 24),
    Term("people.Relation", "delete", STUDENTS, "left_or_grown", 24, is_unsure=True),
    Term("people.Duplicate", "delete", STUDENTS, "day:decided_at", 60),
    Term(
        "people.Person",
        "erase",
        "Law 91/2025/QH15, Art. 14 (contacts and home end with the last stay)",
        "left",
        24,
        erases=("phone", "email", "home_address", "home_unit", "photo"),
        is_unsure=True,
    ),
    Term("students.HealthCheck", "delete", STUDENTS, "left", 24, is_unsure=True),
    Term("students.Status", "delete", STUDENTS, "left", 60, is_unsure=True),
    Term("students.Absence", "delete", STUDENTS, "day:day", 60),
    Term("students.AbsenceWarning", "delete", STUDENTS, "day:at", 60),
    Term("students.RollCall", "delete", STUDENTS, "day:day", 60),
    Term("students.LeaveNote", "delete", STUDENTS, "day:last_day", 60),
    Term("students.Transfer", "delete", STUDENTS, "day:closed_at", 120),
    Term("people.Handover", "delete", STUDENTS, "day:answered_at", 120),
    Term("students.RollOver", "delete", STUDENTS, "day:done_at", 120),
    Term(
        "students.Recognition",
        "delete",
        STUDENTS,
        "day:lifted_on",
        24,
        where=(("kind", "discipline"),),
        is_unsure=True,
    ),
    Term("students.BulkEdit", "delete", STUDENTS, "day:at", 24),
    Term("core.Job", "delete", "practice (90 days)", "day:finished_at", 3),
    Term("security.Session", "delete", LOGS, "day:seen_at", 12),
    Term("security.Attempt", "delete", LOGS, "day:at", 12),
    Term("security.Invitation", "delete", "practice", "day:expires_at", 12),
    Term("security.Opening", "delete", "Decree 356/2025/NĐ-CP (as a breach file)", "day:reviewed_at", 60),
    Term("security.Grant", "delete", "Circular on archives (10 years)", "end:period", 120),
    Term("indicators.Answer", "delete", "Circular on archives (10 years)", "day:checked_at", 120, is_unsure=True),
    Term("dashboards.Alert", "delete", "practice (5 years)", "day:ended_at", 60),
    Term("privacy.Breach", "delete", "Decree 356/2025/NĐ-CP (at least 5 years)", "day:closed_at", 60),
    Term("privacy.Request", "delete", "Decree 356/2025/NĐ-CP (5 years)", "day:closed_at", 60, is_unsure=True),
    Term("privacy.Reminder", "delete", "practice", "day:at", 24),
)
KEPT = {
    **dict.fromkeys(("people.Merge", "people.Custody", "people.Identifier", "people.Change"), FOR_LIFE),
    **dict.fromkeys(("students.Enrolment", "students.Placement"), N_("Giữ vĩnh viễn: sổ đăng bộ")),
    **dict.fromkeys(("students.Assignment", "staff.Post", "security.PostMove"), N_("Giữ 70 năm: hồ sơ công tác")),
    **dict.fromkeys(("exams.Result", "exams.ResultChange"), N_("Giữ vĩnh viễn: kết quả thi")),
    "organisations.Decision": N_("Giữ vĩnh viễn: quyết định về đơn vị"),
    "planning.PlanTask": N_("Giữ vĩnh viễn: kế hoạch và việc thực hiện"),
    **dict.fromkeys(("maturity.Item", "maturity.Evidence"), N_("Giữ cùng kết quả đánh giá của trường")),
    "dashboards.SavedView": N_("Giữ đến khi người lưu xoá"),
    "core.Batch": N_("Giữ vĩnh viễn: ai đã nhập gì"),
    "reports.Report": N_("Giữ vĩnh viễn: báo cáo đã kí"),
    **dict.fromkeys(
        ("security.Authenticator", "security.RecoveryCode", "security.Passkey", "security.Identity"),
        N_("Giữ khi tài khoản còn dùng"),
    ),
    "security.User": N_("Giữ khi còn giữ chức vụ, sau đó 5 năm"),
    **dict.fromkeys(
        ("privacy.Consent", "privacy.Restriction", "privacy.Hold", "privacy.Dossier"),
        N_("Giữ làm bằng chứng với cơ quan chuyên trách"),
    ),
    **dict.fromkeys(("privacy.RequestStep", "privacy.BreachStep", "privacy.Affected"), N_("Giữ cùng hồ sơ của nó")),
}


def border(term: Term, on: date) -> date:
    """Return the first day that is still kept: what started before it is past its term.

    >>> border(Term("people.Reading", "delete", "", "day:at", 24), date(2026, 11, 21)).isoformat()
    '2024-11-21'

    Source: the source of the term.
    """
    return add_months(on, -term.months)


def stated(label: str) -> bool:
    """Whether this table says how long it is kept: by a term, or as kept.

    Source: Law 91/2025/QH15, Art. 3 (kept no longer than the purpose needs).
    """
    return label in KEPT or any(term.label == label for term in TERMS)
