"""A sheet: the columns of one file, declared once. From it come the reading of rows, the schema and the tables."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from khue.core.errors import Fault
from khue.core.sheets.cells import (
    CLEARED,
    EMPTY,
    IN_ERROR,
    NOT_CALCULATED,
    BadCell,
    Cell,
    CellError,
    Mended,
    is_blank,
    is_clearing,
    shown,
)
from khue.core.sheets.kinds import Kind
from khue.core.words import N_

Translate = Callable[[str], str]
Known = Mapping[str, dict[str, Any]]  # name of a column -> text of a cell -> what it was read as
REMEMBERED = 1_000  # texts of a column; one with more, such as names, repeats few of them
NEW = object()


@dataclass(frozen=True)
class Column:
    """One column: its name for programs, its title for people, what it accepts and an example.

    clearable: «(xoá)» empties the field; an empty cell changes nothing.
    """

    name: str
    title: str
    kind: Kind
    example: str
    required: bool = True
    synonyms: tuple[str, ...] = ()
    note: str = ""
    clearable: bool = False


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell, where the person sees it; a warning does not stop the row."""

    row: int
    column: str
    value: str
    says: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    severity: str = "error"
    sheet: str = ""

    @property
    def text(self) -> str:
        """Return the text in Vietnamese."""
        return self.shown(str)

    def shown(self, translate: Translate) -> str:
        """Return the text in the language of the reader."""
        return translate(self.says).format(**self.facts)

    @property
    def place(self) -> str:
        """Return the place in Vietnamese, as the person finds it: sheet, row, column."""
        return self.placed(str)

    def placed(self, translate: Translate) -> str:
        """Return the place in the language of the reader."""
        says = PLACES[bool(self.sheet), bool(self.column)]
        return translate(says).format(sheet=self.sheet, row=self.row, column=self.column)

    def as_dict(self) -> dict[str, str]:
        """Return the problem as programs read it."""
        return {"place": self.place, "value": self.value, "text": self.text, "severity": self.severity}

    def fault(self, translate: Translate = str) -> Fault:
        """Return the problem in the shape that `Invalid` carries to the faces."""
        return Fault(self.placed(translate), self.value, self.shown(translate))


PLACES = {
    (False, False): N_("dòng {row}"),
    (False, True): N_("dòng {row}, cột «{column}»"),
    (True, False): N_("trang «{sheet}», dòng {row}"),
    (True, True): N_("trang «{sheet}», dòng {row}, cột «{column}»"),
}


class Line(NamedTuple):
    """A row whose required cells could be read, with the place it came from; what could not be read is None."""

    sheet: str
    row: int
    values: dict[str, Any]


Checked = tuple[Line | None, list[Problem]]  # a row is written when it is a line and no problem of it is an error


@dataclass(frozen=True)
class Sheet:
    """The columns of one file.

    unique: the columns whose values together may occur once in a file. distinct: columns of which each, where it is
    filled, may hold a value once in a file.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    source: str
    unique: tuple[str, ...] = ()
    distinct: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Find a column by its name."""
        return next(column for column in self.columns if column.name == name)

    def check(self, cells: Mapping[str, Cell], *, row: int = 0) -> tuple[dict[str, Any] | None, list[Problem]]:
        """Read one row, keyed by column name. Returns the values, or None when a cell is refused, and all problems."""
        values, problems, refused = self.look(cells, row=row)
        return (None if refused else values), problems

    def look(
        self,
        cells: Mapping[str, Cell],
        *,
        row: int = 0,
        sheet: str = "",
        formulas: frozenset[str] = frozenset(),
        known: "Known | None" = None,
    ) -> tuple[dict[str, Any], list[Problem], set[str]]:
        """Read what can be read of one row. Returns the values, all problems and the columns that are refused.

        known: what the texts of rows before were read as, of the same file.
        """
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        refused: set[str] = set()
        for column in self.columns:
            name = column.name
            cell = cells.get(name)
            if cell is None and not (column.required or formulas):
                values[name] = None
                continue
            if known is not None and type(cell) is str and (value := known[name].get(cell, NEW)) is not NEW:
                values[name] = value
                continue
            try:
                values[name] = value = self._read(column, cell, name in formulas)
            except BadCell as bad:
                refused.add(name)
                values[name] = None
                problems.append(Problem(row, column.title, shown(cell), bad.says, bad.facts, sheet=sheet))
                continue
            if type(value) is Mended:
                values[name] = value.value
                problems.append(Problem(row, column.title, shown(cell), value.says, value.facts, "warning", sheet))
            elif known is not None and type(cell) is str and len(known[name]) < REMEMBERED:
                known[name][cell] = value
        return values, problems, refused

    def known(self) -> "Known":
        """Return an empty memory of texts for the rows of one file, which name the same few values again and again."""
        return {column.name: {} for column in self.columns}

    def _read(self, column: Column, cell: Cell, is_formula: bool) -> Any:
        if is_blank(cell):
            if is_formula and cell is None:
                raise BadCell(NOT_CALCULATED)
            if column.required:
                raise BadCell(EMPTY)
            return None
        if isinstance(cell, CellError):
            raise BadCell(IN_ERROR, value=str(cell))
        if column.clearable and is_clearing(cell):
            return CLEARED
        return column.kind.read(cell)

    def read(self, rows: Iterable[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[Problem]]:
        """Read the rows of an API body, keyed by column name, counted from 1; report every problem."""
        clean: list[dict[str, Any]] = []
        problems: list[Problem] = []
        seen = Seen(self)
        for number, cells in enumerate(rows, start=1):
            line, found = self.read_row(cells, number, seen)
            problems += found
            if line is not None and all(problem.severity != "error" for problem in found):
                clean.append(line.values)
        return clean, problems

    def read_row(self, cells: Mapping[str, Any], number: int, seen: "Seen") -> Checked:
        """Read one row of an API body."""
        names = {column.name for column in self.columns}
        problems = []
        if strange := [name for name in cells if name not in names]:
            facts = {"names": ", ".join(map(str, strange))}
            problems.append(Problem(number, "", "", N_("có trường không khai báo: {names}"), facts, "warning"))
        if odd := [name for name in names if isinstance(cells.get(name), list | dict)]:
            problems.append(Problem(number, ", ".join(odd), "", N_("phải là một giá trị đơn")))
            return None, problems
        values, found, refused = self.look(cells, row=number)
        line, again = seen.line(values, refused, number)
        return line, [*problems, *found, *again]

    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of one row."""
        properties = {
            c.name: {**_nullable(c), "title": c.title, "description": note_of(c), "examples": [_json_example(c)]}
            for c in self.columns
        }
        required = [c.name for c in self.columns if c.required]
        return {"type": "object", "title": self.title, "required": required, "properties": properties}

    def dictionary(self, translate: Translate = str) -> list[tuple[str, str, str, str, str]]:
        """Return the data dictionary: title, name, required or not, what it accepts, example."""
        need, may = translate(N_("Bắt buộc")), translate(N_("Có thể trống"))
        return [(c.title, c.name, need if c.required else may, note_of(c, translate), c.example) for c in self.columns]

    def documentation(self) -> str:
        """Return the sheet as a Markdown section with one table row a column."""
        head = "| Cột | Tên trường | Bắt buộc | Chấp nhận | Ví dụ |\n|---|---|---|---|---|"
        rows = ["| " + " | ".join(part.replace("|", "\\|") for part in entry) + " |" for entry in self.dictionary()]
        return "\n".join([f"## {self.title} (`{self.name}`)", "", f"Nguồn: {self.source}", "", head, *rows, ""])


class Seen:
    """Remembers the key of every accepted row of one file and says when it comes again."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._keys = [sheet.unique, *((name,) for name in sheet.distinct)]
        self._rows: dict[tuple[Any, ...], tuple[str, int]] = {}

    def line(self, values: dict[str, Any], refused: Collection[str], row: int, sheet: str = "") -> Checked:
        """Return the line of a row, and a problem for each key of it that was seen before; the others are remembered.

        refused: columns that could not be read. No line: a required one is among them, or the row is there before.
        """
        whole, *single = self._keys
        if whole and not refused and (again := self._again(whole, values, row, sheet)):
            return None, [again]
        problems = [
            again
            for names in single
            if values[names[0]] not in (None, CLEARED) and (again := self._again(names, values, row, sheet))
        ]
        lacks = refused and any(column.required and column.name in refused for column in self._sheet.columns)
        return (None if lacks else Line(sheet, row, values)), problems

    def _again(self, names: tuple[str, ...], values: Mapping[str, Any], row: int, sheet: str) -> Problem | None:
        key = tuple([values[name] for name in names])
        first_sheet, first_row = self._rows.setdefault((names, key), (sheet, row))
        if (first_sheet, first_row) == (sheet, row):
            return None
        titles = ", ".join(self._sheet.column(name).title for name in names)
        says = N_("trùng với dòng {first}; mỗi giá trị chỉ được có một dòng")
        where = f"{first_row} ({first_sheet})" if first_sheet != sheet else str(first_row)
        return Problem(row, titles, ", ".join(shown(part) for part in key), says, {"first": where}, sheet=sheet)


def note_of(column: Column, translate: Translate = str) -> str:
    """Say what a column accepts, in one sentence."""
    accepts = translate(column.kind.note).format(**column.kind.note_facts)
    parts = [accepts, translate(column.note) if column.note else "", translate(CLEARING) if column.clearable else ""]
    return ". ".join(part.removesuffix(".") for part in parts if part)


CLEARING = N_("Ô trống thì giữ nguyên điều đã ghi; muốn xoá thì ghi «(xoá)»")


def _nullable(column: Column) -> dict[str, Any]:
    schema = dict(column.kind.schema)
    if column.required:
        return schema
    return {"anyOf": [schema, {"type": "null"}]}


def _json_example(column: Column) -> Any:
    """Return the example as a program would send it."""
    value = column.kind.read(column.example)
    value = value.value if isinstance(value, Mended) else value
    if isinstance(value, bool | int | str):
        return value
    if column.kind.form == "number":
        return float(value)
    return value.isoformat() if isinstance(value, date) else column.example
