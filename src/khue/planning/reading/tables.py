"""Rows of a plan's tables rebuilt: pages repeat their titles, rows break over pages, cells slip. Pure.

What had to be mended is kept as an oddity of the row, so that it is listed and not hidden.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from khue.planning.reading.columns import MONEY, Columns, add_second_head, header_of
from khue.planning.reading.numbers import value_of
from khue.planning.reading.outline import Block
from khue.planning.reading.paragraphs import LONGEST, UPPER, Paragraph, join, part
from khue.planning.reading.proposals import Number
from khue.planning.reading.times import parse_deadline

NUMBER = re.compile(r"\(?(\d{1,3}(?:\.\d{1,3})*)[.)]?$")
ROMAN = re.compile(r"(X{0,2}(?:IX|IV|VI{0,3}|I{1,3}|X)|[A-H])\b[.)]?\s*(.*)$")
SUM = re.compile(r"(?:tổng|cộng)(?=$|[\s:]*$|\s+(?:cộng|giai đoạn|số|kinh phí|mục|phần|các|[ivx]+\b))", re.IGNORECASE)
CLOSED = (".", ";", ":", ")", "…")
ENDS_HERE = re.compile(rf"(?<=[.)])\s+(?=[{UPPER}])")


@dataclass
class Row:
    """A row as it was meant. `kind`: task, group (a heading with a number), sum, stray (numbers only)."""

    kind: str
    columns: Columns
    number: str = ""
    section: str = ""
    cells: dict[str, Paragraph] = field(default_factory=dict)
    amounts: list[tuple[int, Number, Paragraph]] = field(default_factory=list)  # column, amount, cell
    source: str = ""
    whole: Paragraph = field(default_factory=lambda: Paragraph("", ()))
    values: dict[int, Paragraph] = field(default_factory=dict)  # of a table of targets: year -> cell
    table: int = 0  # which table of the document, in order
    oddities: list[tuple[str, str, Paragraph]] = field(default_factory=list)  # kind, text, where

    def text(self, role: str) -> str:
        """Return the words of a cell, or nothing."""
        return self.cells[role].text if role in self.cells else ""

    @property
    def is_group(self) -> bool:
        """Say whether the row only names a group of rows: nobody, no time, no money."""
        asked = {"lead", "coordinating", "deadline"} & set(self.columns.roles.values())
        return bool(asked) and not any(self.text(role) for role in asked) and not self.amounts

    def by_year(self) -> list[tuple[int | None, Number, Paragraph]]:
        """Return the amounts with their years: in the order printed; by column when some are blank."""
        years = sorted(self.columns.years.items())
        if not years:
            return [(None, amount, cell) for _, amount, cell in self.amounts]
        if len(self.amounts) == 1 and self.kind == "sum":
            return [(None, self.amounts[0][1], self.amounts[0][2])]
        if len(self.amounts) >= len(years):
            pairs = zip(years, self.amounts, strict=False)
            return [(year, amount, cell) for (_, year), (_, amount, cell) in pairs]
        return [(self.columns.years.get(index), amount, cell) for index, amount, cell in self.amounts]


class Table:
    """Reads row after row; `rows` fills while it runs."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.columns: Columns | None = None
        self.section = ""
        self.sections = 0
        self.tables = 0
        self.odd: list[tuple[str, str, Paragraph]] = []

    def feed(self, row: Paragraph) -> None:
        """Take in the next row."""
        if found := header_of(row.cells):
            is_new = self.columns is None or found.titles != self.columns.titles
            if is_new:
                self.columns, self.section, self.sections = found, "", 0
                self.tables += 1
            return
        if self.columns is None or add_second_head(self.columns, row.cells):
            return
        if not (self._is_section(row) or self._is_sum(row)):
            self._take(row)

    def _is_section(self, row: Paragraph) -> bool:
        filled = [cell for cell in row.cells if cell.text]
        head = ROMAN.match(filled[0].text)
        named = " ".join(cell.text for cell in filled)
        short = len(filled) <= 2 and not any(map(self._amount, filled))
        is_roman = bool(head) and short and (len(filled) == 2 or bool(head and head[2]))
        is_bare = len(filled) == 1 and named.isupper() and row.cells[0].text != ""
        if not (is_roman or is_bare) or SUM.match(named):
            return False
        self.sections += 1
        if is_roman and head:
            self.section = head[1]
        else:
            self.section = _roman(self.sections)
            self.odd.append(("number_missing", f"Mục «{named}» không có số; thứ tự là {self.section}.", row))
        return True

    def _is_sum(self, row: Paragraph) -> bool:
        label = next((cell for cell in row.cells[:3] if cell.text), None)
        if label is None or not SUM.match(label.text) or self._number(row):
            return False
        found = self._row("sum", row)
        found.cells["text"] = label
        self.rows.append(found)
        return True

    def _take(self, row: Paragraph) -> None:
        found = self._row("task", row)
        last = self.rows[-1] if self.rows else None
        if found.number:
            if last:
                self._give_back(found, last)
            self.rows.append(found)
        elif not any(found.text(role) for role in ("text", "goal", "lead", "coordinating")):
            found.kind = "stray"
            self.rows.append(found)
        elif (last := self._last_task()) is None or _is_orphan(found, last) or len(last.whole.text) > LONGEST:
            says = "Dòng không có số thứ tự, phần đầu đã mất."
            found.oddities.append(("row_cut", says, row))
            if last and (goal := last.cells.get("goal")) and not goal.text.endswith(CLOSED):
                last.oddities.append(("text_cut", f"Phần cuối của dòng {last.number} đã mất.", goal))
            self.rows.append(found)
        else:
            _continue(last, found)

    def _last_task(self) -> Row | None:
        return next((row for row in reversed(self.rows) if row.kind == "task"), None)

    def _number(self, row: Paragraph) -> str:
        index = self.columns.at("number") if self.columns else None
        cell = row.cells[index].text if index is not None and index < len(row.cells) else ""
        found = NUMBER.match(cell)
        return found[1] if found else ""

    def _amount(self, cell: Paragraph) -> Number | None:
        return value_of(cell.text) if MONEY.match(cell.text) else None

    def _row(self, kind: str, row: Paragraph) -> Row:
        """Sort the cells of a row by what their columns hold."""
        columns = self.columns or Columns()
        found = Row(kind, columns, self._number(row), self.section, whole=row, table=self.tables)
        deadline, number = columns.at("deadline"), columns.at("number")
        first_money = min(
            [*columns.years, *(at for at in [columns.at("money"), deadline] if at is not None)], default=99
        )
        for index, cell in enumerate(row.cells):
            if not cell.text or index == number:
                continue
            role = columns.roles.get(index, "")
            if columns.is_of_targets and index in columns.years:
                found.values[columns.years[index]] = cell
                continue
            amount = self._amount(cell) if index >= first_money else None
            if amount is not None and not (index == deadline and parse_deadline(cell.text)):
                found.amounts.append((index, amount, cell))
                if index == deadline:
                    says = f"Cột thời gian ghi «{cell.text}», là một số tiền: các ô của dòng bị lệch."
                    found.oddities.append(("cell_out_of_place", says, cell))
            elif index > first_money and index != deadline and role != "note":
                found.source = found.source or cell.text
            elif role:
                found.cells[role] = join(found.cells[role], cell) if role in found.cells else cell
        wanted = len(columns.years)
        if wanted and kind == "task" and len(found.amounts) > wanted:
            says = f"Dòng có {len(found.amounts)} số tiền cho {wanted} năm; các số đứng sau có thể lệch cột."
            found.oddities.append(("amounts_too_many", says, found.amounts[0][2]))
        return found

    def _give_back(self, row: Row, last: Row) -> None:
        """Return to the row before what slipped from it over a page: the end of its sentence."""
        for role in ("text", "goal", "lead", "coordinating"):
            cell, before = row.cells.get(role), last.cells.get(role)
            if not (cell and before and cell.text[0].islower()) or before.text.endswith(CLOSED):
                continue
            if cut := ENDS_HERE.search(cell.text):
                slipped, rest = _cut(cell, cut.start(), cut.end())
                last.cells[role], row.cells[role] = join(before, slipped), rest
                says = f"Chữ «{slipped.text}» của dòng {last.number} nằm trong ô của dòng {row.number}."
                row.oddities.append(("cell_out_of_place", says, slipped))


def _cut(cell: Paragraph, end: int, start: int) -> tuple[Paragraph, Paragraph]:
    return part(cell, 0, end), part(cell, start, len(cell.text))


def _is_orphan(row: Row, last: Row) -> bool:
    """Say whether a row without a number is the end of a row that is lost, not of the one before it."""
    begins_small = row.text("text")[:1].islower()
    return begins_small and last.text("text").endswith(CLOSED) and bool(row.amounts) and bool(last.amounts)


def _continue(row: Row, more: Row) -> None:
    """Add the second half of a row that a page broke."""
    for role, cell in more.cells.items():
        before = row.cells.get(role)
        if before is None:
            row.cells[role] = cell
        elif not before.text.endswith(cell.text):
            row.cells[role] = join(before, cell)
    row.whole = join(row.whole, more.whole)
    row.source = row.source or more.source
    if not row.amounts:
        row.amounts = more.amounts
    elif more.amounts:
        printed = ", ".join(cell.text for _, _, cell in more.amounts)
        kept = [amount for _, amount, _ in row.amounts][: len(more.amounts)]
        if kept != [amount for _, amount, _ in more.amounts]:
            says = f"Nửa sau của dòng {row.number or '?'} ghi số tiền khác ({printed}); có thể là của dòng cộng."
            row.oddities.append(("cell_out_of_place", says, more.amounts[0][2]))
    row.oddities += [odd for odd in more.oddities if odd[0] != "row_cut"]


def _roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def tables_of(blocks: Iterable[Block]) -> tuple[list[Row], list[tuple[str, str, Paragraph]]]:
    """Return the rows of all tables of a document, and what was odd between them."""
    table = Table()
    for block in blocks:
        if block.paragraph.cells:
            table.feed(block.paragraph)
    return table.rows, table.odd
