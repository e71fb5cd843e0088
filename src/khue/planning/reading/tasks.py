"""Tasks: from rows of tables, and from numbered paragraphs with their «chủ trì» and «thời gian» below. Pure."""

import re
from collections.abc import Iterator, Sequence

from khue.planning.reading import outline
from khue.planning.reading.columns import TARGET_CELL
from khue.planning.reading.numbers import comparator, value_of
from khue.planning.reading.outline import Block
from khue.planning.reading.paragraphs import Paragraph, join
from khue.planning.reading.proposals import Target, Task
from khue.planning.reading.tables import Row
from khue.planning.reading.targets import targets_in
from khue.planning.reading.times import Deadline, parse_deadline

TIME = re.compile(
    r"(?:Thời gian|Thời hạn|Tiến độ|Lộ trình)(?:\s+(?:hoàn thành|thực hiện"
    r"|triển khai))?(?:,? giai đoạn[^:]*)?\s*:\s*(?P<words>.+)$"
    r"|Hoàn thành(?: trước)?\s*:\s*(?P<done>.+)$",
    re.IGNORECASE,
)
LEAD = re.compile(
    r"(?:(?:Phòng|Đơn vị|Cơ quan|Bộ phận)\s+(?:chủ trì|tham mưu|phụ trách|thực hiện)|Chủ trì|Phân công"
    r"|Trách nhiệm)\s*:\s*(?P<named>.+)$"
    r"|^(?P<subject>(?:Giao\s+)?[^:;.]{3,90}?)\s+chủ trì\b",
    re.IGNORECASE,
)
HELP = re.compile(r"(?:(?:Đơn vị|Cơ quan)\s+)?phối hợp(?:\s+thực hiện)?\s*(?::|với)\s*(?P<units>.+)$", re.IGNORECASE)
LABEL = re.compile(
    r"(?:(?:Đơn vị|Cơ quan|Phòng)\s+(?:chủ trì|phối hợp|thực hiện|tham mưu)|Chủ trì|Phối hợp|Thời gian|Thời hạn"
    r"|Tiến độ|Kinh phí|Sản phẩm|Kết quả)\b|Nội dung\s*:",
    re.IGNORECASE,
)
NEXT_LABEL = re.compile(r"[;,.]\s*(?:thời gian|thời hạn|tiến độ|hoàn thành|kinh phí|sản phẩm)\b.*$", re.IGNORECASE)
TAIL = re.compile(
    r"[\s,;]*\b(?:(?:để\s+)?(?:cùng\s+)?(?:triển khai\s+)?(?:tổ chức\s+)?(?:thực hiện|tham mưu|triển khai))?[\s.;,)]*$",
    re.IGNORECASE,
)
FEWEST_WORDS = 3
LED = re.compile(r"\s*[,;]?\s*(?:chủ trì\b|(?:và\s+)?phối hợp\b).*$", re.IGNORECASE)
BRACKETS = re.compile(r"\((?P<inside>[^()]*(?:chủ trì|thời gian|hoàn thành)[^()]*)\)", re.IGNORECASE)


def tasks_of_rows(rows: Sequence[Row]) -> list[Task]:
    """Return the tasks of tables, as they stand there; rows that only name a group are none."""
    return [
        _of_row(row) for row in rows if row.kind == "task" and not row.is_group and not row.values and row.text("text")
    ]


def _of_row(row: Row) -> Task:
    return Task(
        number=row.number,
        text=row.text("text"),
        lead=row.text("lead").strip(" ;,"),
        coordinating=row.text("coordinating").strip(" ;,"),
        deadline=parse_deadline(row.text("deadline")) if row.text("deadline") else None,
        where=row.whole.where(),
        section=row.section,
        goal=row.text("goal"),
    )


def targets_of_rows(rows: Sequence[Row], year: int | None) -> list[Target]:
    """Return the targets in the cells of task tables: the column of aims, then numbers in the task's own words."""
    found = []
    for row in rows:
        if row.kind != "task":
            continue
        if row.values:
            found += list(_of_columns(row))
            continue
        deadline = parse_deadline(row.text("deadline"))
        of_column = outline.last_year(next((t for i, t in row.columns.titles.items() if _is_goal(row, i)), ""))
        own = (deadline.year if deadline else None) or year
        if "goal" in row.cells:
            is_aim = any(re.search("muc tieu|chi tieu", t) for i, t in row.columns.titles.items() if _is_goal(row, i))
            found += targets_in(row.cells["goal"], of_column or own, is_goal=is_aim)
        if "text" in row.cells:
            found += targets_in(row.cells["text"], own, is_goal=False)
    return found


def _of_columns(row: Row) -> Iterator[Target]:
    """Yield the targets of a row whose columns are years."""
    name = row.text("goal") or row.text("text")
    unit = row.text("unit")
    for year, cell in row.values.items():
        found = TARGET_CELL.match(cell.text)
        if not found or not name:
            continue
        of_cell = "%" if "%" in cell.text else unit
        value = value_of(re.sub(r"[^\d.,]", "", cell.text))
        yield Target(name, comparator(found["sign"] or "", ""), value, of_cell, year, cell.where(), name, is_goal=True)


def _is_goal(row: Row, index: int) -> bool:
    return row.columns.roles.get(index) == "goal"


def tasks_of_prose(blocks: Sequence[Block]) -> list[Task]:
    """Return the numbered paragraphs below which it is said who leads or until when."""
    found = []
    for at, block in enumerate(blocks):
        heading = block.paragraph
        if task := _of_bullet(block):
            found.append(task)
        if (
            heading.cells
            or heading.level > 4
            or LABEL.match(heading.mark[2])
            or block.part in (outline.HEAD, outline.END, outline.WORK, outline.GOALS)
        ):
            continue
        below = list(_below(blocks, at))
        if task := _task(heading, below, block):
            found.append(task)
    return found


def _stated_whole(paragraph: Paragraph) -> bool:
    """Say whether a dash states a task of its own: words, then who leads, then until when."""
    words = paragraph.mark[2]
    label = LABEL.search(words)
    if paragraph.level != 9 or paragraph.cells or not label or ":" not in words[label.start() :]:
        return False
    said = words[label.start() :].rstrip(" .)")
    return bool(lead_in(said) and time_in(said)) and len(words[: label.start()].split()) >= FEWEST_WORDS


def _of_bullet(block: Block) -> Task | None:
    """Return the task that one dash states whole: «- Mở lớp. Đơn vị chủ trì: Phòng A; thời gian: Quý II/2026.»"""
    paragraph, words = block.paragraph, block.paragraph.mark[2]
    in_place = block.part not in (outline.HEAD, outline.END, outline.WORK, outline.GOALS)
    label = LABEL.search(words)
    if not in_place or not label or not _stated_whole(paragraph):
        return None
    text, said = words[: label.start()].strip(" ;,.("), words[label.start() :].rstrip(" .)")
    section = next((one.mark[1] for one in block.above if one.mark[0] == "roman"), "")
    return Task("", text, lead_in(said), help_in(said), time_in(said), paragraph.where(), section)


def _below(blocks: Sequence[Block], at: int) -> Iterator[Paragraph]:
    """Yield the paragraphs under a heading that are no headings themselves."""
    heading = blocks[at].paragraph
    for index in range(at + 1, len(blocks)):
        block = blocks[index]
        is_mine = bool(block.above) and block.above[-1] is heading and not block.paragraph.cells
        if not is_mine or (block.paragraph.level < 9 and not LABEL.match(block.paragraph.mark[2])):
            return
        yield block.paragraph
        if TIME.search(block.paragraph.text):
            return


def _task(heading: Paragraph, below: Sequence[Paragraph], block: Block) -> Task | None:
    _, number, words = heading.mark
    own = BRACKETS.search(words)
    says = [one.mark[2] for one in below if not _stated_whole(one)] + (
        re.split(r"\s*[;]\s*", own["inside"]) if own else []
    )
    lead = next((named for one in says if (named := lead_in(one))), "")
    deadline = next((when for one in says if (when := time_in(one))), None)
    if not deadline and not (lead and any(re.search("chủ trì|tham mưu", one, re.IGNORECASE) for one in says)):
        return None
    helping = next((units for one in says if (units := help_in(one))), "")
    text = (words[: own.start()] if own else words).strip(" ;,.:")
    whole = heading
    for one in below:
        whole = join(whole, one)
    section = next((one.mark[1] for one in block.above if one.mark[0] == "roman"), "")
    return Task(number, text, lead, helping, deadline, whole.where(), section)


def lead_in(words: str) -> str:
    """Return who leads, or nothing.

    >>> lead_in("Phòng tham mưu: Văn phòng Sở chủ trì; phối hợp với các phòng thực hiện;")
    'Văn phòng Sở'
    >>> lead_in("Đơn vị chủ trì: Phòng A, phối hợp với Phòng B")
    'Phòng A'
    """
    found = LEAD.search(words)
    if not found:
        return ""
    return LED.sub("", NEXT_LABEL.sub("", found["named"] or found["subject"])).removeprefix("Giao ").strip(" ;,.")


def help_in(words: str) -> str:
    """Return who helps, or nothing.

    >>> help_in("Văn phòng Sở chủ trì; phối hợp với các phòng chuyên môn, nghiệp vụ triển khai thực hiện;")
    'các phòng chuyên môn, nghiệp vụ'
    """
    found = HELP.search(words)
    return TAIL.sub("", NEXT_LABEL.sub("", found["units"])).strip(" ;,.") if found else ""


def time_in(words: str) -> Deadline | None:
    """Return the deadline that is named as such, or nothing.

    >>> time_in("Thời gian hoàn thành: Quý IV năm 2022.").quarter
    4
    """
    found = TIME.search(words)
    return parse_deadline((found["words"] or found["done"]).strip()) if found else None
