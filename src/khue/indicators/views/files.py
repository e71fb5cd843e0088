"""A figure as a file: CSV, or Excel with a dictionary sheet that says what each column and the figure mean."""

from io import StringIO
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from khue.core.indicators import Indicator
from khue.core.sheets.writing import safe_csv, write_table
from khue.core.web.formats import day, moment
from khue.indicators.views.listing import facts_of
from khue.indicators.views.scopes import Scope


def answer_file(form: str, one: Indicator, scope: Scope, title: str, rows: list[dict[str, Any]]) -> HttpResponseBase:
    """Answer the rows of a page of a figure as a file."""
    header = [title, _("Giá trị"), _("Tử số"), _("Mẫu số"), _("Số liệu"), _("Ghi chú")]
    lines = [
        [row["name"], row["number"], row["numerator"], row["denominator"], row["state"][0], row["note"]] for row in rows
    ]
    name = f"{one.code.replace('.', '-')}-{scope.on:%Y-%m-%d}.{form}"
    if form == "csv":
        return _csv(name, header, lines)
    meanings = [
        (header[0], _("Đơn vị, nhóm hoặc ngày của dòng")),
        (header[1], f"{_(one.means)} ({_(one.unit)})"),
        (header[2], _("Số ở trên của phép chia")),
        (header[3], _("Số ở dưới của phép chia; cộng riêng với tử số khi lên cấp trên")),
        (header[4], _("Tình trạng của số liệu: để trống giá trị là chưa có, không phải bằng 0")),
        (header[5], _("Điều phải biết khi đọc số này")),
    ]
    file = TemporaryFile()  # noqa: SIM115 (FileResponse closes it)
    write_table(file, _(one.title), header, lines, dictionary=meanings, notes=_notes(one, scope))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name)


def _notes(one: Indicator, scope: Scope) -> list[str]:
    said = [f"{label}: {text}" for label, text in facts_of(one) if text]
    return [
        *said,
        f"{_('Đơn vị')}: {scope.unit_name}",
        f"{_('Tính đến ngày')}: {day(scope.on)}",
        f"{_('Theo hồ sơ lúc')}: {moment(scope.reading.known_at)}",
    ]


def _csv(name: str, header: list[str], lines: list[list[Any]]) -> HttpResponse:
    text = StringIO()
    safe_csv(text, header, lines)
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
