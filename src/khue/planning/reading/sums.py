"""Sums that do not add up: rows against the lines of totals, years against the grand total, sources against the whole,
and the unit of one against that of the other. Pure.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from khue.planning import rules
from khue.planning.reading.paragraphs import Where
from khue.planning.reading.proposals import Budget, Fault, Number
from khue.planning.reading.tables import Row

NOTICEABLE = 1000  # a unit mistake shows as a factor of a thousand


def shown(number: Number) -> str:
    """Return a number as a Vietnamese plan prints it.

    >>> shown(248540), shown(12.5)
    ('248.540', '12,5')
    """
    whole = f"{int(number) if number == int(number) else number:,}".replace(",", "_").replace(".", ",")
    return whole.replace("_", ".")


def faults_of_rows(rows: Sequence[Row]) -> Iterator[Fault]:
    """Yield the totals of tables that differ from the sum of their rows, and totals without an amount."""
    for row in rows:
        if row.kind != "sum" or row.columns.is_of_targets:
            continue
        label, of_all = row.text("text"), _is_of_all(row, rows)
        if not row.amounts:
            yield Fault("sum_missing", f"Dòng «{label}» không có số tiền.", row.whole.where())
            continue
        mine = [one for one in rows if one.table == row.table]
        members = [one for one in mine if one.kind == "task" and (of_all or one.section == row.section)]
        added = _by_year(members)
        for year, amount, cell in row.by_year():
            expected = sum(added.values()) if year is None else added.get(year, 0)
            if year is None:
                printed = _printed_years(rows, row)
                expected = printed if printed is not None else expected
            if round(expected - amount, 6):
                when = f" năm {year}" if year else ""
                says = f"«{label}»{when} ghi {shown(amount)}; các dòng đọc được cộng lại là {shown(expected)}"
                yield Fault("sum_mismatch", f"{says} (chênh {shown(round(abs(amount - expected), 6))}).", cell.where())


def _is_of_all(row: Row, rows: Sequence[Row]) -> bool:
    """Say whether a total is that of the whole table: the first word says so, or there are no sections."""
    label = row.text("text").lower()
    return label.startswith("tổng") or not any(one.section for one in rows)


def _by_year(rows: Sequence[Row]) -> dict[int | None, Number]:
    found: dict[int | None, Number] = defaultdict(int)
    for row in rows:
        for year, amount, _ in row.by_year():
            found[year] += amount
    return found


def _printed_years(rows: Sequence[Row], total: Row) -> Number | None:
    """Return the sum of the years that the total of all rows prints, for the grand total."""
    for row in rows:
        if row is not total and row.kind == "sum" and _is_of_all(row, rows) and len(row.amounts) > 1:
            return sum(amount for _, amount, _ in row.amounts)
    return None


def faults_of_prose(budgets: Sequence[Budget]) -> Iterator[Fault]:
    """Yield wholes that differ from the sum of the sources named below them."""
    for at, whole in enumerate(budgets):
        if not whole.is_sum:
            continue
        parts: list[Budget] = []
        for one in budgets[at + 1 :]:
            if one.is_sum or one.row != whole.row or one.unit != whole.unit:
                break
            parts.append(one)
        added = round(sum(part.amount for part in parts), 6)
        if len(parts) > 1 and added != whole.amount:
            says = f"Các nguồn cộng lại là {shown(added)} {whole.unit}, tổng ghi {shown(whole.amount)} {whole.unit}"
            yield Fault("sum_mismatch", f"{says} (chênh {shown(round(abs(added - whole.amount), 6))}).", whole.where)


def faults_of_units(budgets: Sequence[Budget]) -> Iterator[Fault]:
    """Yield sums that stand twice with the same figure and another unit, or a thousand times apart."""
    sums = [one for one in budgets if one.is_sum and one.amount >= 1 and one.year is None]
    for at, one in enumerate(sums):
        for other in sums[at + 1 :]:
            if one.unit == other.unit or not {one.unit, other.unit} <= set(rules.UNITS):
                continue
            first, second = (float(each.amount) * rules.UNITS[each.unit] for each in (one, other))
            apart = max(first, second) / min(first, second)
            if one.amount == other.amount or apart == NOTICEABLE:
                says = f"Cùng một tổng: dòng {one.where.line} ghi {shown(one.amount)} {one.unit}"
                says = f"{says}, dòng {other.where.line} ghi {shown(other.amount)} {other.unit}."
                yield Fault("unit_mismatch", says, one.where)


def stray_faults(rows: Sequence[Row]) -> Iterator[Fault]:
    """Yield rows that hold numbers only: probably the total that stands empty above them."""
    empty = ""
    for row in rows:
        if row.kind == "sum":
            empty = row.text("text") if not row.amounts else ""
        if row.kind == "stray":
            printed = ", ".join(cell.text for _, _, cell in row.amounts)
            guess = f" Có thể là số của dòng «{empty}»." if empty else ""
            where: Where = row.whole.where()
            yield Fault("cell_out_of_place", f"Dòng chỉ có số ({printed}), không có tên.{guess}", where)
