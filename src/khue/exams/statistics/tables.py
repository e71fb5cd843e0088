"""The words and numbers of the statistics page: key figures of a subject, rows of a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from khue.core.web.formats import number, percent
from khue.exams.rules import COMBINATIONS
from khue.exams.statistics.reading import Line, title_of


@dataclass(frozen=True)
class Row:
    """One row as shown. cells: heading and text."""

    name: str
    url: str
    is_current: bool
    cells: list[tuple[str, str]]


def written(value: int | str | None, digits: int | None = None) -> str:
    """Write a figure, or say that it is hidden."""
    if value is None:
        return _("ẩn")
    return number(Decimal(value), digits) if isinstance(value, str) else number(value)


def _share(value: float | None) -> str:
    return _("ẩn") if value is None else percent(value)


def limits(is_sum: bool) -> tuple[str, str, str, str]:
    """Return the headings of the shares and of the counts at both ends."""
    low, high, bottom, top = ("15", "24", "3", "30") if is_sum else ("5", "8", "1", "10")
    return (
        _("Từ {score} điểm").format(score=low),
        _("Từ {score} điểm").format(score=high),
        _("0–{score} điểm").format(score=bottom),
        _("Đạt {score} điểm").format(score=top),
    )


def summary(line: Line) -> dict[str, Any]:
    """Return the key figures of a subject over the whole session."""
    labels = limits(line.subject in COMBINATIONS)
    quartiles = _("nửa giữa: {first}–{third}").format(
        first=written(line.first_quartile, 2), third=written(line.third_quartile, 2)
    )
    return {
        "whole": line,
        "subject_title": title_of(line.subject),
        "mean": written(line.mean, 4),
        "median": written(line.median, 2),
        "quartiles": quartiles if line.median is not None else "",
        "share_low": _share(line.share_low),
        "share_high": _share(line.share_high),
        **dict(zip(("low_label", "high_label", "bottom_label", "top_label"), labels, strict=True)),
    }


def table(lines: Sequence[Line], by: str, query: str, subject: str, place: str) -> dict[str, Any]:
    """Return the table of all groups with its headings."""
    is_sum = by == "combination" or (by != "paper" and subject in COMBINATIONS)
    titles = [
        _("Thí sinh"), _("Trung bình"), _("Tứ phân vị 1"), _("Trung vị"), _("Tứ phân vị 3"), *limits(is_sum),
    ]  # fmt: skip
    heads = {
        "paper": (_("Môn thi"), _("Tất cả môn thi")),
        "combination": (_("Tổ hợp"), _("Các tổ hợp")),
        "council": (_("Hội đồng thi"), _("{subject} theo hội đồng thi").format(subject=title_of(subject))),
        "province": (_("Tỉnh, thành phố"), _("{subject} theo tỉnh, thành phố").format(subject=title_of(subject))),
    }
    first, whole = heads[by]
    return {
        "first_title": first,
        "table_title": whole,
        "titles": titles,
        "rows": [
            Row(
                name=line.name,
                url=f"?{query}&noi={line.area}#chart-area" if line.area else "",
                is_current=bool(place) and line.area == place,
                cells=list(zip(titles, _texts(line), strict=True)),
            )
            for line in lines
        ],
    }


def _texts(line: Line) -> list[str]:
    decimals = [written(value, 2) for value in (line.first_quartile, line.median, line.third_quartile)]
    return [
        written(line.count), written(line.mean, 4), *decimals, _share(line.share_low), _share(line.share_high),
        written(line.bottom), written(line.top),
    ]  # fmt: skip
