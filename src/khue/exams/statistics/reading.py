"""Reading compiled statistics: rows and charts of one subject, one session, or two sessions side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from khue.core.errors import Fault, Invalid
from khue.core.web.charts import Chart, Series
from khue.core.web.formats import number
from khue.core.words import N_
from khue.exams.rules import (
    COMBINATION_SCALE,
    COMBINATIONS,
    LANGUAGES,
    PAPER_SCALE,
    PAPERS,
    Scale,
    council,
    province_names,
)

Statistics = Mapping[str, Any]
BY = {
    "paper": N_("Môn thi"),
    "combination": N_("Tổ hợp"),
    "council": N_("Hội đồng thi"),
    "province": N_("Tỉnh, thành phố"),
}
BORDERS = {"now": N_("Ranh giới hiện nay"), "then": N_("Ranh giới trước 01/7/2025")}


@dataclass(frozen=True)
class Line:
    """One group of candidates. None: hidden, because the group, or one that could be computed from it, is small."""

    subject: str
    area: str  # code
    name: str
    count: int | None
    mean: str | None
    first_quartile: str | None
    median: str | None
    third_quartile: str | None
    from_low: int | None  # score of at least half of the scale
    from_high: int | None  # at least eight tenths
    bottom: int | None
    top: int | None
    bins: list[int | None]

    @property
    def share_low(self) -> float | None:
        """Return the share that reached half of the scale."""
        return self.from_low / self.count if self.count and self.from_low is not None else None

    @property
    def share_high(self) -> float | None:
        """Return the share that reached eight tenths of the scale."""
        return self.from_high / self.count if self.count and self.from_high is not None else None


def title_of(subject: str) -> str:
    """Return what people call a subject."""
    name, _dot, language = subject.partition(".")
    if name in COMBINATIONS:
        papers = ", ".join(_(PAPERS[paper].title) for paper in COMBINATIONS[name].papers)
        return f"{name} ({papers})"
    return _(LANGUAGES[language]) if language else _(PAPERS[name].title)


def scale_of(subject: str) -> Scale:
    """Return the classes of a subject's histogram."""
    return COMBINATION_SCALE if subject in COMBINATIONS else PAPER_SCALE


def subjects(statistics: Statistics) -> list[tuple[str, str]]:
    """Return codes and titles of all subjects, papers first."""
    return [(line["code"], title_of(line["code"])) for line in statistics["subjects"]]


def subject(statistics: Statistics, code: str) -> dict[str, Any]:
    """Return the statistics of one subject. Raises: Invalid."""
    found: dict[str, Any] | None = next((line for line in statistics["subjects"] if line["code"] == code), None)
    if found is None:
        known = ", ".join(line["code"] for line in statistics["subjects"])
        raise Invalid(
            [
                Fault(
                    "subject",
                    code[:40],
                    _("không có môn hoặc tổ hợp này trong kì thi; hãy chọn: {known}").format(known=known),
                )
            ]
        )
    return found


def lines(statistics: Statistics, by: str, borders: str, code: str) -> list[Line]:
    """Return the rows of a table. by: a key of BY. code: the subject, for tables by area."""
    if by in ("paper", "combination"):
        return [
            _line(one["code"], "", title_of(one["code"]), one["areas"]["all"][""])
            for one in statistics["subjects"]
            if one["kind"] == by
        ]
    level = "council" if by == "council" else borders
    areas = subject(statistics, code)["areas"][level]
    names = _names(level, statistics["year"])
    return [_line(code, area, names.get(area, area), group) for area, group in areas.items()]


def _names(level: str, year: int) -> Mapping[str, str]:
    if level != "council":
        return province_names(now=level == "now" or year >= 2026)
    return _Councils(year)


class _Councils(dict[str, str]):
    def __init__(self, year: int) -> None:
        self.year = year

    def get(self, code: str, default: Any = None) -> Any:
        known = council(code, self.year)
        return f"{code} – {known.name}" if known else default


def _line(code: str, area: str, name: str, group: Mapping[str, Any]) -> Line:
    return Line(
        subject=code,
        area=area,
        name=name,
        count=group["count"],
        mean=group.get("mean"),
        first_quartile=group.get("first_quartile"),
        median=group.get("median"),
        third_quartile=group.get("third_quartile"),
        from_low=group["middle_up"],
        from_high=group["high"],
        bottom=group["bottom"],
        top=group["top"],
        bins=group["bins"],
    )


def whole(statistics: Statistics, code: str) -> Line:
    """Return the row of one subject over the whole session."""
    return _line(code, "", title_of(code), subject(statistics, code)["areas"]["all"][""])


def area(statistics: Statistics, code: str, level: str, place: str) -> Line | None:
    """Return the row of one subject in one area, or None."""
    group = subject(statistics, code)["areas"].get(level, {}).get(place)
    return _line(code, place, _names(level, statistics["year"]).get(place, place), group) if group else None


def labels(scale: Scale, width: int) -> list[str]:
    """Return the names of the classes: the scores with which they begin."""
    return [number(first / 100) if first % 100 else number(first // 100) for first, _last in scale.classes(width)]


def histogram(statistics: Statistics, code: str) -> Chart:
    """Return the histogram of a subject over the whole session, in fine classes."""
    scale = scale_of(code)
    return Chart(
        "histogram",
        title=_("Phổ điểm {subject}").format(subject=title_of(code)),
        kind="bar",
        categories=_ranges(scale, scale.fine),
        series=(Series(_("Thí sinh"), subject(statistics, code)["fine"]),),
        x=_("Điểm"),
        y=_("Số thí sinh"),
        note=_("Mỗi cột là số thí sinh có điểm trong khoảng; cột cuối là điểm tối đa. Ô «—»: ẩn vì nhóm nhỏ."),
    )


def area_histogram(line: Line) -> Chart:
    """Return the histogram of a subject in one area, in wide classes."""
    scale = scale_of(line.subject)
    return Chart(
        "area",
        title=_("Phổ điểm {subject}: {area}").format(subject=title_of(line.subject), area=line.name),
        kind="bar",
        categories=_ranges(scale, scale.wide),
        series=(Series(_("Thí sinh"), line.bins),),
        x=_("Điểm"),
        y=_("Số thí sinh"),
    )


def comparison(one: Statistics, other: Statistics, code: str) -> Chart:
    """Return two sessions side by side, as shares, since they differ in size."""
    scale = scale_of(code)
    return Chart(
        "comparison",
        title=_("{subject}: so sánh hai kì thi").format(subject=title_of(code)),
        kind="line",
        categories=_ranges(scale, scale.wide),
        series=tuple(Series(each["title"], list(_shares(whole(each, code)))) for each in (one, other)),
        x=_("Điểm"),
        y=_("Tỉ lệ thí sinh"),
        unit="%",
        digits=1,
    )


def _shares(line: Line) -> Iterator[float | None]:
    for count in line.bins:
        yield None if count is None or not line.count else count * 100 / line.count


def _ranges(scale: Scale, width: int) -> list[str]:
    return [
        number(first / 100, 2) if first == last else f"{number(first / 100, 2)}–{number(last / 100, 2)}"
        for first, last in scale.classes(width)
    ]
