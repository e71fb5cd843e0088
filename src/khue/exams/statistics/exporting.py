"""Statistics as files: CSV and Excel, each with the dictionary of its columns."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from khue.core.sheets.writing import safe_csv, write_table
from khue.core.words import N_
from khue.exams.rules import LEAST
from khue.exams.statistics.reading import Line, scale_of


@dataclass(frozen=True)
class Field:
    """One column of the exported table: its name, what it means, how it is read from a line."""

    name: str
    meaning: str
    read: Callable[[Line], Any]


FIELDS = (
    Field("subject", N_("Mã môn thi hoặc tổ hợp"), lambda line: line.subject),
    Field(
        "area", N_("Mã hội đồng thi hoặc mã tỉnh của cơ quan thống kê; trống là toàn kì thi"), lambda line: line.area
    ),
    Field("name", N_("Tên nhóm"), lambda line: line.name),
    Field("count", N_("Số thí sinh có điểm"), lambda line: line.count),
    Field("mean", N_("Điểm trung bình, bốn chữ số thập phân, tính từ số nguyên"), lambda line: line.mean),
    Field("first_quartile", N_("Tứ phân vị thứ nhất"), lambda line: line.first_quartile),
    Field("median", N_("Trung vị"), lambda line: line.median),
    Field("third_quartile", N_("Tứ phân vị thứ ba"), lambda line: line.third_quartile),
    Field("from_half", N_("Số thí sinh đạt từ 5 điểm (tổ hợp: từ 15 điểm)"), lambda line: line.from_low),
    Field("from_eight_tenths", N_("Số thí sinh đạt từ 8 điểm (tổ hợp: từ 24 điểm)"), lambda line: line.from_high),
    Field("bottom", N_("Số thí sinh từ 0 đến 1 điểm (tổ hợp: 0 đến 3)"), lambda line: line.bottom),
    Field("top", N_("Số thí sinh đạt điểm tối đa"), lambda line: line.top),
)


def dictionary(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Return every column with its meaning; the histogram's columns are named by score in hundredths."""
    scale = scale_of(lines[0].subject) if lines else None
    classes = scale.classes(scale.wide) if scale else ()
    ranges = [
        (f"from_{first}", _("Số thí sinh có điểm từ {first} đến {last}").format(first=first / 100, last=last / 100))
        for first, last in classes
    ]
    hidden = (
        "",
        _("Ô trống: số bị ẩn vì nhóm dưới {least} thí sinh, hoặc vì từ đó tính ra được nhóm ấy.").format(least=LEAST),
    )
    return [*((field.name, _(field.meaning)) for field in FIELDS), *ranges, hidden]


def rows(lines: Sequence[Line]) -> tuple[list[str], list[list[Any]]]:
    """Return the heading and the rows of the table."""
    heading = [name for name, _meaning in dictionary(lines) if name]
    return heading, [[*(field.read(line) for field in FIELDS), *line.bins] for line in lines]


def as_csv(lines: Sequence[Line]) -> bytes:
    """Write the table as CSV."""
    return _csv(*rows(lines))


def as_dictionary_csv(lines: Sequence[Line]) -> bytes:
    """Write the dictionary of the CSV table as CSV."""
    return _csv(["column", "meaning"], dictionary(lines))


def _csv(heading: Sequence[str], table: Sequence[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    safe_csv(text, heading, table)
    return text.getvalue().encode()


def as_workbook(lines: Sequence[Line], title: str) -> bytes:
    """Write the table and its dictionary as two sheets of a workbook."""
    file = io.BytesIO()
    heading, table = rows(lines)
    numbers = [[_cell(value, column) for column, value in enumerate(row)] for row in table]
    write_table(file, title, heading, numbers, dictionary=dictionary(lines))
    return file.getvalue()


def _cell(value: Any, column: int) -> Any:
    is_decimal = isinstance(value, str) and column in range(4, 8) and value.replace(".", "", 1).isdigit()
    return float(value) if is_decimal else value
