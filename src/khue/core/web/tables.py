"""Lists, declared once: columns give sorting, paging, cards on a phone and the Excel file."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from operator import attrgetter
from tempfile import TemporaryFile
from typing import Any, Literal

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate, localtime

from khue.core.errors import Refused
from khue.core.sheets.writing import write_table
from khue.core.web import formats
from khue.core.web.parts import Cell, Text
from khue.core.words import N_

SORT, PAGE, EXPORT = "sap-xep", "trang", "xuat"
COUNTED = 10_000  # above this a list says "more than", instead of counting a whole province for each page
MOST_EXPORTED = 200_000

Kind = Literal["text", "number", "day", "moment", "badge", "percent"]
Rows = QuerySet[Any] | Sequence[Any]


class TooLong(Refused):
    """The list does not fit into one Excel file."""

    text = N_("Danh sách dài hơn {most} dòng nên không xuất được trong một tệp. Hãy lọc bớt rồi xuất lại.")


@dataclass(frozen=True)
class Column:
    """One column. value: how to read it from a row (the attribute `name` otherwise); a badge is (text, tone).

    sort: the field to order by; without it the column cannot be sorted. digits: decimals of a number.
    """

    name: str
    title: Text
    kind: Kind = "text"
    value: Callable[[Any], Any] | None = None
    url: Callable[[Any], str | None] | None = None
    sort: str = ""
    digits: int | None = None

    def read(self, row: Any) -> Any:
        """Read the value of this column from a row."""
        if self.value is not None:
            return self.value(row)
        return row.get(self.name) if isinstance(row, dict) else attrgetter(self.name)(row)

    def cell(self, row: Any) -> Cell:
        """Return the cell of this column in a row, as it is shown."""
        value, url = self.read(row), (self.url(row) if self.url else "") or ""
        tone = ""
        if self.kind == "badge":
            text, tone = value or ("", "")
        elif self.kind == "number":
            text = formats.number(value, self.digits)
        elif self.kind == "percent":
            text = formats.percent(value, 1 if self.digits is None else self.digits)
        elif self.kind == "day":
            text = formats.day(value)
        elif self.kind == "moment":
            text = formats.moment(value)
        else:
            text = formats.NOTHING if value in (None, "") else str(value)
        return Cell(str(self.title), self.kind, value, str(text), url, tone)


@dataclass(frozen=True)
class Heading:
    """A column heading with the address that sorts by it."""

    title: str
    kind: str
    url: str
    direction: str  # "", "ascending", "descending"


@dataclass(frozen=True)
class Table:
    """What a list shows. order: the first ordering, as in `order_by`; size: rows on a page."""

    name: str
    title: Text
    columns: tuple[Column, ...]
    order: str = ""
    size: int = 50

    @property
    def id(self) -> str:
        """Return the name the table has on the page."""
        return "table-" + self.name.replace(".", "-").replace("_", "-")


@dataclass(frozen=True)
class Listing:
    """One page of a list as it was asked for."""

    table: Table
    headings: list[Heading]
    lines: list[list[Cell]]
    page: int
    before: str
    after: str
    first: int
    total: int | None
    export: str

    @property
    def last(self) -> int:
        """Return the number of the last row shown."""
        return self.first + len(self.lines) - 1


def listing(
    request: HttpRequest,
    template: str,
    table: Table,
    rows: Rows,
    *,
    form: BaseForm | None = None,
    **context: Any,
) -> HttpResponseBase:
    """Answer a list page: whole, only its table (htmx), or all of it as an Excel file."""
    order = _order(request, table)
    if request.GET.get(EXPORT) == "xlsx":
        return workbook(table, _sorted(rows, order))
    page = _page(request)
    shown = {"rows": lines(request, table, rows, order=order, page=page), "form": form, **context}
    only_table = request.headers.get("HX-Target") == table.id
    return render(request, "core/parts/table.html" if only_table else template, shown)


def lines(request: HttpRequest, table: Table, rows: Rows, *, order: str = "", page: int = 1) -> Listing:
    """Read one page of a list; one row more than shown tells whether there is a next page."""
    first = (page - 1) * table.size
    found = list(_sorted(rows, order)[first : first + table.size + 1])
    return Listing(
        table=table,
        headings=[_heading(request, column, order) for column in table.columns],
        lines=[[column.cell(row) for column in table.columns] for row in found[: table.size]],
        page=page,
        before=_address(request, **{PAGE: page - 1 if page > 2 else None}) if page > 1 else "",
        after=_address(request, **{PAGE: page + 1}) if len(found) > table.size else "",
        first=first + 1,
        total=_total(rows, first, found, table.size),
        export=_address(request, **{PAGE: None, EXPORT: "xlsx"}),
    )


def workbook(table: Table, rows: Rows) -> HttpResponseBase:
    """Write the whole list as an Excel file.

    Raises: TooLong.
    """
    file = TemporaryFile()  # noqa: SIM115 (FileResponse closes it)
    header = [str(column.title) for column in table.columns]
    write_table(
        file, str(table.title), header, ([_plain(column, row) for column in table.columns] for row in _each(rows))
    )
    file.seek(0)
    name = f"{table.name.replace('.', '-')}-{localdate():%Y-%m-%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


def _each(rows: Rows) -> Iterable[Any]:
    source = rows.iterator(chunk_size=2000) if isinstance(rows, QuerySet) else iter(rows)
    for count, row in enumerate(islice(source, MOST_EXPORTED + 1), start=1):
        if count > MOST_EXPORTED:
            raise TooLong(most=formats.number(MOST_EXPORTED))
        yield row


def _plain(column: Column, row: Any) -> Any:
    """Return what Excel stores: numbers and dates as such, everything else as text."""
    value = column.read(row)
    if isinstance(value, datetime):
        return localtime(value).replace(tzinfo=None)
    if value is None or (column.kind in ("number", "percent", "day") and isinstance(value, int | float | date)):
        return value
    return column.cell(row).text if column.kind not in ("number", "percent") else float(value)


def _order(request: HttpRequest, table: Table) -> str:
    asked = request.GET.get(SORT, "")
    allowed = {column.name: column.sort for column in table.columns if column.sort}
    if asked.lstrip("-") in allowed:
        return ("-" if asked.startswith("-") else "") + allowed[asked.lstrip("-")]
    return table.order


def _sorted(rows: Rows, order: str) -> Rows:
    if not order:
        return rows
    name, backwards = order.lstrip("-"), order.startswith("-")
    if isinstance(rows, QuerySet):
        return rows.order_by(order, "pk")
    read = Column(name, "").read
    return sorted(rows, key=lambda row: ((value := read(row)) is None, value), reverse=backwards)


def _page(request: HttpRequest) -> int:
    asked = request.GET.get(PAGE, "1")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1


def _total(rows: Rows, first: int, found: Sequence[Any], size: int) -> int | None:
    if found and len(found) <= size:
        return first + len(found)
    counted = rows[: COUNTED + 1].count() if isinstance(rows, QuerySet) else len(rows)
    return counted if counted <= COUNTED else None


def _heading(request: HttpRequest, column: Column, order: str) -> Heading:
    direction = ""
    if column.sort and order.lstrip("-") == column.sort:
        direction = "descending" if order.startswith("-") else "ascending"
    turned = f"-{column.name}" if direction == "ascending" else column.name
    url = _address(request, **{SORT: turned, PAGE: None}) if column.sort else ""
    return Heading(str(column.title), column.kind, url, direction)


def _address(request: HttpRequest, **changes: Any) -> str:
    asked = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            asked.pop(name, None)
        else:
            asked[name] = str(value)
    return f"{request.path}?{asked.urlencode()}"
