"""The order of a plan: which headings a paragraph stands under, what its part is for, its title and its date. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from khue.planning.reading.paragraphs import Paragraph, folded

GOALS, STATE, TASKS, MONEY, WORK, REQUIREMENTS = "goals", "state", "tasks", "money", "work", "requirements"
HEAD, END, ANNEX, OTHER = "head", "end", "annex", ""
PARTS = (
    (REQUIREMENTS, r"^(?:muc dich|yeu cau|muc dich,? yeu cau|quan diem)\b"),
    (GOALS, r"^(?:cac |mot so |he thong )?(?:quan diem,? (?:va )?)?(?:muc tieu|chi tieu)\b|^(?:cac )?chi tieu\b"),
    (STATE, r"thuc trang|hien trang|ket qua (?:dat duoc|thuc hien nam)|danh gia (?:tinh hinh|ket qua)"
    r"|dac diem tinh hinh"
     r"|su can thiet|han che|boi canh|co so (?:phap ly|thuc tien)"),
    (MONEY, r"kinh phi|du toan|nguon von"),
    (WORK, r"to chuc thuc hien|trach nhiem"),
    (TASKS, r"nhiem vu|giai phap|noi dung|phan cong|hoat dong"),
)  # fmt: skip
LONGEST_HEADING = 250
LONGEST_LEAD = 120
LEADS_IN = re.compile(
    r"(?:các\s+|một số\s+)?(?:mục tiêu|chỉ tiêu|phấn đấu)\b.*(?:cụ thể|chung|20\d\d|:)"
    r"|(?:phấn đấu\s+)?đến (?:hết |cuối )?năm 20\d\d\s*:|giai đoạn 20\d\d\s*[-–]\s*20\d\d\s*:|năm 20\d\d\s*:",
    re.IGNORECASE,
)
YEARS = re.compile(
    r"giai đoạn\s*(?:từ\s*)?(?:năm\s*)?20\d\d\s*(?:-|–|đến(?: năm)?)\s*(?:năm\s*)?(20\d\d)"
    r"|(?:đến|trong|vào)\s+(?:hết\s+|cuối\s+)?năm\s+(?:học\s+)?(20\d\d)(?:\s*[-–]\s*(20\d\d))?"
    r"|năm\s+học\s+20\d\d\s*[-–]\s*(20\d\d)|\bnăm\s+(20\d\d)|\b20\d\d\s*[-–]\s*(20\d\d)",
    re.IGNORECASE,
)
DATED = re.compile(
    r"^(?P<place>[^\d:]{2,40}?),?\s+ngày\s*(?P<day>\d{0,2})\s*/?\s*tháng\s*(?P<month>\d{0,2})\s*năm\s*(?P<year>20\d\d)",
)
NUMBERED = re.compile(r"(?:^|\s)Số\s*:\s*(?P<number>\d*\s*/?\s*(?:[A-ZĐ]{2,}[\w-]*(?:-[\w]+)*)?)")


@dataclass(frozen=True)
class Block:
    """A paragraph with the headings above it (outermost first) and what its part of the plan is for."""

    paragraph: Paragraph
    above: tuple[Paragraph, ...]
    part: str


@dataclass(frozen=True)
class Dated:
    """Where and when a plan was made, as far as it was filled in."""

    place: str = ""
    year: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True)
class Front:
    """What the first page says: title, date, number (may be empty)."""

    title: Paragraph | None
    dated: Dated
    number: str
    dated_at: Paragraph | None = None


def last_year(text: str) -> int | None:
    """Return the year by which something is meant: the first that is named, the later one of a stretch.

    >>> last_year("II. MỤC TIÊU ĐẾN NĂM 2030"), last_year("giai đoạn 2022 - 2025, định hướng đến năm 2030")
    (2030, 2025)
    """
    found = YEARS.search(text)
    return int([group for group in found.groups() if group][-1]) if found else None


def part_of(heading: str) -> str:
    """Say what a heading announces, or nothing.

    >>> part_of("2. Mục tiêu, chỉ tiêu cụ thể"), part_of("Kinh phí thực hiện"), part_of("1. Mở đầu")
    ('goals', 'money', '')
    """
    words = re.sub(r"^[\divxa-z.]{1,5}[.)]\s+", "", folded(heading))
    return next((part for part, pattern in PARTS if re.search(pattern, words)), OTHER)


def blocks(paragraphs: Iterable[Paragraph]) -> Iterator[Block]:
    """Yield the paragraphs with the headings above them. Rows of tables keep the headings before the table."""
    stack: list[Paragraph] = []
    area = HEAD
    for paragraph in paragraphs:
        text = paragraph.text
        if re.fullmatch(r"ke hoach", folded(text)):
            stack, area = [], HEAD
        elif re.match(r"Nơi nhận", text):
            stack, area = [], END
        elif is_annex(paragraph):
            stack, area = [paragraph], ANNEX
        elif not paragraph.cells and area != END and (paragraph.level < 9 or leads_in(paragraph)):
            stack = [one for one in stack if one.level < paragraph.level]
            yield Block(paragraph, tuple(stack), _area(stack, area))
            area = OTHER if area == HEAD else area
            stack.append(paragraph)
            continue
        elif paragraph.level == 9:  # a dash ends what a dash led in: «- Đến năm 2030:» «+ 90 % …» «- …»
            stack = [one for one in stack if one.level < 9 or one.text[0] != text[0]]
        yield Block(paragraph, tuple(stack), _area(stack, area))


def leads_in(paragraph: Paragraph) -> bool:
    """Say whether a line without a number is a heading all the same: «Mục tiêu cụ thể», «- Đến năm 2030:»."""
    words = paragraph.mark[2]
    is_short = len(words) <= LONGEST_LEAD and "%" not in words and not words.endswith((".", ";", ","))
    return is_short and bool(LEADS_IN.match(words))


def is_annex(paragraph: Paragraph) -> bool:
    """Recognise the heading of an annex, with its marks or without."""
    return not paragraph.cells and bool(re.match(r"phu luc\b(?!.*\bdinh kem\b)", folded(paragraph.text))) and (
        len(paragraph.text) < LONGEST_HEADING
    )  # fmt: skip


def _area(stack: list[Paragraph], area: str) -> str:
    if area in (END, HEAD):
        return area
    for heading in reversed(stack):
        part = part_of(heading.text) if len(heading.text) <= LONGEST_HEADING else OTHER
        if part and (heading.level <= 2 or part in (GOALS, REQUIREMENTS)):
            return part
    return area


def front(paragraphs: list[Paragraph]) -> Front:
    """Read title, date and number from the first page of the plan itself (a letter may stand before it)."""
    at = next((n for n, one in enumerate(paragraphs) if re.fullmatch(r"ke hoach", folded(one.text))), None)
    start = 0 if at is None else at
    title = paragraphs[start + 1] if at is not None and start + 1 < len(paragraphs) else None
    dated, dated_at, number = Dated(), None, ""
    for paragraph in paragraphs[: start + 1] if at is not None else paragraphs[:15]:
        words = re.sub(r"^Số\s*:\s*(?:\d+\s*)?(?:/\s*[A-ZĐ][\w-]*)?\s*", "", paragraph.text)
        if found := DATED.search(words):
            year, month, day = (int(found[name]) if found[name] else None for name in ("year", "month", "day"))
            dated, dated_at = Dated(found["place"].strip(" ,"), year, month, day), paragraph
        if found := NUMBERED.search(paragraph.text):
            number = found["number"].strip() if re.match(r"\s*\d", found["number"]) else ""
    return Front(title, dated, number, dated_at)
