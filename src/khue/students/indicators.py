"""The yearly counts of the sector, as indicators computed from the places of pupils in classes."""

from khue.core.indicators import Indicator
from khue.core.words import N_

SOURCE = N_("Thông tư 19/2017/TT-BGDĐT (chỉ tiêu thống kê ngành giáo dục), cần đối chiếu bản hiện hành")
EVERY = ("school", "grade", "sex", "ethnicity", "age", "policy_group")
GROUP_TITLES = {
    "school": N_("Trường"),
    "grade": N_("Khối"),
    "sex": N_("Giới tính"),
    "ethnicity": N_("Dân tộc"),
    "age": N_("Độ tuổi"),
    "policy_group": N_("Đối tượng chính sách"),
}


def _count(name: str, title: str, means: str, *, by: tuple[str, ...] = EVERY, unit: str = N_("học sinh")) -> Indicator:
    return Indicator(f"students.{name}", title, unit, name, means, SOURCE, by=by)


def _share(
    name: str, title: str, above: str, means: str, *, below: str = "pupils", by: tuple[str, ...] = EVERY
) -> Indicator:
    return Indicator(
        f"students.{name}", title, "%", above, means, SOURCE, denominator=below, scale=100, digits=1, by=by
    )


INDICATORS = (
    _count("pupils", N_("Số học sinh"), N_("Học sinh đang có chỗ trong một lớp vào ngày tính.")),
    _count(
        "classes",
        N_("Số lớp"),
        N_("Lớp có ít nhất một học sinh vào ngày tính."),
        by=("school", "grade"),
        unit=N_("lớp"),
    ),
    Indicator(
        "students.class_size",
        N_("Sĩ số bình quân một lớp"),
        N_("học sinh/lớp"),
        "pupils",
        N_("Số học sinh chia cho số lớp."),
        SOURCE,
        denominator="classes",
        digits=1,
        by=("school", "grade"),
    ),
    _share(
        "classes_over_limit_share",
        N_("Tỉ lệ lớp vượt sĩ số quy định"),
        "classes_over_limit",
        N_("Lớp đông hơn mức của điều lệ trường (mầm non 15–35, tiểu học 35, trung học 45)."),
        below="classes",
        by=("school", "grade"),
    ),
    _share("girls_share", N_("Tỉ lệ học sinh nữ"), "girls", N_("Học sinh nữ trong tổng số học sinh.")),
    _share(
        "minority_share",
        N_("Tỉ lệ học sinh dân tộc thiểu số"),
        "minority",
        N_("Học sinh không phải dân tộc Kinh trong tổng số học sinh."),
    ),
    _count(
        "very_small_peoples",
        N_("Học sinh dân tộc rất ít người"),
        N_("Học sinh thuộc 16 dân tộc dưới 10.000 người (Nghị định 57/2017/NĐ-CP)."),
    ),
    _share(
        "right_age_share",
        N_("Tỉ lệ học sinh đúng độ tuổi"),
        "right_age",
        N_("Học sinh có tuổi đúng với khối lớp, trong số học sinh có ngày sinh."),
        below="with_birth_date",
    ),
    _count("over_age", N_("Học sinh quá tuổi"), N_("Học sinh lớn tuổi hơn tuổi chuẩn của khối lớp.")),
    _count("new", N_("Học sinh mới vào đầu cấp"), N_("Học sinh vào lớp đầu cấp của trường trong năm học.")),
    _share("repeating_share", N_("Tỉ lệ lưu ban"), "repeating", N_("Học sinh học lại lớp trong tổng số học sinh.")),
    _count("policy", N_("Học sinh diện chính sách"), N_("Học sinh thuộc ít nhất một đối tượng chính sách.")),
    _count(
        "special_need", N_("Học sinh khuyết tật học hoà nhập"), N_("Học sinh có ghi nhận khuyết tật, nhu cầu đặc biệt.")
    ),
    _count("boarding", N_("Học sinh nội trú, bán trú"), N_("Học sinh có chế độ nội trú hoặc bán trú.")),
    _share(
        "insured_share", N_("Tỉ lệ tham gia bảo hiểm y tế"), "insured", N_("Học sinh có thẻ bảo hiểm y tế còn hạn.")
    ),
    _count(
        "came_by_transfer", N_("Học sinh chuyển đến"), N_("Chuyển đến từ đầu năm học tới ngày tính."), by=("school",)
    ),
    _count("left_by_transfer", N_("Học sinh chuyển đi"), N_("Chuyển đi từ đầu năm học tới ngày tính."), by=("school",)),
    _count("dropped_out", N_("Học sinh bỏ học"), N_("Bỏ học từ đầu năm học tới ngày tính."), by=("school",)),
)
INDICATOR_BY_CODE = {indicator.code: indicator for indicator in INDICATORS}
