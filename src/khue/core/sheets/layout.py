"""Where the declared columns stand: below which title rows, in which order, continued on which sheet. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from khue.core.sheets.cells import Cell, Row, column_letter, fold, is_blank, shown
from khue.core.sheets.declaration import Column, Sheet
from khue.core.sheets.refusals import NoHeader, TwiceNamed

SEARCHED_ROWS = 40  # official forms put at most a page head and a national motto above their table
TRIED_ROWS = 20  # how much of a sheet without titles is tried before it counts as a continuation


@dataclass(frozen=True)
class Layout:
    """Where each column stands on one sheet. header_row 0: the titles of the sheet before it go on."""

    sheet: str
    header_row: int
    places: dict[str, int]
    ignored: tuple[str, ...] = ()

    def cells(self, row: Row) -> dict[str, Cell]:
        """Pick the declared columns from a row, keyed by their names."""
        width = len(row.cells)
        return {name: row.cells[index] for name, index in self.places.items() if index < width}


def names_of(column: Column) -> set[str]:
    """Return every folded title that means this column."""
    return {fold(title) for title in (column.title, column.name, *column.synonyms)} - {""}


def _matched(row: Row, named: Mapping[str, set[str]]) -> dict[str, list[int]]:
    titles: dict[str, list[int]] = {}
    for index, cell in enumerate(row.cells):
        if isinstance(cell, str) and (folded := fold(cell)):
            titles.setdefault(folded, []).append(index)
    if not titles:
        return {}
    found = {name: sorted(chain.from_iterable(titles.get(one, []) for one in names)) for name, names in named.items()}
    return {name: places for name, places in found.items() if places}


def find_layout(sheet: str, rows: Iterable[Row], columns: Sequence[Column]) -> Layout | None:
    """Find the row whose cells name the most columns, at least half of the required ones.

    Raises: TwiceNamed when two cells of it name one column.
    """
    best: tuple[Row, dict[str, list[int]]] | None = None
    named = {column.name: names_of(column) for column in columns}
    for row in rows:
        found = _matched(row, named)
        if found and (best is None or len(found) > len(best[1])):
            best = row, found
            if sum(map(len, found.values())) == sum(not is_blank(cell) for cell in row.cells) >= len(columns) // 2:
                break  # every cell of it is a title: no row below names more
    required = sum(column.required for column in columns)
    if best is None or len(best[1]) < max(1, (required + 1) // 2):
        return None
    row, found = best
    for column in columns:
        places = found.get(column.name, [])
        if len(places) > 1:
            raise TwiceNamed(title=column.title, first=column_letter(places[0]), second=column_letter(places[1]))
    used = {places[0] for places in found.values()}
    ignored = tuple(
        f"{shown(cell)} ({column_letter(index)})"
        for index, cell in enumerate(row.cells)
        if index not in used and not is_blank(cell)
    )
    return Layout(sheet, row.number, {name: places[0] for name, places in found.items()}, ignored)


def require_columns(layout: Layout | None, columns: Sequence[Column]) -> Layout:
    """Refuse a file whose titles lack a required column. Raises: NoHeader."""
    missing = [c.title for c in columns if c.required and (layout is None or c.name not in layout.places)]
    if layout is None or missing:
        raise NoHeader(missing=", ".join(missing) or ", ".join(c.title for c in columns))
    return layout


def goes_on(sheet: Sheet, layout: Layout, head: Sequence[Row]) -> bool:
    """Say whether rows without titles read well under the titles of the sheet before."""
    tried = [row for row in head if not all(map(is_blank, row.cells))][:TRIED_ROWS]
    good = sum(sheet.check(layout.cells(row))[0] is not None for row in tried)
    return bool(tried) and good * 2 >= len(tried)


def by_sheet(rows: Iterable[Row]) -> Iterator[tuple[str, list[Row], Iterator[Row]]]:
    """Split the stream where the sheet changes: name, the first rows, and all rows including those first."""
    rest = iter(rows)
    pending = next(rest, None)
    while pending is not None:
        name = pending.sheet
        pushed: list[Row] = []

        def of_this_sheet(first: Row, name: str = name, pushed: list[Row] = pushed) -> Iterator[Row]:
            yield first
            for row in rest:
                if row.sheet != name:
                    pushed.append(row)
                    return
                yield row

        stream = of_this_sheet(pending)
        head = list(islice(stream, SEARCHED_ROWS))
        yield name, head, chain(head, stream)
        for _ in stream:  # what the reader left of an ignored sheet
            pass
        pending = pushed[0] if pushed else None
