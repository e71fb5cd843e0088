"""The template of a sheet: title, titles with notes, drop-downs, an example row, a guide. Pure."""

from collections import Counter
from collections.abc import Mapping

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from khue.core.sheets.cells import Mended
from khue.core.sheets.declaration import Column, Sheet, Translate, note_of
from khue.core.sheets.kinds import Kind
from khue.core.sheets.limits import GUIDE_SHEET, LIST_SHEET
from khue.core.sheets.writing import LAST_ROW, Target, area, header_format, sheet_name, workbook, write_cell
from khue.core.words import N_

HEADER_ROW = 3  # counted from 0: title, how to fill in, an empty row, then the titles
_SHORT_LIST = 255  # characters that Excel allows for a list written into the rule itself
_FORMATS = {"text": "@", "day": "dd/mm/yyyy", "number": "General"}
HOW = N_(
    "Điền từ dòng {first}, mỗi đối tượng một dòng. Cột có dấu * là bắt buộc. "
    "Không đổi tên cột; dòng ví dụ được bỏ qua khi nộp."
)
GUIDE = (N_("Cột"), N_("Tên trường"), N_("Bắt buộc"), N_("Chấp nhận"), N_("Ví dụ"))


def write_template(sheet: Sheet, target: Target, translate: Translate = str) -> None:
    """Write the empty workbook that a person fills in."""
    with workbook(target, title=sheet.title) as book:
        page = book.add_worksheet(sheet_name(sheet.title))
        guide = book.add_worksheet(GUIDE_SHEET)
        lists = _Lists(book)
        look = header_format(book)
        formats = {form: book.add_format({"num_format": shape}) for form, shape in _FORMATS.items()}
        for index, column in enumerate(sheet.columns):
            page.set_column(index, index, min(max(len(column.title) + 4, 14), 40), formats[column.kind.form])
        page.write_string(0, 0, sheet.title, book.add_format({"bold": True, "font_size": 14}))
        page.write_string(1, 0, translate(HOW).format(first=HEADER_ROW + 2))
        _write_titles(page, sheet, look, translate)
        _write_example(book, page, sheet)
        for index, column in enumerate(sheet.columns):
            lists.add(page, index, column, translate)
        page.freeze_panes(HEADER_ROW + 1, 0)
        _write_guide(guide, sheet, look, translate)
        lists.write()


def _write_titles(page: Worksheet, sheet: Sheet, look: Format, translate: Translate) -> None:
    for index, column in enumerate(sheet.columns):
        page.write_string(HEADER_ROW, index, f"{column.title} *" if column.required else column.title, look)
        page.write_comment(HEADER_ROW, index, note_of(column, translate), {"author": "", "x_scale": 1.6})


def _write_example(book: Workbook, page: Worksheet, sheet: Sheet) -> None:
    pale = {
        form: book.add_format({"num_format": shape, "italic": True, "font_color": "#7F7F7F"})
        for form, shape in _FORMATS.items()
    }
    for index, column in enumerate(sheet.columns):
        write_cell(page, HEADER_ROW + 1, index, example_value(column), pale[column.kind.form])


def example_value(column: Column) -> object:
    """Return the example as it stands in the template: a day or a number typed, anything else as text."""
    if column.kind.form == "text" or not column.example:
        return column.example
    value = column.kind.read(column.example)
    return value.value if isinstance(value, Mended) else value


def labels(options: Mapping[str, str]) -> list[str]:
    """Return what a drop-down shows: names, with the code before a name that occurs twice."""
    times = Counter(label.casefold() for label in options.values())
    return [label if times[label.casefold()] == 1 else f"{code} - {label}" for code, label in options.items()]


class _Lists:
    """Drop-downs: short ones inside the rule, long ones on a hidden sheet written at the end."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._long: list[list[str]] = []

    def add(self, page: Worksheet, index: int, column: Column, translate: Translate) -> None:
        """Put the drop-down of a column on its cells, or only a note when any value may be typed."""
        kind: Kind = column.kind
        if kind.options is None:
            return
        values = labels(kind.options())
        if not values:
            return
        short = len(",".join(values)) <= _SHORT_LIST and not any("," in value for value in values)
        if not short:
            self._long.append(values)
        source = values if short else f"='{LIST_SHEET}'!{area(len(self._long) - 1, 1, len(values))}"
        page.data_validation(
            HEADER_ROW + 1,
            index,
            LAST_ROW - 1,
            index,
            {
                "validate": "list",
                "source": source,
                "error_title": column.title[:32],
                "error_message": translate(_CHOOSE),
            },
        )

    def write(self) -> None:
        """Write the hidden sheet of long lists."""
        if not self._long:
            return
        hidden = self._book.add_worksheet(LIST_SHEET)
        hidden.hide()
        for row in range(max(map(len, self._long))):
            for column, values in enumerate(self._long):
                if row < len(values):
                    hidden.write_string(row, column, values[row])


_CHOOSE = N_("Hãy chọn một giá trị trong danh sách.")


def _write_guide(guide: Worksheet, sheet: Sheet, look: Format, translate: Translate) -> None:
    guide.set_column(0, 4, 28)
    guide.write_string(0, 0, f"{sheet.title}. {translate(SOURCE)}: {sheet.source}")
    for column, title in enumerate(GUIDE):
        guide.write_string(2, column, translate(title), look)
    for row, entry in enumerate(sheet.dictionary(translate), start=3):
        for column, value in enumerate(entry):
            guide.write_string(row, column, value)


SOURCE = N_("Nguồn")
