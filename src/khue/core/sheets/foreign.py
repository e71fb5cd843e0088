"""Files of other systems: their columns laid under a declared sheet, joined, their values and days translated. Pure."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from rapidfuzz import fuzz

from khue.core.sheets.cells import BadCell, Cell, Row, fold, is_blank, shown
from khue.core.sheets.declaration import Column, Sheet
from khue.core.sheets.layout import SEARCHED_ROWS, Layout, names_of
from khue.core.sheets.opening import Opened

LIKE_ENOUGH = 86  # of 100; below it a title means something else as often as not
READ_ROWS = 300  # of a file, to see what its columns hold
SHOWN_VALUES = 3
ASKED_VALUES = 30  # different values of one column; more are no code list
_LONG_NUMBER = re.compile(r"\d{6,}(?=\d{3})")
_THREE_PARTS = re.compile(r"(\d{1,4})[/.\- ](\d{1,2})[/.\- ](\d{1,4})")
ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}  # where year, month and day stand


@dataclass(frozen=True)
class Reading:
    """How a foreign file is read. columns: name -> titles in the file, joined; values: name -> folded text -> meaning;
    orders: name -> key of ORDERS."""

    columns: Mapping[str, Sequence[str]]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    orders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FoundColumn:
    """A column of a foreign file: its title, some of its values with long numbers hidden, and what it may mean."""

    title: str
    samples: tuple[str, ...]
    proposed: str = ""


@dataclass(frozen=True)
class FoundTable:
    """What stands in a foreign file: where its titles are, its columns, its first rows."""

    sheet: str
    header_row: int
    titles: tuple[str, ...]  # by place, empty where a column has none
    columns: tuple[FoundColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class ForeignLayout(Layout):
    """Where the mapped columns stand, and how their cells are read."""

    joined: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    reading: Reading = field(default_factory=lambda: Reading({}))

    def cells(self, row: Row) -> dict[str, Cell]:
        """Pick, join and translate the mapped columns of a row."""
        return {name: self._cell(name, places, row.cells) for name, places in self.joined.items()}

    def _cell(self, name: str, places: tuple[int, ...], cells: Sequence[Cell]) -> Cell:
        parts = [cells[place] for place in places if place < len(cells) and not is_blank(cells[place])]
        if not parts:
            return None
        cell: Cell = parts[0] if len(parts) == 1 else " ".join(map(shown, parts))
        if name in self.reading.values:
            cell = self.reading.values[name].get(fold(shown(cell)), cell)
        return ordered(cell, self.reading.orders[name]) if name in self.reading.orders else cell


def ordered(cell: Cell, order: str) -> Cell:
    """Write a day of another order as 2015-12-31; anything else stays.

    >>> ordered("12/31/2015", "mdy")
    '2015-12-31'
    """
    found = _THREE_PARTS.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None:
        return cell
    year, month, day = (found.groups()[place] for place in ORDERS[order])
    return f"{int(year):04d}-{int(month):02d}-{int(day):02d}" if len(year) == 4 else cell


def fingerprint(titles: Iterable[str]) -> str:
    """Return by what a form of files is known again: its titles in order, without marks and signs."""
    return hashlib.sha256("\n".join(filter(None, map(fold, titles))).encode()).hexdigest()


def titles_of(row: Row) -> list[str]:
    """Return the titles of a row that may be a header."""
    return [cell if isinstance(cell, str) else "" for cell in row.cells]


def find_foreign(name: str, head: Sequence[Row], reading: Reading) -> ForeignLayout | None:
    """Find the row that holds every title of the reading."""
    wanted = {fold(title) for titles in reading.columns.values() for title in titles}
    for row in head:
        places = {fold(title): place for place, title in reversed(list(enumerate(titles_of(row)))) if title}
        if wanted and wanted <= set(places):
            joined = {
                column: tuple(places[fold(title)] for title in titles) for column, titles in reading.columns.items()
            }
            first = {column: found[0] for column, found in joined.items()}
            return ForeignLayout(name, row.number, first, (), joined, reading)
    return None


def survey(sheet: Sheet, opened: Opened) -> FoundTable | None:
    """Find the table of a foreign file: the row of titles, what its columns hold and may mean."""
    rows = list(islice(opened, READ_ROWS))
    header = _header(sheet, rows[:SEARCHED_ROWS])
    if header is None:
        return None
    below = [row for row in rows if row.sheet == header.sheet and row.number > header.number]
    titles = titles_of(header)
    meant = propose(sheet, titles)
    columns = tuple(
        FoundColumn(title, _samples(below, place), meant.get(title, "")) for place, title in enumerate(titles) if title
    )
    table = tuple(tuple(row.cells) for row in below[:20])
    return FoundTable(header.sheet, header.number, tuple(titles), columns, table)


def _header(sheet: Sheet, rows: Sequence[Row]) -> Row | None:
    """Return the row of titles: the one with most of our titles, or else with most different texts."""
    known = {name for column in sheet.columns for name in names_of(column)}

    def weight(row: Row) -> tuple[int, int]:
        texts = {fold(title) for title in titles_of(row) if title and not title.strip().isdigit()} - {""}
        return len(texts & known), len(texts)

    best = max(rows, key=weight, default=None)
    return best if best is not None and weight(best)[1] > 1 else None


def _samples(rows: Sequence[Row], place: int) -> tuple[str, ...]:
    """Return some different values; of long numbers only the end is shown."""
    found: dict[str, None] = {}
    for row in rows:
        if place < len(row.cells) and not is_blank(row.cells[place]):
            found[masked(shown(row.cells[place]))] = None
        if len(found) == SHOWN_VALUES:
            break
    return tuple(found)


def masked(text: str) -> str:
    """Hide all but the last three digits of a long number.

    >>> masked("051215001234")
    '•••••••••234'
    """
    return _LONG_NUMBER.sub(lambda found: "•" * len(found[0]), text)


def propose(sheet: Sheet, titles: Sequence[str]) -> dict[str, str]:
    """Return title -> name of the column it may mean, by its names first and by likeness then; each column once.

    A synonym «Họ đệm + Tên» means two titles of the file together.
    """
    meant: dict[str, str] = {}
    by_fold = {fold(title): title for title in reversed(titles) if title}
    for column in sheet.columns:
        direct = [by_fold[name] for name in names_of(column) if name in by_fold and by_fold[name] not in meant]
        parts = next((found for one in column.synonyms if "+" in one and (found := _parts(one, by_fold))), [])
        for title in direct[:1] or parts:
            meant[title] = column.name
    left = [column for column in sheet.columns if column.name not in meant.values()]
    scored = sorted(
        ((_likeness(title, column), title, column.name) for title in by_fold.values() for column in left), reverse=True
    )
    for score, title, name in scored:
        if score >= LIKE_ENOUGH and title not in meant and name not in meant.values():
            meant[title] = name
    return meant


def _parts(synonym: str, by_fold: Mapping[str, str]) -> list[str]:
    wanted = [fold(part) for part in synonym.split("+")]
    return [by_fold[part] for part in wanted] if all(part in by_fold for part in wanted) else []


def _likeness(title: str, column: Column) -> float:
    """Say how alike a title and the names of a column are, their words in any order."""
    said = _words(title)
    names = (column.title, *column.synonyms)
    return max(fuzz.token_sort_ratio(said, _words(name)) for name in names) if len(said) > 3 else 0.0


def _words(title: str) -> str:
    return " ".join(map(fold, title.split()))


def strange_values(sheet: Sheet, table: FoundTable, reading: Reading) -> dict[str, list[str]]:
    """Return column -> values of the file that a code list does not know and that the reading does not translate."""
    found: dict[str, list[str]] = {}
    layout = _layout_of(table, reading)
    for name in reading.columns:
        column = sheet.column(name)
        if column.kind.options is None:
            continue
        values: dict[str, None] = {}
        for number, cells in enumerate(table.rows):
            cell = layout.cells(Row(table.sheet, number, list(cells)))[name]
            if not is_blank(cell) and not _reads(column, cell):
                values[shown(cell)] = None
        if values:
            found[name] = list(values)[:ASKED_VALUES]
    return found


def _reads(column: Column, cell: Cell) -> bool:
    try:
        column.kind.read(cell)
    except BadCell:
        return False
    return True


def _layout_of(table: FoundTable, reading: Reading) -> ForeignLayout:
    head = Row(table.sheet, table.header_row, list(table.titles))
    found = find_foreign(table.sheet, [head], reading)
    return found or ForeignLayout(table.sheet, table.header_row, {})


def preview(sheet: Sheet, table: FoundTable, reading: Reading) -> list[tuple[dict[str, str], list[str]]]:
    """Return the first rows as they will be read: name -> text with long numbers hidden, and what is wrong."""
    layout = _layout_of(table, reading)
    shown_rows = []
    for number, cells in enumerate(table.rows):
        row = layout.cells(Row(table.sheet, number, list(cells)))
        _values, problems = sheet.check(row, row=number)
        texts = {name: masked(shown(cell)) for name, cell in row.items()}
        shown_rows.append((texts, [problem.column for problem in problems if problem.severity == "error"]))
    return shown_rows
