"""Reports that are owed by a date, legal bases, and aims without numbers. Pure."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from khue.planning.reading import outline
from khue.planning.reading.outline import Block
from khue.planning.reading.paragraphs import UPPER, Paragraph, folded
from khue.planning.reading.proposals import Basis, Duty, Goal, Target
from khue.planning.reading.times import day_of, parse_deadline

DAY = r"(?:ngày\s+)?\d{1,2}\s*(?:/|-|tháng)\s*\d{1,2}(?:\s*(?:/|-|năm)\s*20\d\d)?"
EVERY = r"(?:hàng|hằng|mỗi)\s+(?:năm|quý|tháng)"
WHEN = re.compile(
    r"(?:trước ngày \d{1,2} (?:hàng|hằng) (?:tháng|quý)"
    rf"|(?:chậm nhất|trước|muộn nhất|vào|đến)\s+(?:là\s+)?{DAY}(?:\s+{EVERY})?|(?:định kỳ\s+)?{EVERY}"
    r"|(?:6|sáu) tháng(?=,| một lần| và))",
    re.IGNORECASE,
)
REPORTS = re.compile(
    r"\bbáo cáo\b(?! tiến độ, kết quả thực hiện[;.]?$)|\bgửi\b|\bcập nhật\s+kết quả|\btổng hợp báo\b|góp ý",
    re.IGNORECASE,
)
NOT_OWED = re.compile(
    r"^(?:Căn cứ|Thực hiện Quyết định|Trên đây)|\d+\s*%|báo cáo định kỳ \(|dự toán|lập kế hoạch", re.IGNORECASE
)
TO = re.compile(
    r"(?:báo cáo|gửi|tổng hợp|trình|cho)\b[^.;]*?\b(?:về|cho|gửi|lên|đến)\s+(?P<to>(?:UBND|Ủy ban|Sở|Bộ|Phòng"
    r"|Lãnh đạo|Văn phòng|Chủ tịch|Hội đồng)"
    r"[^,;.()]*?)(?=\s+(?:trước|để|và cơ quan|chậm|theo|định kỳ|hàng|hằng)\b|[,;.()]|$)"
    r"|báo cáo\s+(?P<direct>(?:UBND|Ủy ban nhân dân|Sở|Bộ|Chủ tịch)[^,;.()]*?)(?=\s+(?:trước|để|định kỳ)\b|[,;.()]|$)"
)
BY = re.compile(
    r"(?P<by>(?:Giao\s+)?(?:Các\s+(?:phòng|đơn vị|trường|cơ sở)|các\s+(?:Đơn vị|Phòng|phòng|đơn vị)|Văn phòng"
    r"|Phòng|Sở|UBND|Trung tâm|Tổ)\b[^;.()]*?)"
    r"(?:\s*\([^)]*\))?\s+(?:tham mưu|chủ động|theo dõi|chủ trì|chỉ đạo|báo cáo|tổng hợp|gửi|có trách nhiệm"
    r"|cập nhật|thực hiện|là đơn vị)\b"
)
DOCUMENT = re.compile(
    r"(?P<kind>Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị định|Quyết định|Chỉ thị|Thông tư(?: liên tịch)?|Kế hoạch"
    r"|Công văn|Chương trình|Kết luận)"
    r"\s+(?:số\s*:?\s*)?(?P<number>\d{1,5}(?:/20\d\d)?\s?[-/]\s?[A-ZĐ][A-ZĐa-z\d]*(?:\s?[-/]\s?[A-ZĐ][\wĐ]*)*)"
    r"(?:\s*,?\s*ngày\s+(?P<day>\d{1,2})\s*(?:/|-|tháng)\s*(?P<month>\d{1,2})\s*(?:/|-|năm)\s*(?P<year>\d{4}))?"
)
DATE = r"ngày\s+(?P<day>\d{1,2})\s*(?:/|-|tháng)\s*(?P<month>\d{1,2})\s*(?:/|-|năm)\s*(?P<year>\d{4})"
LAW = re.compile(
    rf"(?P<kind>Bộ luật|Luật|Pháp lệnh)\s+(?!số)[^;,\d]{{3,90}}?\s+(?:số\s+(?P<number>\d+/\d{{4}}/[A-ZĐ]+\d*))?"
    rf"(?:\s*,?\s*(?<=\s){DATE})?(?=[;,.\s]|$)"
)
ISSUING = re.compile(r"[,;]\s+(?=(?:Sở|UBND|Ủy ban|Uỷ ban|Bộ)\b[^,;]{0,60}\b(?:ban hành|xây dựng)\b)")
LONGEST_BASIS = 400


def duties_of(blocks: Sequence[Block]) -> list[Duty]:
    """Return the sentences that owe a report by a day, or again and again."""
    found = []
    for block in blocks:
        if block.paragraph.cells or block.part == outline.END or block.part in (outline.GOALS, outline.STATE):
            continue
        found += list(_duties(block))
    return found


def _duties(block: Block) -> Iterator[Duty]:
    paragraph = block.paragraph
    for start, end in sentences(paragraph.text):
        sentence = paragraph.text[start:end]
        taken: set[int] = set()
        for when in WHEN.finditer(sentence):
            clause_start = sentence.rfind(";", 0, when.start()) + 1
            clause_end = sentence.find(";", when.end())
            clause = sentence[clause_start : clause_end if clause_end > 0 else len(sentence)]
            if clause_start in taken or not REPORTS.search(clause) or NOT_OWED.search(clause.strip(" -–+\u0335")):
                continue
            date = parse_deadline(when[0])
            if date is None or (date.kind == "yearly" and _is_other_period(clause, when[0])):
                continue
            words = clause.strip(" ;,.-–+•\u0335")
            at = start + sentence.index(words, clause_start)
            to = TO.search(clause)
            yield Duty(words, date, paragraph.where(at, at + len(words)), _by(block, sentence), _to(to))
            taken.add(clause_start)


def _is_other_period(clause: str, when: str) -> bool:
    """Tell «the yearly plan» and «the yearly check» from a report owed every year."""
    around = re.search(
        rf"(?:kế hoạch|nhiệm vụ|năm học|kết quả|số liệu|của ngành)[^;,]{{0,40}}{re.escape(when)}\s*$", clause
    )
    return bool(around) and not re.search(r"báo cáo[^;]*hàng năm gửi", clause)


def _to(found: re.Match[str] | None) -> str:
    return (found["to"] or found["direct"]).strip() if found else ""


def _by(block: Block, sentence: str) -> str:
    """Return who owes it: the subject of the sentence, else the unit that the heading names."""
    words = re.sub(r"^\W*(?:[a-zđ]\)\s*)?(?:[Hh][àằ]ng (?:năm|quý|tháng),?\s*)?", "", sentence)
    subject = BY.search(words) if words.startswith("Căn cứ") else BY.match(words)
    if subject:
        return re.sub(r"^Giao\s+", "", subject["by"]).strip(" :,-–\u0335")
    for heading in reversed(block.above):
        named = heading.mark[2]
        if re.match(r"(?:Sở|Văn phòng|Phòng|Các|UBND|Ủy ban|Tổ|Ban|Trung tâm|Trường)\b", named) and len(named) < 150:
            return named
    return ""


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence begins and ends.

    >>> list(sentences("Một câu. Hai câu; hết."))
    [(0, 8), (9, 22)]
    """
    start = 0
    for stop in re.finditer(rf"[.!?](?=\s+[{UPPER}])", text):
        yield start, stop.end()
        start = stop.end() + 1
    if start < len(text):
        yield start, len(text)


def bases_of(blocks: Sequence[Block]) -> list[Basis]:
    """Return the documents named in the opening («Căn cứ ...», «Thực hiện ...»), each once."""
    found: dict[str, Basis] = {}
    before = ""
    for block in blocks:
        paragraph = block.paragraph
        opening = re.match(r"[-–\s]*(?:Căn cứ|Thực hiện|Theo|Xét)\b", paragraph.text)
        is_title, before = folded(before) == "ke hoach", paragraph.text
        if block.part != outline.HEAD or paragraph.cells or not opening or is_title:
            continue
        for basis in _documents(paragraph):
            found.setdefault(basis.number or basis.text, basis)
    return list(found.values())


def _documents(paragraph: Paragraph) -> Iterator[Basis]:
    named = sorted((*DOCUMENT.finditer(paragraph.text), *LAW.finditer(paragraph.text)), key=lambda one: one.start())
    for n, one in enumerate(named):
        end = paragraph.text.find(";", one.end())
        end = end if end > 0 else len(paragraph.text)
        if n + 1 < len(named):
            end = min(end, named[n + 1].start())
        if issuing := ISSUING.search(paragraph.text, one.end(), end):
            end = issuing.start()
        end = min(end, one.start() + LONGEST_BASIS)
        words = paragraph.text[one.start() : end].rstrip(" ,;.-–")
        issued = day_of(int(one["year"]), int(one["month"]), int(one["day"])) if one["year"] else None
        number = re.sub(r"\s+", "", one["number"] or "")
        where = paragraph.where(one.start(), one.start() + len(words))
        yield Basis(words, one["kind"], number, issued.isoformat() if issued else "", where)


def goals_of(blocks: Sequence[Block], targets: Sequence[Target]) -> list[Goal]:
    """Return the aims that stand where goals stand and state no number."""
    taken = sorted(target.where.start for target in targets)
    found = []
    for block in blocks:
        paragraph = block.paragraph
        is_heading = paragraph.level < 9 and (len(paragraph.text) < 120 and not paragraph.text.endswith((".", ";")))
        if block.part != outline.GOALS or paragraph.cells or is_heading or paragraph.text.endswith(":"):
            continue
        where = paragraph.where()
        if bisect_left(taken, where.start) == bisect_left(taken, where.end):
            found.append(Goal(paragraph.mark[2].strip(" ;."), where))
    return found
