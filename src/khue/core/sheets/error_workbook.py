"""The workbook that goes back to the person: what is wrong, and their own rows with the bad cells marked. Pure."""

from collections import defaultdict
from collections.abc import Sequence

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from khue.core.sheets.declaration import Problem, Translate, note_of
from khue.core.sheets.limits import ERROR_SHEET
from khue.core.sheets.reading import LineReader
from khue.core.sheets.writing import LAST_ROW, Target, header_format, sheet_name, workbook, write_cell
from khue.core.words import N_

COPIED_ROWS = 200_000  # beyond this the person's own rows are not copied back; the list still names every place
MARKED_CELLS = 20_000  # Excel becomes slow with more comments
TITLES = (N_("Trang"), N_("Dòng"), N_("Cột"), N_("Giá trị"), N_("Mức"), N_("Nội dung"), N_("Cột này chấp nhận"))
LEVELS = {"error": N_("Lỗi"), "warning": N_("Cảnh báo")}
SAME_SHEET = N_("Dữ liệu")


def write_errors(target: Target, reader: LineReader, problems: Sequence[Problem], translate: Translate = str) -> None:
    """Write the list of problems and the rows of the file, each bad cell red with its comment."""
    with workbook(target) as book:
        _write_list(book, reader, problems, translate)
        _write_rows(book, reader, problems, translate)


def _write_list(book: Workbook, reader: LineReader, problems: Sequence[Problem], translate: Translate) -> None:
    page = book.add_worksheet(ERROR_SHEET)
    for column, width in enumerate((16, 8, 28, 28, 12, 70, 40)):
        page.set_column(column, column, width)
    look = header_format(book)
    for column, title in enumerate(TITLES):
        page.write_string(0, column, translate(title), look)
    page.freeze_panes(1, 0)
    accepts = {column.title: note_of(column, translate) for column in reader.sheet.columns}
    for row, problem in enumerate(problems[: LAST_ROW - 1], start=1):
        level = translate(LEVELS[problem.severity])
        entry = (problem.sheet, problem.row, problem.column, problem.value, level, problem.shown(translate))
        for column, value in enumerate((*entry, accepts.get(problem.column, ""))):
            write_cell(page, row, column, value)


def _write_rows(book: Workbook, reader: LineReader, problems: Sequence[Problem], translate: Translate) -> None:
    looks = {
        "error": book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006"}),
        "warning": book.add_format({"bg_color": "#FFEB9C", "font_color": "#7F6000"}),
    }
    plain = book.add_format({"num_format": "@"})
    marks = _marks(problems)
    pages: dict[str, Worksheet] = {}
    places = {layout.sheet: _by_title(reader, layout.places) for layout in reader.layouts}
    several = len(reader.opened.sheets) > 1
    for count, row in enumerate(reader.opened):
        if count >= COPIED_ROWS or row.number > LAST_ROW:
            break
        if row.sheet not in places or (row.sheet, row.number) in reader.example_rows:
            continue  # sent back, the example would be read as a row like any other
        if row.sheet not in pages:
            name = sheet_name(row.sheet or translate(SAME_SHEET))
            pages[row.sheet] = book.add_worksheet(name if name != ERROR_SHEET else f"{name} (2)")
        found = marks.get((row.sheet if several else "", row.number), [])
        by_column = _by_column(found, places[row.sheet])
        _write_row(pages[row.sheet], row.number - 1, row.cells, by_column, looks, plain, translate)


def _write_row(
    page: Worksheet,
    number: int,
    cells: Sequence[object],
    problems: dict[int, list[Problem]],
    looks: dict[str, Format],
    plain: Format,
    translate: Translate,
) -> None:
    for index in range(max(len(cells), max(problems, default=-1) + 1)):
        value = cells[index] if index < len(cells) else None
        here = problems.get(index)
        if here:
            severity = "error" if any(problem.severity == "error" for problem in here) else "warning"
            write_cell(page, number, index, value, looks[severity])
            comment = "\n".join(problem.shown(translate) for problem in here)
            page.write_comment(number, index, comment, {"author": "", "x_scale": 1.6})
        elif value is not None:
            write_cell(page, number, index, value, plain if isinstance(value, str) else None)


def _marks(problems: Sequence[Problem]) -> dict[tuple[str, int], list[Problem]]:
    marks: dict[tuple[str, int], list[Problem]] = defaultdict(list)
    for problem in problems[:MARKED_CELLS]:
        marks[problem.sheet, problem.row].append(problem)
    return marks


def _by_title(reader: LineReader, places: dict[str, int]) -> dict[str, int]:
    return {reader.sheet.column(name).title: index for name, index in places.items()}


def _by_column(problems: Sequence[Problem], places: dict[str, int]) -> dict[int, list[Problem]]:
    """Put each problem at its column; one that concerns several columns or the row stands at the first it names."""
    found: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        named = [places[title] for title in [problem.column, *problem.column.split(", ")] if title in places]
        found[named[0] if named else 0].append(problem)
    return found
