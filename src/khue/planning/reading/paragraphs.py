"""From the lines of a document to its paragraphs: sentences rejoined, table cells kept, places remembered. Pure.

Source: no law; the dirt that plans were met with (lines broken in mid-sentence, blank lines between the halves, numbers
of pages, marks of a converter), each of it a case in the tests.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from khue.core.names import fold

TAGS = re.compile(r"</?(?:p|i|b|u|em|strong|br|sup|sub|span)\s*/?>|\*{1,3}", re.IGNORECASE)
UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ" + "".join(map(chr, range(0x1EA0, 0x1EFA, 2)))  # of Vietnamese, for patterns
MARK = re.compile(
    r"(?P<bullet>[-–—+•·▪○●\u0335*]\s+)?"
    rf"(?:(?P<part>(?:PHẦN|Phần)\s+(?:(?:thứ|THỨ)\s+\w+|[IVX]+|\d+)\b[.:]?|[A-H][.)](?=\s+[{UPPER}]{{2}}))\s*"
    r"|(?P<many>\d{1,2}(?:\.(?!0)\d{1,2}){1,3})\.?\s+(?=\D)|(?P<one>\d{1,2})[.)]\s+(?=\D)"
    r"|(?P<roman>(?:X{0,2}(?:IX|IV|VI{0,3}|I{1,3}|X)))[.)]\s+|(?P<letter>[a-zđ])[.)]\s+)?"
)
LEVELS = {"part": 0, "roman": 1, "one": 2, "many": 3, "letter": 4, "bullet": 9}
OPENINGS = re.compile(
    r"(Căn cứ|Nơi nhận|Kính gửi|Số\s*:|KẾ HOẠCH\b|PHỤ LỤC|PHU LUC|Phụ lục\b(?!\s+(kèm|đính|số?\s*\d+\s*[,;và]))"
    r"|KT\.|TM\."
    r"|GIÁM ĐỐC|CHỦ TỊCH|Trân trọng|Trên đây là|DỰ THẢO|V/v|ĐVT|Đơn vị tính|\(Kèm|\(Đính|CỘNG HÒA|Độc lập)"
)
WIDEST = 150  # characters of a line that a typewriter's page can hold; wider lines are whole paragraphs
TAIL = 40  # characters at the end of a line that tell whether it goes on
LONGEST = 10_000  # characters of a paragraph; no sentence is longer
FULL = 0.8  # of the usual width: the next word would not have fitted
JOINS_A_NUMBER = re.compile(
    r"(?:,|\b(?:ngày|tháng|năm|(?:định|hoạch|quyết|thị|tư|văn|luật) số|quý|khoản|điều|là|đến|từ|khoảng|và|trên"
    r"|dưới|thiểu|nhất))$",
    re.IGNORECASE,
)
PAGE = re.compile(r"(?:trang\s*)?[-–]?\s*\d{1,3}\s*(?:/\s*\d{1,3})?\s*[-–]?$", re.IGNORECASE)
ADDRESS = re.compile(r"https?://\S+$")


@dataclass(frozen=True)
class Where:
    """Where words stand: first and last line (from 1), and the characters of the whole text (from 0, end excluded)."""

    line: int
    last_line: int
    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """Words of one line, as they came: where they stand in the paragraph and in the document."""

    at: int
    offset: int
    line: int
    length: int


@dataclass(frozen=True)
class Paragraph:
    """Words that belong together. `cells`: of a row of a table; then the text is that of the cells."""

    text: str
    pieces: tuple[Piece, ...]
    cells: tuple["Paragraph", ...] = ()

    @cached_property
    def mark(self) -> tuple[str, str, str]:
        """Return kind, number and words: `2.1. Mở lớp` is ("many", "2.1", "Mở lớp"); kind is "" without a mark."""
        found = MARK.match(self.text)
        kind = "bullet" if found and found["bullet"] else ""
        if not kind and found:
            kind = next((name for name in LEVELS if name != "bullet" and found[name]), "")
        if not found or not kind:
            return "", "", self.text
        number = next((found[name] for name in LEVELS if name != "bullet" and found[name]), "")
        return kind, number, self.text[found.end() :]

    @property
    def level(self) -> int:
        """Return how deep the mark stands: 1 is a Roman number, 9 a bullet, 10 no mark at all."""
        return LEVELS.get(self.mark[0], 10)

    @property
    def line(self) -> int:
        """Return the line on which it begins."""
        return self.pieces[0].line if self.pieces else 0

    def where(self, start: int = 0, end: int | None = None) -> Where:
        """Say where some of its characters stand in the document."""
        last = len(self.text) if end is None else end
        touched = [piece for piece in self.pieces if piece.at < last and piece.at + piece.length > start]
        touched = touched or list(self.pieces[:1])
        first, final = touched[0], touched[-1]
        begins = first.offset + max(start - first.at, 0)
        ends = final.offset + min(last - final.at, final.length)
        return Where(first.line, final.line, begins, ends)


def part(whole: Paragraph, start: int, end: int) -> Paragraph:
    """Return some characters of a paragraph as a paragraph of their own."""
    pieces = []
    for piece in whole.pieces:
        first, last = max(piece.at, start), min(piece.at + piece.length, end)
        if first < last:
            pieces.append(Piece(first - start, piece.offset + first - piece.at, piece.line, last - first))
    return Paragraph(whole.text[start:end], tuple(pieces))


def join(first: Paragraph, second: Paragraph) -> Paragraph:
    """Put two halves together; a word broken at a hyphen (`2022-` `2025`) closes up."""
    if not first.text or not second.text:
        return second if not first.text else first
    glue = "" if re.search(r"[\w)][-–]$", first.text[-2:]) else " "
    shift = len(first.text) + len(glue)
    moved = tuple(replace(piece, at=piece.at + shift) for piece in second.pieces)
    return Paragraph(first.text + glue + second.text, first.pieces + moved)


def cleaned(text: str, offset: int, line: int) -> Paragraph:
    """Return words without the tags and stars of a converter, single-spaced, their places kept.

    >>> cleaned(" <p>Mở  **lớp**</p> ", 0, 1).text
    'Mở lớp'
    """
    kept: list[str] = []
    pieces: list[Piece] = []
    at = end = 0
    spaced = TAGS.sub(lambda tag: "\0" * len(tag[0]), text)
    for word in re.finditer(r"[^\s\0]+", spaced):
        glue = " " if kept and re.search(r"\s", spaced[end : word.start()]) else ""
        kept.append(glue + word[0])
        at += len(glue)
        pieces.append(Piece(at, offset + word.start(), line, len(word[0])))
        at += len(word[0])
        end = word.end()
    return Paragraph("".join(kept), _merged(pieces))


def _merged(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Put pieces together that follow each other at the same distance in text and document."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last and piece.offset - piece.at == last.offset - last.at and piece.line == last.line:
            found[-1] = replace(last, length=piece.at + piece.length - last.at)
        else:
            found.append(piece)
    return tuple(found)


def lines_of(text: str) -> Iterator[Paragraph]:
    """Yield each line that is not blank, as a paragraph of its own; a line with tabs is a row with cells."""
    offset = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if "\t" in line.strip(" \r"):
            cells, at = [], offset
            for cell in line.split("\t"):
                cells.append(cleaned(cell, at, number))
                at += len(cell) + 1
            words = [cell for cell in cells if cell.text]
            pieces = tuple(piece for cell in words for piece in cell.pieces)
            if words:
                yield Paragraph(" ".join(cell.text for cell in words), pieces, tuple(cells))
        elif (found := cleaned(line, offset, number)).text:
            yield found
        offset += len(line) + 1


def usual_width(lines: Iterable[Paragraph]) -> int:
    """Return the width at which the document was wrapped, or 0 when its lines are whole paragraphs."""
    lengths = sorted(len(line.text) for line in lines if not line.cells)
    width = lengths[int(len(lengths) * 0.9)] if lengths else 0
    return width if 40 < width < WIDEST else 0


def goes_on(current: Paragraph, last: Paragraph, following: Paragraph, width: int) -> bool:
    """Say whether a line belongs to the sentence before it. `last`: the line before, as it came.

    width: at which the lines were wrapped, 0 for a document that was not.
    """
    text, more = current.text, following.text
    if len(text) > LONGEST:
        return False
    tail = text[-TAIL:]
    if OPENINGS.match(more) or following.mark[0] or text.endswith(("/.", "/.)")):
        return text.endswith("-") and not following.mark[0]
    if re.search(r"\w-$", tail):
        return True
    starts_small = more[0].islower() or more[0] in '(“"&/,;)'
    is_full = bool(width) and len(last.text) + 1 + len(more.split(" ", 1)[0]) > width * FULL
    if text.endswith((".", "!", "?", ":")):
        return starts_small and more[0].islower() and not text.endswith(":") and bool(re.search(r"\b\w\.$", tail))
    if text.endswith(";"):
        return more[0].islower() or is_full
    if starts_small or (more[0].isdigit() and JOINS_A_NUMBER.search(tail)):
        return True
    if text.isupper() and more.isupper() and (current.mark[0] or text.endswith(",")):
        return True
    return is_full


def is_noise(line: Paragraph) -> bool:
    """Recognise what a printer adds: the number of a page, the address of a link."""
    return not line.cells and bool(PAGE.match(line.text) or ADDRESS.match(line.text))


def paragraphs(lines: Iterable[Paragraph], width: int) -> Iterator[Paragraph]:
    """Rejoin lines to paragraphs; rows of tables pass as they are."""
    current: Paragraph | None = None
    last: Paragraph | None = None
    for line in lines:
        if is_noise(line):
            continue
        if current and last and not line.cells and goes_on(current, last, line, width):
            current, last = join(current, line), line
            continue
        if current:
            yield current
        current = last = None
        if line.cells:
            yield line
        else:
            current = last = line
    if current:
        yield current


def folded(text: str) -> str:
    """Return words without marks, in small letters, for comparison.

    >>> folded("Đơn vị  CHỦ TRÌ")
    'don vi chu tri'
    """
    return " ".join(fold(text).split())
