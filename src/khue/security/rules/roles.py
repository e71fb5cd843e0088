"""Roles as readable lists of permissions: what each is for, and what it may do where it is held.

Source: Circular 15/2025/TT-BGDĐT as amended by Circular 45/2026/TT-BGDĐT (who manages what); Law 91/2025/QH15 and
Decree 356/2025/NĐ-CP (personal data within the assigned function only: SEC-32); school charters (Circulars 32/2020 and
28/2020/TT-BGDĐT) for heads and teachers. How the work of a desk divides into permissions is the office's own decision.
"""

from dataclasses import dataclass
from typing import Literal

from khue.core.words import N_


@dataclass(frozen=True)
class Role:
    """A role (vai trò): what it is called, what it is for, and what it may do where it is held.

    held: by a grant at a unit; as a person, over one's own record and one's children's; or opened in an emergency.
    """

    code: str
    title: str
    description: str
    permissions: tuple[str, ...]
    held: Literal["grant", "person", "emergency"] = "grant"


SEE_UNITS = ("organisations.see_history", "catalogues.see_sources")
SEE_EXAMS = ("exams.see",)
SEE_RECORDS = ("people.see", "students.see", "staff.see")
SEE_PUPILS = ("people.see", "students.see")
SEE_OWN_CLASSES = ("people.see_own_pupils", "students.see_own_classes")
KEEP_PEOPLE = (
    *("people.see", "people.edit", "people.show_number", "people.search_elsewhere"),
    *("people.hand_over", "people.decide_duplicates", "people.see_restricted"),
)
KEEP_PUPILS = (
    *("students.see", "students.edit", "students.import", "students.call_roll"),
    *("students.request_transfer", "students.roll_over", "students.assign_teachers"),
)
KEEP_STAFF = ("staff.see", "staff.edit")
LEAD_SCHOOL = (
    *("students.decide_transfer", "students.see_health", "people.see_readings"),
    *("security.see_grants", "security.delegate"),
)
SUPERVISE_PUPILS = (
    *("people.search_elsewhere", "people.decide_duplicates", "students.supervise_transfer", "security.break_glass"),
)
SEE_PRIVACY = ("privacy.see_register", "privacy.see")
KEEP_CONSENTS = ("privacy.see_register", "privacy.record_consents", "privacy.enter_requests")
LEAD_PRIVACY = (
    *SEE_PRIVACY,
    *("privacy.record_consents", "privacy.enter_requests", "privacy.handle_requests", "privacy.decide_requests"),
    *("privacy.handle_breaches", "privacy.keep_dossiers"),
)
SEE_FIGURES = ("indicators.see", "dashboards.see")
REPORT_FIGURES = (*SEE_FIGURES, "indicators.answer", "dashboards.answer")
KEEP_FIGURES = (
    *SEE_FIGURES,
    *("indicators.take", "indicators.collect", "indicators.check", "dashboards.answer", "dashboards.manage"),
)
SEE_PLANS = ("planning.see",)
WORK_ON_PLANS = (*SEE_PLANS, "planning.work")
ANSWER_PLANS = (*WORK_ON_PLANS, "planning.comment")
KEEP_PLANS = (*ANSWER_PLANS, "planning.manage")
LEAD_PLANS = (*KEEP_PLANS, "planning.approve")
SEE_MATURITY = ("maturity.see",)
ASSESS_MATURITY = (*SEE_MATURITY, "maturity.assess")
CHECK_MATURITY = (*SEE_MATURITY, "maturity.check")
KEEP_MATURITY = (*CHECK_MATURITY, "maturity.manage")
SEE_REPORTS = ("reports.see",)
WRITE_REPORTS = (*SEE_REPORTS, "reports.write")
CHECK_REPORTS = (*WRITE_REPORTS, "reports.check")
KEEP_EXAMS = (*SEE_EXAMS, "exams.manage", "exams.import", "exams.check", "exams.correct")
KEEP_UNITS = (
    *SEE_UNITS,
    *("catalogues.import", "organisations.import", "organisations.edit", "organisations.decide"),
)

CITIZENS = (
    Role(
        "citizen",
        N_("Người dân"),
        N_("Xem hồ sơ của chính mình và ai đã xem hồ sơ."),
        ("people.see", "people.see_readings"),
        held="person",
    ),
    Role(
        "student",
        N_("Học sinh"),
        N_("Xem hồ sơ, việc học của chính mình và ai đã xem hồ sơ."),
        ("people.see", "people.see_readings", "students.see"),
        held="person",
    ),
    Role(
        "guardian",
        N_("Cha mẹ, người giám hộ"),
        N_("Xem hồ sơ, việc học, sức khoẻ của con và ai đã xem hồ sơ."),
        ("people.see", "people.see_readings", "students.see", "students.see_health"),
        held="person",
    ),
)
SCHOOL = (
    Role(
        "teacher",
        N_("Giáo viên"),
        N_("Xem học sinh các lớp mình dạy."),
        (*SEE_OWN_CLASSES, "privacy.see_register"),
    ),
    Role(
        "homeroom_teacher",
        N_("Giáo viên chủ nhiệm"),
        N_("Xem học sinh các lớp mình dạy; điểm danh lớp chủ nhiệm."),
        (*SEE_OWN_CLASSES, "students.call_roll", "privacy.see_register"),
    ),
    Role(
        "school_nurse",
        N_("Nhân viên y tế trường học"),
        N_("Ghi và xem sức khoẻ học sinh của trường."),
        (*SEE_PUPILS, "students.see_health", "students.edit_health"),
    ),
    Role(
        "clerk",
        N_("Văn thư, giáo vụ"),
        N_("Nhập và sửa hồ sơ học sinh, lớp học, nhân sự của đơn vị mình."),
        (
            *SEE_UNITS,
            *KEEP_PEOPLE,
            *KEEP_PUPILS,
            *KEEP_STAFF,
            *KEEP_CONSENTS,
            *REPORT_FIGURES,
            "organisations.edit",
            *WORK_ON_PLANS,
            *ASSESS_MATURITY,
            *WRITE_REPORTS,
        ),
    ),
    Role(
        "vice_head_of_school",
        N_("Phó hiệu trưởng"),
        N_("Thay hiệu trưởng trong chuyên môn: hồ sơ học sinh, chuyển trường, phân công giảng dạy."),
        (
            *SEE_EXAMS,
            *SEE_UNITS,
            *KEEP_PEOPLE,
            *KEEP_PUPILS,
            "staff.see",
            *LEAD_SCHOOL,
            *KEEP_CONSENTS,
            *REPORT_FIGURES,
            *ANSWER_PLANS,
            *ASSESS_MATURITY,
            *WRITE_REPORTS,
            "reports.sign",
        ),
    ),
    Role(
        "head_of_school",
        N_("Hiệu trưởng"),
        N_("Quản lý hồ sơ học sinh, nhân sự của trường; duyệt chuyển trường; giao quyền trong trường."),
        (
            *SEE_EXAMS,
            *SEE_UNITS,
            *KEEP_PEOPLE,
            *KEEP_PUPILS,
            *KEEP_STAFF,
            *LEAD_SCHOOL,
            *LEAD_PRIVACY,
            *REPORT_FIGURES,
            *("security.give_grants", "security.manage_accounts", "security.reset_factor", "security.break_glass"),
            *LEAD_PLANS,
            *ASSESS_MATURITY,
            *WRITE_REPORTS,
            "reports.sign",
        ),
    ),
)
OFFICES = (
    Role(
        "commune_officer",
        N_("Công chức văn hoá – xã hội xã"),
        N_("Quản lý mạng lưới và học sinh trường mầm non, tiểu học, trung học cơ sở trong xã; giao quyền cho trường."),
        (
            *SEE_UNITS,
            *SEE_RECORDS,
            *SUPERVISE_PUPILS,
            *SEE_PRIVACY,
            *REPORT_FIGURES,
            *("indicators.collect", "indicators.check", "dashboards.manage"),
            *("organisations.edit", "organisations.import"),
            *(
                "security.give_grants",
                "security.manage_accounts",
                "security.reset_factor",
                "security.see_grants",
                "security.delegate",
            ),
            *KEEP_PLANS,
            *CHECK_MATURITY,
            "maturity.recognise",
            *CHECK_REPORTS,
            "reports.sign",
        ),
    ),
    Role(
        "exam_specialist",
        N_("Chuyên viên khảo thí"),
        N_("Quản lý kì thi; nhập, kiểm dò và đính chính kết quả."),
        (*SEE_UNITS, *KEEP_EXAMS, *SEE_FIGURES, "security.delegate", *ANSWER_PLANS),
    ),
    Role(
        "student_specialist",
        N_("Chuyên viên quản lý học sinh"),
        N_("Xem học sinh toàn tỉnh; cho ý kiến về chuyển trường; quyết định hồ sơ trùng."),
        (*SEE_UNITS, *SEE_PUPILS, *SUPERVISE_PUPILS, *SEE_FIGURES, "security.delegate", *ANSWER_PLANS),
    ),
    Role(
        "staff_specialist",
        N_("Chuyên viên tổ chức cán bộ"),
        N_("Quản lý hồ sơ nhân sự toàn ngành; xem ai giữ quyền gì; chuyển quyền khi sáp nhập."),
        (
            *SEE_UNITS,
            *KEEP_PEOPLE,
            *KEEP_STAFF,
            *SEE_FIGURES,
            *("security.see_grants", "security.move_posts", "security.delegate"),
            *ANSWER_PLANS,
        ),
    ),
    Role(
        "network_specialist",
        N_("Chuyên viên kế hoạch, mạng lưới trường lớp"),
        N_("Quản lý danh mục, đơn vị và quyết định về đơn vị; chốt số liệu, mở đợt thu thập."),
        (*KEEP_UNITS, *KEEP_FIGURES, "security.delegate", *CHECK_REPORTS, *KEEP_PLANS, *KEEP_MATURITY),
    ),
    Role(
        "department_specialist",
        N_("Chuyên viên Sở (nhiều lĩnh vực)"),
        N_("Khảo thí, quản lý học sinh và mạng lưới trường lớp trong một vai; dùng khi một người làm nhiều việc."),
        (
            *KEEP_EXAMS,
            *KEEP_UNITS,
            *SEE_RECORDS,
            *SUPERVISE_PUPILS,
            *KEEP_FIGURES,
            "security.delegate",
            *KEEP_PLANS,
            *KEEP_MATURITY,
            *CHECK_REPORTS,
        ),
    ),
    Role(
        "head_of_department",
        N_("Lãnh đạo Sở"),
        N_("Xem toàn ngành; duyệt và công bố kết quả thi; ký quyết định về đơn vị; giao quyền."),
        (
            *SEE_EXAMS,
            *SEE_UNITS,
            *SEE_RECORDS,
            *SEE_PRIVACY,
            *SEE_FIGURES,
            *("indicators.publish", "dashboards.answer", "dashboards.manage"),
            *("privacy.decide_requests", "people.see_restricted"),
            *("exams.check", "exams.publish", "exams.archive", "organisations.decide", "students.supervise_transfer"),
            *("people.see_readings", "security.see_events", "security.see_grants", "security.review_break_glass"),
            *("security.give_grants", "security.move_posts", "security.delegate"),
            *LEAD_PLANS,
            *SEE_MATURITY,
            "maturity.recognise",
            *SEE_REPORTS,
            *("reports.sign", "reports.check"),
        ),
    ),
    Role(
        "inspector",
        N_("Thanh tra"),
        N_("Xem hồ sơ, nhân sự, kết quả thi và ai có quyền gì tại nơi được giao; không sửa gì."),
        (
            *SEE_EXAMS,
            *SEE_UNITS,
            *SEE_RECORDS,
            *SEE_PRIVACY,
            *SEE_FIGURES,
            *("people.see_readings", "people.see_restricted", "security.see_grants", "security.break_glass"),
            *SEE_PLANS,
            *SEE_MATURITY,
            *SEE_REPORTS,
        ),
    ),
)
WATCHERS = (
    Role(
        "auditor",
        N_("Kiểm toán"),
        N_("Xem tất cả, không thay đổi gì."),
        (
            *SEE_EXAMS,
            *SEE_UNITS,
            *SEE_RECORDS,
            *SEE_PRIVACY,
            *SEE_FIGURES,
            *("people.show_number", "people.search_elsewhere", "people.see_readings", "people.see_restricted"),
            "students.see_health",
            *("security.see_events", "security.see_grants"),
            *SEE_PLANS,
            *SEE_MATURITY,
            *SEE_REPORTS,
        ),
    ),
    Role(
        "data_officer",
        N_("Cán bộ bảo vệ dữ liệu cá nhân"),
        N_(
            "Theo dõi việc dùng dữ liệu cá nhân; xử lí yêu cầu, sự cố, đánh giá tác động; xoá dữ liệu hết hạn. "
            "Chỉ xem dữ liệu của một người khi xử lí yêu cầu của người đó."
        ),
        (
            *SEE_UNITS,
            *LEAD_PRIVACY,
            *("privacy.run_retention", "people.see_restricted"),
            *("people.see_readings", "security.see_events", "security.see_grants", "security.review_break_glass"),
        ),
    ),
    Role(
        "system_administrator",
        N_("Quản trị hệ thống"),
        N_("Quản lý tài khoản, quyền và danh mục; không xem hồ sơ học sinh."),
        (
            *SEE_UNITS,
            *("security.manage_accounts", "security.reset_factor", "security.give_grants", "security.move_posts"),
            *("security.see_grants", "security.see_events"),
        ),
    ),
    Role(
        "emergency",
        N_("Mở khẩn cấp"),
        N_("Chỉ xem hồ sơ, sức khoẻ học sinh của một đơn vị trong thời gian ngắn; mọi lần mở đều được xem xét."),
        (*SEE_PUPILS, "students.see_health"),
        held="emergency",
    ),
)
ROLES = (*CITIZENS, *SCHOOL, *OFFICES, *WATCHERS)
BY_CODE = {role.code: role for role in ROLES}
GRANTED = tuple(role for role in ROLES if role.held != "person")
