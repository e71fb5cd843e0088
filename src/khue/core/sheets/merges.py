"""Merged cells: the value that a person sees across the area is given to every row of it. Pure."""

from collections.abc import Iterator, Sequence

from khue.core.sheets.cells import Cell, Row

Merge = tuple[int, int, int]  # first row, last row (both as in Row.number), column from 0


def fill_down(rows: Iterator[Row], merges: Sequence[Merge]) -> Iterator[Row]:
    """Give every row of a merged area the value that the person sees across it."""
    waiting = iter(merges)
    coming = next(waiting, None)
    active: dict[int, tuple[int, Cell]] = {}
    for row in rows:
        for column, (last, value) in list(active.items()):
            if row.number > last:
                del active[column]
                continue
            row.cells.extend([None] * (column + 1 - len(row.cells)))
            if row.cells[column] is None:
                row.cells[column] = value
        while coming is not None and coming[0] <= row.number:
            first, last, column = coming
            if first == row.number and column < len(row.cells):
                active[column] = (last, row.cells[column])
            coming = next(waiting, None)
        yield row
