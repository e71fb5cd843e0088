"""How many schools assessed themselves and at which level they stand, counted from the season of the year."""

from khue.core.indicators import Figures, Indicator, Measure, Source
from khue.core.words import N_
from khue.maturity.rules import Can

SOURCE = N_("Quyết định 4725/QĐ-BGDĐT năm 2022 (bộ chỉ số chuyển đổi số)")
SCHOOLS = N_("trường")
RECOGNISED = "one.state IN ('recognised', 'published') AND one.recognised_on <= %(on)s::date"
ASSESSED = Source(
    """FROM maturity_assessment one JOIN maturity_season season ON season.id = one.season_id
    WHERE season.year = (
        SELECT max(latest.year) FROM maturity_season latest
        WHERE (latest.opened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= %(on)s::date)""",
    unit="one.school_id",
    key="one.id",
    measures={
        "schools": Measure(N_("Trường có phiếu trong đợt đánh giá gần nhất đã mở vào ngày tính.")),
        "sent": Measure(
            N_("Đã gửi phiếu tự đánh giá vào ngày tính."),
            "(one.sent_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= %(on)s::date",
        ),
        "recognised": Measure(N_("Đã được công nhận vào ngày tính."), RECOGNISED),
        "level_1": Measure(N_("Đã được công nhận ở mức 1."), f"{RECOGNISED} AND one.level = 1"),
        "level_2": Measure(N_("Đã được công nhận ở mức 2."), f"{RECOGNISED} AND one.level = 2"),
        "level_3": Measure(N_("Đã được công nhận ở mức 3."), f"{RECOGNISED} AND one.level = 3"),
        "basic": Measure(N_("Đã được công nhận từ mức 2 trở lên."), f"{RECOGNISED} AND one.level >= 2"),
    },
    watches={"maturity_assessment": "changed.school_id"},
)


def _count(name: str, title: str, means: str, direction: str = "") -> Indicator:
    return Indicator(
        f"maturity.{name}_schools", title, SCHOOLS, name, means, SOURCE,
        exists="schools", every="year", direction=direction, owner="quality",
    )  # fmt: skip


def _share(name: str, title: str, above: str, means: str) -> Indicator:
    return Indicator(
        f"maturity.{name}_share", title, "%", above, means, SOURCE,
        denominator="schools", scale=100, digits=1, every="year", direction="up", owner="quality",
    )  # fmt: skip


INDICATORS = (
    _count(
        "level_1", N_("Số trường ở mức 1 (chưa đáp ứng) về chuyển đổi số"), N_("Trường được công nhận mức 1."), "down"
    ),
    _count("level_2", N_("Số trường ở mức 2 (đáp ứng cơ bản) về chuyển đổi số"), N_("Trường được công nhận mức 2.")),
    _count("level_3", N_("Số trường ở mức 3 (đáp ứng tốt) về chuyển đổi số"), N_("Trường được công nhận mức 3."), "up"),
    _share(
        "self_assessed", N_("Tỉ lệ trường tự đánh giá mức độ chuyển đổi số"), "sent",
        N_("Trường đã gửi phiếu tự đánh giá trong đợt gần nhất, trong tổng số trường phải tự đánh giá."),
    ),
    _share(
        "recognised", N_("Tỉ lệ trường được công nhận mức độ chuyển đổi số"), "recognised",
        N_("Trường đã được công nhận trong đợt gần nhất, trong tổng số trường phải tự đánh giá."),
    ),
    _share(
        "basic_level", N_("Tỉ lệ trường đạt mức đáp ứng cơ bản trở lên về chuyển đổi số"), "basic",
        N_("Trường được công nhận mức đáp ứng cơ bản trở lên, trong tổng số trường phải tự đánh giá."),
    ),
    _share(
        "good_level", N_("Tỉ lệ trường đạt mức đáp ứng tốt về chuyển đổi số"), "level_3",
        N_("Trường được công nhận mức đáp ứng tốt, trong tổng số trường phải tự đánh giá."),
    ),
)  # fmt: skip
FIGURES = Figures(INDICATORS, (ASSESSED,), Can.SEE)
