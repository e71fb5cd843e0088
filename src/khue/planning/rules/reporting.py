"""The reporting calendar: who owes which report to whom by which day. Dated data, read once.

Rows are followed by new ones, never edited. owed_by: the level at which the report is written (school, commune,
department, or `directly_under` for schools and centres directly under the department); owed_to: who receives it.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from khue.core.words import N_
from khue.planning.rules.deadlines import falls_due

LEVELS = {
    "school": N_("Trường, cơ sở giáo dục"),
    "directly_under": N_("Trường, trung tâm trực thuộc Sở"),
    "commune": N_("Xã, phường"),
    "district": N_("Phòng GDĐT (đến 30/6/2025)"),
    "department": N_("Sở Giáo dục và Đào tạo"),
    "province": N_("UBND tỉnh"),
    "ministry": N_("Bộ Giáo dục và Đào tạo"),
}


@dataclass(frozen=True)
class Report:
    """A report that is owed again and again, while it is in force."""

    code: str
    title: str
    recurrence: str
    month: int
    day: int
    owed_by: str
    owed_to: str
    source: str
    start: date
    end: date | None
    is_unsure: bool


@dataclass(frozen=True, order=True)
class Owed:
    """A report on the day it is due."""

    due: date
    code: str
    title: str
    owed_by: str
    owed_to: str
    source: str
    is_unsure: bool


@cache
def reports() -> tuple[Report, ...]:
    """Return the reports of the calendar.

    Source: `data/reports.csv`, each row with its own.
    """
    with (Path(__file__).parents[1] / "data" / "reports.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Report(
                row["code"], row["title"], row["recurrence"], int(row["month"] or 0), int(row["day"]),
                row["owed_by"], row["owed_to"], row["source"], date.fromisoformat(row["from"]),
                date.fromisoformat(row["until"]) if row["until"] else None, row["confidence"] == "check",
            )
            for row in csv.DictReader(file)
        )  # fmt: skip


def owed(start: date, end: date) -> list[Owed]:
    """Return what falls due in a stretch of time, in the order of days.

    >>> [(one.due.isoformat(), one.owed_by) for one in owed(date(2026, 6, 1), date(2026, 6, 30))]
    [('2026-06-15', 'commune'), ('2026-06-20', 'department')]

    Source: `data/reports.csv`, each row with its own.
    """
    found = []
    for one in reports():
        first, last = max(start, one.start), min(end, one.end) if one.end else end
        for due in falls_due(one.recurrence, first, last, month=one.month, day=one.day) if first <= last else ():
            found.append(Owed(due, one.code, one.title, one.owed_by, one.owed_to, one.source, one.is_unsure))
    return sorted(found)
