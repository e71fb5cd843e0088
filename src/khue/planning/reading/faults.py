"""What is wrong in a plan, listed with its place. Nothing is mended in silence. Pure."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from khue.core.words import N_
from khue.planning.reading import outline, settling, sums
from khue.planning.reading.gone import gone_in
from khue.planning.reading.outline import Block, Front
from khue.planning.reading.paragraphs import Where
from khue.planning.reading.proposals import Fault, Plan
from khue.planning.reading.tables import Row
from khue.planning.reading.times import day_of

KINDS = {
    "over_100": N_("Chỉ tiêu trên 100 %"),
    "missing_rows": N_("Thiếu số thứ tự"),
    "number_twice": N_("Trùng số thứ tự"),
    "number_missing": N_("Không có số thứ tự"),
    "sum_mismatch": N_("Số cộng không khớp"),
    "sum_missing": N_("Dòng cộng để trống"),
    "unit_mismatch": N_("Đơn vị tính không thống nhất"),
    "conflict": N_("Hai chỉ tiêu cho một nội dung"),
    "deadline_past": N_("Thời hạn đã qua khi ban hành"),
    "unit_gone": N_("Đơn vị không còn"),
    "row_cut": N_("Dòng bị ngắt"),
    "text_cut": N_("Chữ bị mất"),
    "cell_out_of_place": N_("Ô lệch chỗ"),
    "amounts_too_many": N_("Thừa số tiền trong dòng"),
    "date_missing": N_("Chưa ghi đủ ngày"),
    "plan_number_missing": N_("Chưa ghi số văn bản"),
    "annex_missing": N_("Thiếu phụ lục"),
    "bracket_open": N_("Thiếu dấu ngoặc"),
    "more": N_("Còn lỗi khác"),
}
LOST_WORD = re.compile(
    r"(?<![Tt]oàn )(?<![Tt]ổ )(?<![Áá]i )(?<![Cc]ứu )(?<![Tt]rung )\bquốc\s+(?!gia|tế|hội|phòng|dân|ngữ|lộ|kỳ"
    r"|kì|hiệu|ca|khánh"
    r"|doanh|tịch|học|sử|trưởng|công|thư|tang|sách|bảo|lập|sự|vương|túy|tuý|nội|ngoại)[^\W\d]+"
)
ANNEX = re.compile(r"[Pp]hụ lục\s+(?:số\s+)?(?P<numbers>(?:\d+|[IVX]+)(?:\s*(?:,|và)\s*(?:\d+|[IVX]+))*)\b")
MOST = 1_000  # faults that are listed
SHOWN = 6  # lines named in one fault


def faults_of(
    plan: Plan, blocks: Sequence[Block], rows: Sequence[Row], front: Front, text: str, on: date
) -> list[Fault]:
    """Return all faults of a plan in the order of the text. on: the day on which units are asked to exist."""
    found = [
        *_front(front),
        *_targets(plan),
        *_numbering(blocks),
        *_rows(rows),
        *sums.faults_of_rows(rows),
        *sums.stray_faults(rows),
        *sums.faults_of_prose(plan.budgets),
        *sums.faults_of_units(plan.budgets),
        *_past(plan, front),
        *_words(blocks),
        *_annexes(blocks),
        *_gone(text, on),
    ]
    found.sort(key=lambda fault: (fault.where.line, fault.where.start))
    if len(found) > MOST:
        says = f"Còn {len(found) - MOST} lỗi khác không liệt kê."
        found[MOST:] = [Fault("more", says, found[MOST].where)]
    return found


def _front(front: Front) -> Iterator[Fault]:
    where = front.title.where() if front.title else Where(1, 1, 0, 0)
    if not (front.dated.day and front.dated.month and front.dated.year):
        at = front.dated_at.where() if front.dated_at else where
        yield Fault("date_missing", "Ngày, tháng, năm của kế hoạch chưa ghi đủ.", at)
    if not front.number:
        yield Fault("plan_number_missing", "Số của kế hoạch để trống.", where)


def _targets(plan: Plan) -> Iterator[Fault]:
    for target in plan.targets:
        high = target.value[1] if isinstance(target.value, tuple) else target.value
        beyond = high > 100 or (high == 100 and target.comparator == "gt")
        if target.unit == "%" and beyond and target.comparator not in ("inc", "dec"):
            says = f"Chỉ tiêu {settling.printed([target])[0]} vượt quá 100 %."
            yield Fault("over_100", says, target.where)
    for _, one, _, other in settling.differing([plan.targets]):
        first, second = settling.printed([one, other])
        says = f"Cùng một nội dung, năm {one.year or '?'}: {first} (dòng {one.where.line})"
        yield Fault("conflict", f"{says} và {second} (dòng {other.where.line}).", other.where)


def _numbering(blocks: Sequence[Block]) -> Iterator[Fault]:
    """Yield gaps and doubles in the numbers of headings, under each heading by itself."""
    groups: dict[tuple[int, str, str], list[tuple[str, Where]]] = defaultdict(list)
    for block in blocks:
        kind, number, _ = block.paragraph.mark
        if kind in ("roman", "one", "many") and not block.paragraph.cells and block.part != outline.END:
            parent = id(block.above[-1]) if block.above else 0
            stem = number.rpartition(".")[0] if kind == "many" else ""
            where = block.paragraph.where()
            groups[parent, kind, stem].append((number, Where(where.line, where.line, where.start, where.end)))
    for (_, _, stem), members in groups.items():
        yield from _sequence(members, stem)


def _sequence(members: Iterable[tuple[str, Where]], stem: str) -> Iterator[Fault]:
    last = 0
    for number, where in members:
        value = ordinal(number)
        if value == last:
            yield Fault("number_twice", f"Số «{number}» dùng hai lần.", where)
        elif value > last + 1:
            lost = [f"{stem}.{n}" if stem else str(n) for n in range(last + 1, value)]
            span = lost[0] if len(lost) == 1 else f"{lost[0]} đến {lost[-1]}"
            yield Fault("missing_rows", f"Trước số «{number}» thiếu {span}.", where)
        last = value


def ordinal(number: str) -> int:
    """Return the last part of a number as it counts.

    >>> ordinal("IV"), ordinal("2.10"), ordinal("7")
    (4, 10, 7)
    """
    if number.isalpha():
        values = [{"I": 1, "V": 5, "X": 10}.get(letter, 0) for letter in number]
        return sum(-one if one < more else one for one, more in zip(values, [*values[1:], 0], strict=True))
    return int(number.rpartition(".")[2])


def _rows(rows: Sequence[Row]) -> Iterator[Fault]:
    """Yield the oddities of table rows, and gaps in their numbers, section by section."""
    groups: dict[tuple[int, str, str], list[tuple[str, Where]]] = defaultdict(list)
    for row in rows:
        for kind, text, place in row.oddities:
            yield Fault(kind, text, place.where())
        if row.kind == "task" and row.number:
            stem = row.number.rpartition(".")[0]
            groups[row.table, row.section, stem].append((row.number, row.whole.where()))
    for (_, _, stem), members in groups.items():
        yield from _sequence(members, stem)


def _past(plan: Plan, front: Front) -> Iterator[Fault]:
    """Yield deadlines before the plan's own date."""
    dated = front.dated
    if not dated.year:
        return
    made = day_of(dated.year, dated.month or 1, dated.day or 1) or date(dated.year, 1, 1)
    for task in plan.tasks:
        if task.deadline and task.deadline.end and task.deadline.end < made:
            says = f"Nhiệm vụ {task.number or '?'}: hạn «{task.deadline.words}» trước ngày của kế hoạch."
            yield Fault("deadline_past", says, task.where)
    for target in plan.targets:
        if target.year and target.year < dated.year:
            yield Fault("deadline_past", f"Chỉ tiêu của năm {target.year}, kế hoạch năm {dated.year}.", target.where)


def _words(blocks: Sequence[Block]) -> Iterator[Fault]:
    """Yield brackets that do not close and names that lost a word."""
    for block in blocks:
        paragraph = block.paragraph
        if found := LOST_WORD.search(paragraph.text):
            where = paragraph.where(found.start(), found.end())
            yield Fault("text_cut", f"«{found[0]}»: dường như thiếu một chữ sau «quốc».", where)
        for one in paragraph.cells or (paragraph,):
            words = one.mark[2]
            if words.count("(") > words.count(")") and block.part != outline.END:
                at = one.text.rfind("(")
                yield Fault("bracket_open", "Ngoặc mở mà không đóng.", one.where(at, len(one.text)))


def _annexes(blocks: Sequence[Block]) -> Iterator[Fault]:
    """Yield annexes that the text names by number and that are not there."""
    headed = {
        number for block in blocks if outline.is_annex(block.paragraph) for number in _numbers(block.paragraph.text)
    }
    told: set[str] = set()
    for block in blocks:
        for found in ANNEX.finditer(block.paragraph.text):
            lost = [one for one in _numbers(found[0]) if one not in headed and one not in told]
            told |= set(lost)
            if lost and not outline.is_annex(block.paragraph) and "Kế hoạch này" in block.paragraph.text:
                where = block.paragraph.where(found.start(), found.end())
                yield Fault("annex_missing", f"Không có phụ lục {', '.join(lost)} trong văn bản.", where)


def _numbers(text: str) -> list[str]:
    found = ANNEX.search(text)
    return re.findall(r"\d+|[IVX]+", found["numbers"]) if found else []


def _gone(text: str, on: date) -> Iterator[Fault]:
    """Yield the units that are gone, each once with the lines on which it is named."""
    starts = [0, *(stop.end() for stop in re.finditer("\n", text))]
    for unit, places in gone_in(re.sub(r"\s", " ", text), on):
        lines = sorted({_line(starts, start) for start, _ in places})
        named = ", ".join(map(str, lines[:SHOWN])) + (" …" if len(lines) > SHOWN else "")
        since = f"{unit.since.day}/{unit.since.month}/{unit.since.year}"
        says = f"«{unit.name}» không còn từ {since} (dòng {named}). Nay là: {unit.successor}."
        start, end = places[0]
        yield Fault("unit_gone", says, Where(lines[0], _line(starts, end - 1), start, end))


def _line(starts: list[int], offset: int) -> int:
    return bisect_right(starts, offset)
