"""Money: rows of tables by year and source, and sums named in sentences. Pure."""

import re
from collections.abc import Iterator, Sequence

from khue.planning.reading import outline
from khue.planning.reading.columns import money_unit
from khue.planning.reading.numbers import NUMBER, value_of
from khue.planning.reading.outline import Block
from khue.planning.reading.proposals import Budget
from khue.planning.reading.tables import Row

SUM = re.compile(
    rf"(?P<value>{NUMBER})\s*(?P<unit>(?:nghìn|ngàn|triệu|tỷ|tỉ)(?:\s+đồng)?|đồng|VNĐ|VND)\b", re.IGNORECASE
)
SOURCE = re.compile(
    r"(?:nguồn\s+)?(?:ngân sách|vốn|xã hội h[oó][áa]|xã hội hóa|kinh phí|nguồn|CTX|NST|NSH|NSTW|NSĐP)[^:;.\d]*",
    re.IGNORECASE,
)
TOTAL = re.compile(r"\btổng\b|nhu cầu kinh phí|dự kiến kinh phí|kinh phí thực hiện", re.IGNORECASE)
YEAR = re.compile(r"năm\s+(20\d\d)\s*(?:[:,]|là)?\s*(?:khoảng\s+)?$")
YEAR_AFTER = re.compile(r"\s*\(?(?:cho |trong |của )?năm\s+(20\d\d)")


def budgets_of_rows(rows: Sequence[Row], unit: str) -> list[Budget]:
    """Return the amounts of the tables, each with its row, source and year; sums are marked as such."""
    return [budget for row in rows for budget in _of_row(row, unit)]


def _of_row(row: Row, unit: str) -> Iterator[Budget]:
    if row.kind == "stray" or row.columns.is_of_targets:
        return
    for year, amount, cell in row.by_year():
        yield Budget(
            row=row.text("text"),
            source=row.source,
            year=year,
            amount=amount,
            unit=row.columns.unit or unit or "đồng",
            where=cell.where(),
            number=row.number,
            section=row.section,
            is_sum=row.kind == "sum",
        )


def table_unit(blocks: Sequence[Block]) -> str:
    """Return the unit that stands above the tables («ĐVT: triệu đồng»)."""
    for block in blocks:
        if re.search(r"ĐVT|Đơn vị(?: tính)?\s*:", block.paragraph.text) and (unit := money_unit(block.paragraph.text)):
            return unit
    return ""


def budgets_of_prose(blocks: Sequence[Block]) -> list[Budget]:
    """Return the amounts that sentences name under the headings of money."""
    return [
        budget
        for block in blocks
        if block.part == outline.MONEY and not block.paragraph.cells
        for budget in _of_sentence(block)
    ]


def _of_sentence(block: Block) -> Iterator[Budget]:
    paragraph = block.paragraph
    text = paragraph.text
    last = 0
    for found in SUM.finditer(text):
        before = text[: found.start()]
        clause = re.split(r"[;.](?=\s)", before[last:])[-1]
        last = found.end()
        source = SOURCE.search(clause)
        is_sum = bool(TOTAL.search(clause))
        heading = block.above[-1].mark[2] if block.above else ""
        year = YEAR.search(before) or YEAR_AFTER.match(text[found.end() :])
        unit = money_unit(found["unit"] if "đồng" in found["unit"].lower() else f"{found['unit']} đồng")
        label = "" if is_sum or not source else source[0].strip(" :,-–+")
        start = len(before) - len(clause)
        yield Budget(
            row=heading,
            source=label,
            year=int(year[1]) if year else None,
            amount=value_of(found["value"]),
            unit=unit,
            where=paragraph.where(start, found.end()),
            is_sum=is_sum,
        )
