"""The yearly counts of the sector, as indicators computed from the places of pupils in classes."""

from khue.catalogues import queries as catalogues
from khue.core.indicators import Figures, Indicator
from khue.core.words import N_
from khue.students.queries import SOURCES
from khue.students.rules import Can

SOURCE = N_("Thông tư 19/2017/TT-BGDĐT (chỉ tiêu thống kê ngành giáo dục), cần đối chiếu bản hiện hành")
CHARTERS = N_("Điều lệ trường học các cấp (Thông tư 52/2020, 28/2020, 32/2020/TT-BGDĐT)")
DIGITAL = N_("Quyết định 131/QĐ-TTg năm 2022 và kế hoạch chuyển đổi số của các tỉnh")
HEALTH = N_("Thông tư liên tịch 13/2016/TTLT-BYT-BGDĐT (y tế trường học), cần đối chiếu bản hiện hành")
EVERY = ("grade", "sex", "ethnicity", "age", "policy_group")
BY_GRADE = ("grade",)
SMALL = 5  # a share over fewer pupils tells about persons
PUPILS, CLASSES = N_("học sinh"), N_("lớp")


def _count(
    name: str,
    title: str,
    means: str,
    *,
    by: tuple[str, ...] = EVERY,
    unit: str = PUPILS,
    exists: str = "pupils",
    direction: str = "",
    source: str = SOURCE,
    every: str = "school_year",
) -> Indicator:
    return Indicator(
        f"students.{name}", title, unit, name, means, source,
        by=by, exists=exists, direction=direction, owner="secondary", every=every, version=2,
    )  # fmt: skip


def _share(
    name: str,
    title: str,
    above: str,
    means: str,
    *,
    below: str = "pupils",
    by: tuple[str, ...] = EVERY,
    exists: str = "",
    direction: str = "",
    source: str = SOURCE,
    every: str = "school_year",
    owner: str = "secondary",
    hide_below: int = SMALL,
) -> Indicator:
    return Indicator(
        f"students.{name}", title, "%", above, means, source,
        denominator=below, scale=100, digits=1, by=by, exists=exists, direction=direction, owner=owner,
        every=every, hide_below=hide_below, version=2,
    )  # fmt: skip


COUNTS = (
    _count("pupils", N_("Số học sinh"), N_("Học sinh đang có chỗ trong một lớp vào ngày tính.")),
    _count(
        "classes",
        N_("Số lớp"),
        N_("Lớp có ít nhất một học sinh vào ngày tính."),
        by=BY_GRADE,
        unit=CLASSES,
        exists="classes",
    ),
    Indicator(
        "students.class_size", N_("Sĩ số bình quân một lớp"), N_("học sinh/lớp"), "pupils",
        N_("Số học sinh chia cho số lớp."), SOURCE,
        denominator="classes", digits=1, by=BY_GRADE, owner="secondary", version=2,
    ),  # fmt: skip
    _share(
        "classes_over_limit_share",
        N_("Tỉ lệ lớp vượt sĩ số quy định"),
        "classes_over_limit",
        N_("Lớp đông hơn mức của điều lệ trường (mầm non 15–35, tiểu học 35, trung học 45)."),
        below="classes",
        by=BY_GRADE,
        direction="down",
        source=CHARTERS,
        hide_below=0,
    ),
    _count(
        "combined_classes", N_("Số lớp ghép"), N_("Lớp nhiều trình độ có học sinh vào ngày tính."),
        by=BY_GRADE, unit=CLASSES, exists="classes", direction="down",
    ),
    _count(
        "site_classes", N_("Số lớp ở điểm trường lẻ"), N_("Lớp có học sinh, học tại điểm trường."),
        by=BY_GRADE, unit=CLASSES, exists="classes",
    ),
    _share(
        "two_session_share", N_("Tỉ lệ lớp học hai buổi một ngày"), "two_session_classes",
        N_("Lớp học cả sáng và chiều, trong số lớp đã ghi buổi học."),
        below="classes_with_sessions", exists="classes", by=BY_GRADE, direction="up", hide_below=0,
        source=N_("Chương trình giáo dục phổ thông 2018 (Thông tư 32/2018/TT-BGDĐT)"),
    ),
    _share(
        "classes_with_homeroom_share", N_("Tỉ lệ lớp có giáo viên chủ nhiệm"), "classes_with_homeroom",
        N_("Lớp có giáo viên chủ nhiệm vào ngày tính, trong tổng số lớp."),
        below="classes", by=BY_GRADE, direction="up", source=CHARTERS, hide_below=0,
    ),
    _share(
        "classes_with_teachers_share", N_("Tỉ lệ lớp đã phân công giáo viên bộ môn"), "classes_with_teachers",
        N_("Lớp đã phân công ít nhất một giáo viên bộ môn, trong tổng số lớp."),
        below="classes", by=BY_GRADE, direction="up", source=CHARTERS, hide_below=0,
    ),
    Indicator(
        "students.teachers_per_class", N_("Số giáo viên đứng lớp trên một lớp"), N_("giáo viên/lớp"), "teaching",
        N_("Giáo viên được phân công dạy, chia cho số lớp; người dạy hai trường tính ở cả hai."),
        N_("Thông tư 16/2017 và 20/2023/TT-BGDĐT (định mức giáo viên)"),
        denominator="classes", digits=2, owner="staff",
    ),
    Indicator(
        "students.pupils_per_teacher", N_("Số học sinh trên một giáo viên"), N_("học sinh/giáo viên"), "pupils",
        N_("Số học sinh chia cho số người giữ vị trí giáo viên của đơn vị."), SOURCE,
        denominator="staff.teachers", digits=1, owner="staff",
    ),
)  # fmt: skip
WHO = (
    _share("girls_share", N_("Tỉ lệ học sinh nữ"), "girls", N_("Học sinh nữ trong tổng số học sinh.")),
    _share(
        "minority_share", N_("Tỉ lệ học sinh dân tộc thiểu số"), "minority",
        N_("Học sinh không phải dân tộc Kinh trong tổng số học sinh."),
    ),
    _count(
        "minority_girls", N_("Học sinh nữ dân tộc thiểu số"),
        N_("Học sinh nữ không phải dân tộc Kinh, vào ngày tính."),
    ),
    _count(
        "very_small_peoples", N_("Học sinh dân tộc rất ít người"),
        N_("Học sinh thuộc 16 dân tộc dưới 10.000 người (Nghị định 57/2017/NĐ-CP)."),
    ),
    _share(
        "right_age_share", N_("Tỉ lệ học sinh đúng độ tuổi"), "right_age",
        N_("Học sinh có tuổi đúng với khối lớp, trong số học sinh có ngày sinh."),
        below="with_birth_date", exists="pupils", direction="up",
    ),
    _count(
        "over_age", N_("Học sinh quá tuổi"), N_("Học sinh lớn tuổi hơn tuổi chuẩn của khối lớp."), direction="down"
    ),
    _count("new", N_("Học sinh mới vào đầu cấp"), N_("Học sinh vào lớp đầu cấp của trường trong năm học.")),
    _share(
        "repeating_share", N_("Tỉ lệ lưu ban"), "repeating", N_("Học sinh học lại lớp trong tổng số học sinh."),
        direction="down",
    ),
    _share(
        "moved_up_share", N_("Tỉ lệ lên lớp"), "moved_up",
        N_("Học sinh vào lớp do lên lớp, trong tổng số học sinh."), by=("grade", "sex", "ethnicity"),
    ),
    _count("policy", N_("Học sinh diện chính sách"), N_("Học sinh thuộc ít nhất một đối tượng chính sách.")),
    _count(
        "special_need", N_("Học sinh khuyết tật học hoà nhập"), N_("Học sinh có ghi nhận khuyết tật, nhu cầu đặc biệt.")
    ),
    _count("boarding", N_("Học sinh nội trú, bán trú"), N_("Học sinh có chế độ nội trú hoặc bán trú.")),
    _share(
        "insured_share", N_("Tỉ lệ tham gia bảo hiểm y tế"), "insured",
        N_("Học sinh có thẻ bảo hiểm y tế còn hạn."), direction="up", source=HEALTH,
    ),
    _share(
        "health_checked_share", N_("Tỉ lệ học sinh được khám sức khoẻ trong năm học"), "health_checked",
        N_("Học sinh được khám hoặc cân đo từ đầu năm học, trong tổng số học sinh."), direction="up", source=HEALTH,
        by=("grade", "sex"),
    ),
    _share(
        "citizen_number_share", N_("Tỉ lệ học sinh có số định danh cá nhân trong hồ sơ"), "with_citizen_number",
        N_("Học sinh đã ghi số định danh cá nhân, trong tổng số học sinh."), direction="up", source=DIGITAL,
        owner="office", by=("grade", "sex", "ethnicity"),
    ),
    _share(
        "digital_record_share", N_("Tỉ lệ người học được quản lý bằng hồ sơ số với định danh thống nhất"),
        "with_moet_number", N_("Học sinh có hồ sơ trong Khuê và mã định danh của ngành, trong tổng số học sinh."),
        direction="up", source=DIGITAL, owner="office", by=("grade", "sex", "ethnicity"),
    ),
    _share(
        "guardian_share", N_("Tỉ lệ học sinh đã ghi người giám hộ"), "with_guardian",
        N_("Học sinh có ít nhất một người giám hộ trong hồ sơ."), direction="up", source=CHARTERS, by=BY_GRADE,
    ),
    _share(
        "guardian_phone_share", N_("Tỉ lệ học sinh liên lạc được với gia đình"), "with_guardian_phone",
        N_("Học sinh có người giám hộ đã ghi số điện thoại."), direction="up", source=DIGITAL, by=BY_GRADE,
    ),
)  # fmt: skip
MOVING = (
    _count("came_by_transfer", N_("Học sinh chuyển đến"), N_("Chuyển đến từ đầu năm học tới ngày tính."), by=()),
    _count("left_by_transfer", N_("Học sinh chuyển đi"), N_("Chuyển đi từ đầu năm học tới ngày tính."), by=()),
    _count(
        "dropped_out", N_("Học sinh bỏ học"), N_("Bỏ học từ đầu năm học tới ngày tính."), by=(), direction="down",
        every="term",
    ),
    _share(
        "dropped_out_share", N_("Tỉ lệ bỏ học"), "dropped_out",
        N_("Học sinh bỏ học từ đầu năm học, so với số học sinh vào ngày tính."), by=(), direction="down", every="term",
    ),
    _count("paused", N_("Học sinh bảo lưu, tạm nghỉ"), N_("Tạm nghỉ từ đầu năm học tới ngày tính."), by=()),
    _count(
        "came_back", N_("Học sinh học lại sau khi nghỉ"), N_("Trở lại học từ đầu năm học tới ngày tính."), by=(),
        direction="up",
    ),
    _share(
        "transfers_closed_share", N_("Tỉ lệ hồ sơ chuyển trường đã giải quyết xong"), "transfers_closed",
        N_("Hồ sơ chuyển trường đã kết thúc, trong số hồ sơ lập từ đầu năm học."),
        below="transfers_requested", by=(), direction="up", every="quarter", hide_below=0,
    ),
    _share(
        "attendance_share", N_("Tỉ lệ chuyên cần trong tháng"), "sessions_attended",
        N_("Lượt có mặt trên lượt phải có mặt, ở các buổi đã điểm danh trong tháng."),
        below="sessions_expected", by=BY_GRADE, direction="up", every="month",
    ),
    _count(
        "rolls_called", N_("Số buổi đã điểm danh trong tháng"), N_("Buổi học của các lớp đã điểm danh trong tháng."),
        by=BY_GRADE, unit=N_("buổi"), exists="classes", direction="up", every="month",
    ),
    _count(
        "sessions_missed_unexcused", N_("Số buổi nghỉ không phép trong tháng"),
        N_("Lượt học sinh nghỉ không phép trong tháng."), by=(), unit=N_("buổi"), exists="rolls_called",
        direction="down", every="month",
    ),
    _count(
        "awards", N_("Số lượt khen thưởng học sinh"), N_("Khen thưởng ghi nhận từ đầu năm học."), by=(),
        unit=N_("lượt"), exists="pupils",
    ),
    _count(
        "disciplines", N_("Số lượt kỉ luật học sinh"), N_("Kỉ luật ghi nhận từ đầu năm học."), by=(),
        unit=N_("lượt"), exists="pupils", direction="down",
    ),
)  # fmt: skip
INDICATORS = (*COUNTS, *WHO, *MOVING)
FIGURES = Figures(
    INDICATORS,
    SOURCES,
    permission=Can.SEE,
    groups={
        "grade": N_("Khối"),
        "sex": N_("Giới tính"),
        "ethnicity": N_("Dân tộc"),
        "age": N_("Độ tuổi"),
        "policy_group": N_("Đối tượng chính sách"),
    },
    names={
        "grade": lambda: catalogues.labels("grades"),
        "sex": lambda: {"male": N_("Nam"), "female": N_("Nữ")},
        "ethnicity": lambda: catalogues.labels("ethnic_groups"),
        "policy_group": lambda: catalogues.labels("priority_categories"),
    },
)
