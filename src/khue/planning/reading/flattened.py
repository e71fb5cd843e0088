"""Tables whose borders a converter lost: cells one below the other, rows cut by pages. Rows are rebuilt from three
signs: numbers at the start, names of units, times at the end. Pure.
"""

import re
from collections.abc import Iterator, Sequence

from khue.planning.reading.columns import Columns
from khue.planning.reading.paragraphs import UPPER, Paragraph, folded, join, part
from khue.planning.reading.tables import Row
from khue.planning.reading.times import DEADLINE_WORDS

HEAD = re.compile(r"^(?:STT|TT)\b")
TITLES = re.compile(r"chu tri|phoi hop|thoi gian|tien do")
ROW = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)\.?(?:\s+(?=\D)|$)")
SECTION = re.compile(r"^(X{0,2}(?:IX|IV|VI{0,3}|I{1,3}|X))\.?\s+(?=[A-ZĐ]|\w)")
UNIT = (
    r"(?:Văn phòng|Phòng|Các đơn vị|Các phòng|Cơ quan|Thanh tra|Sở|UBND|Ủy ban|Uỷ ban|Công an|Trung tâm|Ban"
    r"|Ngân hàng|Công đoàn"
    r"|Các sở|Các Sở|Các trường|Các cơ sở|Trường|Tất cả các|Đoàn|Hội|Báo|Đài)\b"
)
BEGINS = re.compile(rf"^{UNIT}")
INSIDE = re.compile(r"(?<=\w)\s+(?=(?:Các|Tất cả|UBND|Ủy ban|Uỷ ban|Văn phòng|Công an)\b)")
OPEN_WORDS = re.compile(
    r"(?:[-–,;/(]|\b(?:các|và|của|tại|phòng|với|cho|thuộc|trực|về|theo|là|ở|trong|từ|đến|hoặc))$",
    re.IGNORECASE,
)
CUT_WORDS = re.compile(rf"{OPEN_WORDS.pattern}|\btrung tâm$", re.IGNORECASE)
MOST_LINES = 300  # of one row; what follows is no row
FURTHEST = 25  # lines below «STT» in which the other titles stand
COLUMNS = Columns(roles={0: "number", 1: "text", 2: "lead", 3: "coordinating", 4: "deadline"})


def zone(lines: Sequence[Paragraph]) -> int | None:
    """Return where a flattened table begins: «STT» with the titles of tasks below it."""
    for at, line in enumerate(lines):
        if not line.cells and HEAD.match(line.text):
            titles = folded(" ".join(one.text for one in lines[at : at + FURTHEST]))
            if len(set(TITLES.findall(titles))) >= 2 and ("nhiem vu" in titles or "noi dung" in titles):
                return at
    return None


def rows_of(lines: Sequence[Paragraph]) -> list[Row]:
    """Rebuild the rows of a flattened table."""
    head = _head(lines)
    rows, section = [], ""
    for number, mine, cut, first in _groups(lines, head):
        if not number and (found := SECTION.match(first.text)):
            section = found[1]
        elif number and mine:
            row = _row(number, section, mine, cut)
            row.whole = join(first, row.whole) if first is not mine[0] else row.whole
            rows.append(row)
    return rows


def _head(lines: Sequence[Paragraph]) -> list[str]:
    """Return the lines of the titles, as every page repeats them."""
    head: list[str] = []
    for line in lines:
        if head and (ROW.match(line.text) or SECTION.match(line.text)):
            break
        head.append(line.text)
    return head


def _groups(lines: Sequence[Paragraph], head: list[str]) -> Iterator[tuple[str, list[Paragraph], int, Paragraph]]:
    """Yield number, lines, how many of them stand before the cut of a page (else -1), and the line of the number."""
    mine: list[Paragraph] = []
    number, cut, at = "", -1, 0
    first: Paragraph | None = None
    while at < len(lines):
        line = lines[at]
        if HEAD.match(line.text) and [one.text for one in lines[at : at + len(head)]] == head:
            cut, at = (len(mine) if first and mine else -1), at + len(head)
            continue
        found = ROW.match(line.text)
        if found or SECTION.match(line.text):
            if first:
                yield number, mine, cut, first
            number, cut, first = found[1] if found else "", -1, line
            rest = part(line, found.end(), len(line.text)) if found else line
            mine = [rest] if rest.text else []
        elif first and len(mine) < MOST_LINES:
            mine.append(line)
        at += 1
    if first:
        yield number, mine, cut, first


def _row(number: str, section: str, lines: list[Paragraph], cut: int) -> Row:
    before, after = (lines, []) if cut < 0 else (lines[:cut], lines[cut:])
    pieces = [piece for line in before for piece in _split(line)]
    row = Row("task", COLUMNS, number, section)
    row.whole = _all(lines)
    if (found := _deadline(pieces)) or after and (found := _deadline(after)):
        row.cells["deadline"] = found
    text, lead, coordinating = _columns(pieces)
    for role, cells in (("text", text), ("lead", lead), ("coordinating", coordinating)):
        if cells:
            row.cells[role] = _all(cells)
    if after:
        _rest(row, after)
    return row


def _split(line: Paragraph) -> list[Paragraph]:
    """Cut a line in which cells stand side by side: before a unit's name and before the time at the end."""
    pieces = []
    if (
        (found := DEADLINE_WORDS.search(line.text))
        and found.start() > 0
        and not OPEN_WORDS.search(line.text[: found.start()].rstrip())
    ):
        pieces = [part(line, found.start(), len(line.text))]
        line = part(line, 0, len(line.text[: found.start()].rstrip()))
    starts = [0] + [
        cut.end() for cut in INSIDE.finditer(line.text)
        if BEGINS.match(line.text) and not OPEN_WORDS.search(line.text[: cut.start()])
    ]  # fmt: skip
    ends = [*starts[1:], len(line.text)]
    whole = [
        part(line, start, start + len(line.text[start:end].rstrip())) for start, end in zip(starts, ends, strict=True)
    ]
    return whole + pieces


def _deadline(pieces: list[Paragraph]) -> Paragraph | None:
    """Take the time off the end: one line, or two when it was broken («Từ nay đến năm» «2025»)."""
    for count in (2, 1):
        if len(pieces) < count:
            continue
        last = _all(pieces[-count:])
        stands_alone = DEADLINE_WORDS.fullmatch(last.text)
        broken_name = len(pieces) > count and re.search(r"\s[-–]$", pieces[-count - 1].text)
        if stands_alone and not broken_name:
            del pieces[-count:]
            return last
    return None


def _columns(pieces: list[Paragraph]) -> tuple[list[Paragraph], list[Paragraph], list[Paragraph]]:
    """Part the lines of a row into task, lead and coordinating units."""
    width = max((len(piece.text) for piece in pieces), default=0)
    lead = next((n for n, piece in enumerate(pieces) if n and _starts_cell(pieces, n, width)), len(pieces))
    second = next((n for n in range(lead + 1, len(pieces)) if _starts_cell(pieces, n, 0)), len(pieces))
    return pieces[:lead], pieces[lead:second], pieces[second:]


def _starts_cell(pieces: list[Paragraph], n: int, width: int) -> bool:
    """Say whether a line begins a cell of units. width: of the widest line, to tell the narrow columns; 0: any."""
    if not BEGINS.match(pieces[n].text):
        return False
    is_open = bool(OPEN_WORDS.search(pieces[n - 1].text))
    return not is_open or (bool(width) and len(pieces[n].text) < width * 0.6)


def _rest(row: Row, after: list[Paragraph]) -> None:
    """Give the words after the cut of a page back to the cells that were cut: small letters to the task."""
    rest = _all(after)
    if (text := row.cells.get("text")) and OPEN_WORDS.search(text.text):
        small = re.match(rf"[^{UPPER}]+(?=[{UPPER}]|$)", rest.text)
        if small:
            row.cells["text"] = join(text, part(rest, 0, len(small[0].rstrip())))
            rest = part(rest, small.end(), len(rest.text))
    if not rest.text:
        return
    cut = [role for role in ("coordinating", "lead") if role in row.cells and CUT_WORDS.search(row.cells[role].text)]
    role = cut[0] if cut else next((one for one in ("coordinating", "lead", "text") if one in row.cells), "text")
    row.cells[role] = join(row.cells[role], rest) if role in row.cells else rest
    says = f"Dòng {row.number} bị ngắt giữa hai trang; phần sau đã được ghép lại."
    row.oddities.append(("row_cut", says, rest))


def _all(pieces: Sequence[Paragraph]) -> Paragraph:
    whole = pieces[0]
    for piece in pieces[1:]:
        whole = join(whole, piece)
    return whole
