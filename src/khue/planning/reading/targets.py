"""Numbers that are to be reached, told from all the other numbers of a plan. Pure.

A percentage is a target wherever a plan asks for it; a count or a level is one where goals stand or a word of
comparison stands before it. Dates, numbers of documents, articles, ages, stages and quoted names are none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from khue.planning.reading import outline
from khue.planning.reading.numbers import BEFORE, CHANGE, NUMBER, comparator, value_of
from khue.planning.reading.outline import Block
from khue.planning.reading.paragraphs import Paragraph
from khue.planning.reading.proposals import Number, Target

PERCENT = re.compile(
    rf"(?:(?P<low>{NUMBER})\s*%?\s*(?P<to>-|–|—|đến|lên đến|lên|xuống còn"
    rf"|xuống)\s*)?(?<![\d.,])(?P<value>{NUMBER})\s*(?:%|phần trăm)",
    re.IGNORECASE,
)
UNITS = (
    "khoá|khóa|lớp|trường|phòng học|phòng|thiết bị|máy tính|máy|bộ|cơ sở|học sinh|học viên|sinh viên|giáo viên|nhà giáo"
    "|cán bộ|người|đơn vị|buổi|lượt|lần|tiết|giờ|cuộc thi|cuộc|hệ thống|nền tảng|chuyên đề|bài giảng|bài|sản phẩm"
    "|mô hình|dịch vụ|xã|phường|học liệu|đề tài|câu hỏi|đầu sách|bậc|hạng|điểm trường|điểm|hồ bơi|sân|nhà|thư viện"
    "|câu lạc bộ|trung tâm|công trình|giải|huy chương|hội nghị|hội thảo|phần mềm"
)
COUNT = re.compile(
    rf"(?<![\w.,/“\"-])(?P<value>{NUMBER})(?:\s*[-–]\s*(?P<high>{NUMBER}))?\s+"
    rf"(?P<unit>(?:{UNITS})(?:/(?:\d+\s+)?[^\W\d]+(?:\s(?:học|viên|sinh|sở|vị|phố))?)?)\b",
    re.IGNORECASE,
)
LEVEL = re.compile(
    r"\b(?:đạt|lên|công nhận|xếp|duy trì|giữ)\s+(?:ở\s+|chuẩn\s+|được\s+)?"
    r"(?P<unit>mức độ|mức|cấp độ|hạng|bậc|thứ hạng|chuẩn mức)\s+(?P<value>\d{1,2})\b",
    re.IGNORECASE,
)
DOING = re.compile(
    r"\b(?:có|đạt|xây dựng|tổ chức|hoàn thành|thành lập|triển khai|trang bị|bồi dưỡng|đào tạo|tập huấn|mở"
    r"|duy trì|phấn đấu"
    r"|số lượng|công nhận|phát triển|mua sắm|hình thành|đủ|được|tuyển|biên soạn)\s+(?:thêm |được |mới |khoảng |từ )*$",
    re.IGNORECASE,
)
PAST = re.compile(
    r"\b(?:đã (?:đạt|có|hoàn thành|triển khai)|hiện (?:nay|có|đạt|tại)|tính đến (?:ngày|tháng)|cùng kỳ"
    r"|so với năm trước (?:đạt|là))\b",
    re.IGNORECASE,
)
PREDICATE = re.compile(
    r"\b(?:được|đạt|có|hoàn thành|hoàn thiện|triển khai|thực hiện|sử dụng|hài lòng|áp dụng|tham gia|đáp ứng"
    r"|kết nối|là|đủ"
    r"|biết|học tập|hỗ trợ|chấp nhận|thanh toán|mở|cung cấp|quản lý)\b",
    re.IGNORECASE,
)
BY_YEAR = re.compile(
    r"(?P<word>đến|tới|vào|trong|từ|trước)?\s*(?:hết\s+|cuối\s+"
    r"|thời điểm\s+cuối\s+)?năm\s+(?:học\s+20\d\d\s*[-–]\s*)?(?P<year>20\d\d)",
    re.IGNORECASE,
)
STOPS = re.compile(r";|\.(?=\s|$)")
BULLETS = " -–—+•·▪○●\u0335"
NO_TARGETS = {outline.HEAD, outline.END, outline.STATE}


@dataclass(frozen=True)
class Hit:
    """A number found in a paragraph, before its year is known."""

    start: int
    end: int
    value: Number | tuple[Number, Number]
    comparator: str
    unit: str
    is_level: bool = False


def targets_of(block: Block, plan_year: int | None) -> list[Target]:
    """Return the targets of a paragraph. plan_year: that of the title, for want of a nearer one."""
    if block.part in NO_TARGETS or block.paragraph.cells:
        return []
    is_goal = block.part == outline.GOALS
    heading = next((year for one in reversed(block.above) if (year := outline.last_year(_short(one)))), None)
    return targets_in(block.paragraph, heading or plan_year, is_goal=is_goal)


def _short(heading: Paragraph) -> str:
    return heading.text if len(heading.text) <= outline.LONGEST_HEADING else ""


def targets_in(paragraph: Paragraph, year: int | None, *, is_goal: bool) -> list[Target]:
    """Return the targets that a sentence states. year: what holds where the sentence names none."""
    text = paragraph.text
    hits = sorted(_hits(text, is_goal=is_goal), key=lambda hit: hit.start)
    hits = [hit for n, hit in enumerate(hits) if n == 0 or hit.start >= hits[n - 1].end]
    hits = [hit for hit in hits if not PAST.search(text[_clause(text, hit)[0] : hit.start])]
    hits = [
        hit for n, hit in enumerate(hits) if not (n and hit.is_level and _clause(text, hit)[0] <= hits[n - 1].start)
    ]
    hits = _shared(text, hits)
    years = _years(text, hits)
    found = [_target(paragraph, hits, n, is_goal) for n in range(len(hits))]
    return [
        replace(target, year=own or year, is_dated=own is not None) for target, own in zip(found, years, strict=True)
    ]


def _hits(text: str, *, is_goal: bool) -> Iterator[Hit]:
    for found in PERCENT.finditer(text):
        yield _percentage(text, found)
    for found in COUNT.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        told = comparator(before[-40:], after[:40])
        compared = told != "eq" and (is_goal or bool(CHANGE.search(before)) or _is_compared(before))
        if compared or (is_goal and (DOING.search(before) or not before.strip(BULLETS))):
            value: Number | tuple[Number, Number] = value_of(found["value"])
            if found["high"]:
                value, told = (value_of(found["value"]), value_of(found["high"])), "range"
            yield Hit(found.start(), found.end(), value, told, found["unit"].lower())
    for found in LEVEL.finditer(text):
        told = comparator(text[: found.start("unit")][-20:], text[found.end() :][:20])
        yield Hit(found.start("unit"), found.end(), int(found["value"]), told, found["unit"].lower(), is_level=True)


def _is_compared(before: str) -> bool:
    return any(words.search(before[-40:]) for _, words in BEFORE)


def _percentage(text: str, found: re.Match[str]) -> Hit:
    start, high = found.start("value"), value_of(found["value"])
    low = value_of(found["low"]) if found["low"] else None
    if low is None or low >= high or found["to"].lower().startswith(("lên", "xuống")):
        told = comparator(text[:start][-40:], text[found.end() :][:40])
        return Hit(start, found.end(), high, told, "%")
    return Hit(found.start("low"), found.end(), (low, high), "range", "%")


def _clause(text: str, hit: Hit) -> tuple[int, int]:
    """Return where the clause around a number begins and ends: at semicolons and full stops outside brackets."""
    flat = re.sub(r"\([^()]*\)", lambda inside: "_" * len(inside[0]), text)
    stops = [stop.start() for stop in STOPS.finditer(flat)]
    before = [stop + 1 for stop in stops if stop < hit.start]
    after = [stop for stop in stops if stop >= hit.end]
    return (before[-1] if before else 0), (after[0] if after else len(text))


def _shared(text: str, hits: list[Hit]) -> list[Hit]:
    """Let «ít nhất 95% A; 80% B và 60% C được ...» govern all members: those before the predicate share its word."""
    found = list(hits)
    for n in range(1, len(found)):
        last, hit = found[n - 1], found[n]
        between = text[last.end : hit.start]
        is_open = not PREDICATE.search(between) and len(between.split()) >= 2 and "." not in between
        is_open = is_open and last.unit == hit.unit and not DOING.search(between)
        if is_open and hit.comparator == "eq" and last.comparator in ("ge", "gt", "le", "lt"):
            found[n] = replace(hit, comparator=last.comparator)
    return found


def _years(text: str, hits: list[Hit]) -> list[int | None]:
    """Return the year of each number: «đến năm 2025, đạt 90%» binds forward, «90% vào năm 2025» backward."""
    years: list[int | None] = [None] * len(hits)
    for mention in BY_YEAR.finditer(text):
        if re.search(r"(?:giai đoạn|so với|từ|kể từ)\s*$", text[: mention.start()], re.IGNORECASE) or (
            (mention["word"] or "").lower() == "từ"
        ):
            continue
        year, sentence = int(mention["year"]), max(text.rfind(". ", 0, mention.start()), 0)
        earlier = [n for n, hit in enumerate(hits) if sentence <= hit.start < mention.start() and years[n] is None]
        opens = text[mention.start()].isupper() or text[mention.end() :].startswith(",")
        if opens or not earlier:
            years = [year if hit.start > mention.start() else years[n] for n, hit in enumerate(hits)]
        else:
            years = [year if n in earlier else years[n] for n in range(len(hits))]
    return years


def _target(paragraph: Paragraph, hits: list[Hit], n: int, is_goal: bool) -> Target:
    text, hit = paragraph.text, hits[n]
    start, end = _clause(text, hit)
    names = len(text[hit.end : end].split())
    while names >= 2 and end < len(text) and not PREDICATE.search(text[hit.end : end]) and text[end] == ";":
        following = STOPS.search(text, end + 1)
        end = following.start() if following else len(text)
    words = text[start:end].strip(" ;,.-–+•\u0335")
    start = text.index(words, start)
    measured = _measure(text, hits, n, start, start + len(words))
    where = paragraph.where(start, start + len(words))
    return Target(words, hit.comparator, hit.value, hit.unit, None, where, measured, is_goal)


def _measure(text: str, hits: list[Hit], n: int, start: int, end: int) -> str:
    """Return the words that say what is measured: those after the number, else those before it in the clause."""
    following = hits[n + 1].start if n + 1 < len(hits) else end
    after = text[hits[n].end : min(following, end)].strip(" ;,")
    is_open = n + 1 < len(hits) and following < end and not PREDICATE.search(after)
    if is_open and after and (said := PREDICATE.search(text, following, end)):
        return f"{re.sub(r' và$', '', after)} {text[said.start() : end]}"
    if len(re.findall(r"\w+", after)) >= 3:
        return after
    previous = hits[n - 1].end if n else start
    before = re.sub(r"^.*\btỷ lệ\b", "", text[max(previous, start) : hits[n].start], flags=re.IGNORECASE)
    return f"{before} {after}".strip()
