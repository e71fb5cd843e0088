"""What the columns of a plan's table hold, told by their titles. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from khue.planning.reading.paragraphs import Paragraph, folded

ROLES = (
    ("number", r"^(?:stt|tt|so tt|so thu tu)\b"),
    ("note", r"ghi chu"),
    ("coordinating", r"phoi hop"),
    ("lead", r"chu tri|tham muu|phu trach|(?:don vi|co quan|phong|to chuc).{0,12}thuc hien|trach nhiem|dau moi"),
    ("source", r"^nguon"),
    ("money", r"kinh phi|du toan|so tien|nguon von"),
    ("deadline", r"thoi (?:gian|han|diem)|tien do|hoan thanh|lo trinh"),
    ("unit", r"^(?:dvt|don vi tinh|don vi)$"),
    ("text", r"nhiem vu|noi dung|^ten\b|hoat dong|giai phap|cong viec|du an|hang muc"),
    ("goal", r"muc tieu|chi tieu|ket qua|san pham|dau ra"),
)
YEAR_TITLE = re.compile(r"(?:den |ke hoach )?(?:nam )?(20\d\d)$")
GOAL_OF_YEAR = re.compile(r"(?:muc tieu|chi tieu|ke hoach|den)\b.{0,20}\b(20\d\d)$")
MONEY = re.compile(r"(?:\d{1,3}(?:\.\d{3}){1,4}|\d{1,15})(?:,\d{1,6})?$")
TARGET_CELL = re.compile(
    r"(?P<sign>[≥≤><]=?\s*|(?:trên|dưới|tối thiểu|ít nhất|không quá|tối đa)\s+)?\d{1,12}(?:[.,]\d{1,6}){0,3}\s*%?$",
    re.IGNORECASE,
)


@dataclass
class Columns:
    """Which column holds what; `years`: columns of one year each; `unit`: in which sums of money are given."""

    roles: dict[int, str] = field(default_factory=dict)
    years: dict[int, int] = field(default_factory=dict)
    unit: str = ""
    titles: dict[int, str] = field(default_factory=dict)

    def at(self, role: str) -> int | None:
        """Return the first column of a role."""
        return next((index for index, one in sorted(self.roles.items()) if one == role), None)

    @property
    def is_of_targets(self) -> bool:
        """Say whether the rows are targets with their values by year, not tasks."""
        has_target = any(re.match(r"(?:cac |ten )?(?:chi tieu|muc tieu|chi so)", one) for one in self.titles.values())
        return has_target and bool(self.years) and not {"lead", "money"} & set(self.roles.values())


def money_unit(words: str) -> str:
    """Return the unit in which sums are given, from a title or a line above the table.

    >>> money_unit("ĐVT: triệu đồng"), money_unit("Kinh phí (tỷ đồng)"), money_unit("Kinh phí")
    ('triệu đồng', 'tỷ đồng', '')
    """
    found = re.search(r"\b(nghin|ngan|trieu|ty|ti)?\s*(?:dong|vnd)\b", folded(words))
    if not found:
        return ""
    names = {"nghin": "nghìn đồng", "ngan": "nghìn đồng", "trieu": "triệu đồng", "ty": "tỷ đồng", "ti": "tỷ đồng"}
    return names.get(found[1] or "", "đồng")


def header_of(cells: Sequence[Paragraph]) -> Columns | None:
    """Return the columns when a row is the head of a table, else nothing."""
    columns = Columns()
    for index, cell in enumerate(cells):
        title = folded(cell.text)
        if not title:
            continue
        columns.titles[index] = title
        if found := YEAR_TITLE.match(title):
            columns.years[index] = int(found[1])
        elif role := next((role for role, pattern in ROLES if re.search(pattern, title)), ""):
            if role not in columns.roles.values():
                columns.roles[index] = role
            if role == "money":
                columns.unit = money_unit(title)
    aims = {index: int(found[1]) for index, title in columns.titles.items() if (found := GOAL_OF_YEAR.match(title))}
    if len(aims) > 1:
        columns.years |= aims
        columns.roles = {index: role for index, role in columns.roles.items() if index not in aims}
    held = set(columns.roles.values())
    numbered = "number" in held and len(held) >= 2
    return columns if numbered or (held & {"text", "goal"} and len(held) >= 3) else None


def add_second_head(columns: Columns, cells: Sequence[Paragraph]) -> bool:
    """Take in a second row of titles (the years under «Kinh phí»); say whether the row was one."""
    words = {index: folded(cell.text) for index, cell in enumerate(cells) if cell.text}
    years = {index: int(found[1]) for index, title in words.items() if (found := YEAR_TITLE.match(title))}
    others = {index: title for index, title in words.items() if index not in years}
    known = all(any(re.search(pattern, title) for _, pattern in ROLES) for title in others.values())
    if columns.years or not years or not known:
        return False
    columns.years = years
    for index, title in others.items():
        if role := next((role for role, pattern in ROLES if re.search(pattern, title)), ""):
            columns.roles[index] = role
    return True
