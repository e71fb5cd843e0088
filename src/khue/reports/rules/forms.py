"""Forms of reports as dated data: which duty, which sections, which indicators, which words people add. Read once.

A form is followed by a new version, never edited. Forms of one family belong together: what schools sent is added up in
the forms of the levels above.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from khue.core.words import N_
from khue.planning.rules import Report as Duty
from khue.planning.rules import reports as duties

KINDS_OF = {"school": ("school",), "commune": ("commune_office",), "department": ("department",)}
HEADS = {"school": N_("Hiệu trưởng"), "commune_office": N_("Trưởng phòng"), "department": N_("Giám đốc")}


@dataclass(frozen=True)
class Section:
    """A part of a form: words that people write (holds: what is asked), or a table of indicators (holds: codes)."""

    code: str
    kind: str
    title: str
    holds: str
    is_needed: bool

    @property
    def indicators(self) -> tuple[str, ...]:
        """Return the codes of the indicators of a table."""
        return tuple(self.holds.split()) if self.kind == "table" else ()


@dataclass(frozen=True)
class Form:
    """The form of one duty while it is in force."""

    duty: str
    version: int
    start: date
    end: date | None
    family: str
    sections: tuple[Section, ...]

    @property
    def words(self) -> tuple[Section, ...]:
        """Return the sections that people write."""
        return tuple(one for one in self.sections if one.kind == "words")

    @property
    def indicators(self) -> tuple[str, ...]:
        """Return the codes of all indicators, in order."""
        return tuple(code for one in self.sections for code in one.indicators)


@cache
def all_forms() -> tuple[Form, ...]:
    """Return every form, past ones too.

    Source: `data/forms.csv`; what is owed and why stands in the reporting calendar of planning.
    """
    with (Path(__file__).parents[1] / "data" / "forms.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    groups: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault((row["duty"], row["version"]), []).append(row)
    return tuple(
        Form(
            duty, int(version), date.fromisoformat(several[0]["from"]),
            date.fromisoformat(several[0]["until"]) if several[0]["until"] else None, several[0]["family"],
            tuple(
                Section(row["section"], row["kind"], row["title"], row["holds"], row["needed"] == "yes")
                for row in several
            ),
        )
        for (duty, version), several in groups.items()
    )  # fmt: skip


def form_of(duty: str, on: date) -> Form | None:
    """Return the form of a duty on a day; None where none is declared.

    >>> form_of("quarterly_progress_school", date(2026, 10, 5)).version
    1
    >>> form_of("technology_report", date(2026, 11, 15)) is None
    True

    Source: `data/forms.csv`.
    """
    return next((one for one in all_forms() if one.duty == duty and _holds(one.start, one.end, on)), None)


def forms_of_family(family: str, on: date) -> list[Form]:
    """Return the forms that belong together on a day.

    Source: `data/forms.csv`.
    """
    return [one for one in all_forms() if one.family == family and _holds(one.start, one.end, on)]


def duty_of(code: str) -> Duty | None:
    """Return the duty of the reporting calendar.

    Source: the reporting calendar of planning, each row with its own.
    """
    return next((one for one in duties() if one.code == code), None)


def _holds(start: date, end: date | None, on: date) -> bool:
    return start <= on and (end is None or on <= end)


def period_of(recurrence: str, due: date) -> tuple[date, date]:
    """Return the first and last day that a report is about: up to the end of the month before it is due.

    >>> [one.isoformat() for one in period_of("quarterly", date(2026, 10, 5))]
    ['2026-07-01', '2026-09-30']
    >>> [one.isoformat() for one in period_of("yearly", date(2026, 12, 10))]
    ['2026-01-01', '2026-11-30']

    Source: the office's own rule: the plans name the day on which a report is due, not the day on which it closes.
    """
    last = due.replace(day=1) - timedelta(days=1)
    return last.replace(month=last.month - 2 if recurrence == "quarterly" else 1, day=1), last


def recipient_of(owed_to: str, chain: Iterable[int], kinds: Mapping[int, str]) -> int | None:
    """Return which of the units above receives a report: the nearest of the level named, else the nearest of all.

    chain: the units above, from below upwards. A school directly under the department has no commune to report to.

    >>> recipient_of("commune", [7, 1], {7: "commune_office", 1: "department"})
    7
    >>> recipient_of("commune", [1], {1: "department"}), recipient_of("province", [1], {1: "department"})
    (1, None)

    Source: Decree 142/2025/NĐ-CP (what moved to communes); the office's own rule for schools under the department.
    """
    wanted = KINDS_OF.get(owed_to)
    above = [unit for unit in chain if unit in kinds]
    if wanted is None or not above:
        return None
    return next((unit for unit in above if kinds[unit] in wanted), above[0])
