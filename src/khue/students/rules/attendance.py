"""What counts as missing school, how many sessions a year may be missed, and on which days a roll is called. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from khue.core.clock import SchoolYear, days_off, school_year_of
from khue.core.words import N_

COUNTED = ("excused", "unexcused")  # coming late is written down and counts for nothing
YEARLY_LIMIT = 45
LIMITED_GRADES = tuple(str(grade) for grade in range(6, 13))
STANDINGS = (("over", 46), ("last", 45), ("near", 40), ("watch", 30))  # the worst first, with its first session
STANDING_TITLES = {
    "watch": N_("Cần nhắc"),
    "near": N_("Sắp hết số buổi"),
    "last": N_("Hết số buổi được nghỉ"),
    "over": N_("Quá 45 buổi"),
}
STANDING_TONES = {"watch": "warn", "near": "warn", "last": "bad", "over": "bad"}
WARNING_STEPS = (45, 40, 30)
SUNDAY = 6
LAST_TEACHING_DAY = (5, 31)
DayProblem = Literal["", "future", "sunday", "closed", "outside"]


@dataclass(frozen=True)
class Tally:
    """How many sessions of a year were missed with leave and without, and how often somebody came late."""

    excused: int = 0
    unexcused: int = 0
    late: int = 0

    @property
    def missed(self) -> int:
        """Return the sessions that count towards the limit: excused and unexcused together."""
        return self.excused + self.unexcused


def tally(absences: Iterable[tuple[date, str]]) -> Tally:
    """Count the absences of a year: pairs of a day and a reason.

    A day counts for one session however many of its sessions were missed; it counts as unexcused when any of them was.
    [check]: the circular limits "45 buổi trong một năm học" and says in brackets "tính theo kế hoạch giáo dục 01
    buổi/ngày"; that both sessions of a day make one is our reading of these words, no guidance was found.

    >>> monday, tuesday = date(2026, 11, 2), date(2026, 11, 3)
    >>> tally([(monday, "excused"), (monday, "unexcused"), (tuesday, "excused"), (tuesday, "late")])
    Tally(excused=1, unexcused=1, late=1)

    Source: Circular 22/2021/TT-BGDĐT, Art. 12(1)(c) [check]; ASM-40.
    """
    excused = unexcused = late = 0
    for _day, rows in groupby(sorted(absences), key=lambda row: row[0]):
        reasons = [reason for _same, reason in rows]
        late += reasons.count("late")
        unexcused += "unexcused" in reasons
        excused += "excused" in reasons and "unexcused" not in reasons
    return Tally(excused, unexcused, late)


def limit_of(grade: str) -> int | None:
    """Return how many sessions a year a pupil of the grade may miss and still move up; None where no limit is set.

    >>> limit_of("9"), limit_of("5")
    (45, None)

    Source: Circular 22/2021/TT-BGDĐT, Art. 12(1)(c) (grades 6 to 12); Circular 27/2020/TT-BGDĐT sets none for primary.
    """
    return YEARLY_LIMIT if grade in LIMITED_GRADES else None


def standing(missed: int, limit: int | None) -> str:
    """Return how near the limit is: "" far, "watch" from 30, "near" from 40, "last" at 45, "over" beyond.

    Source: Circular 22/2021/TT-BGDĐT, Art. 12(1)(c) for 45; the steps of 30 and 40 are the office's own.
    """
    if limit is None:
        return ""
    return next((code for code, first in STANDINGS if missed >= first), "")


def warning_step(missed: int) -> int:
    """Return the highest step reached at which somebody is told; 0 when none is.

    >>> warning_step(29), warning_step(30), warning_step(46)
    (0, 30, 45)

    Source: Circular 22/2021/TT-BGDĐT, Art. 12(1)(c) for 45; the steps of 30 and 40 are the office's own.
    """
    return next((step for step in WARNING_STEPS if missed >= step), 0)


def towards(step: int) -> tuple[str, ...]:
    """Return who is told at a step: the homeroom teacher; at the last one the head of the school too.

    Source: Circular 32/2020/TT-BGDĐT, Art. 29(2) (the homeroom teacher follows attendance); the office's own for the
    head.
    """
    return ("homeroom", "head") if step >= YEARLY_LIMIT else ("homeroom",)


def day_problem(day: date, *, today: date, school_year: int, ends: date | None = None) -> DayProblem:
    """Return why no roll is called for a class of the school year on a day; empty when it may be.

    ends: the last day of teaching by the decision of the year (catalogue `school_years`); 31 May without one.
    Source: Labour Code 2019, Art. 111-112 (days off, `core.clock`); yearly framework of the ministry (school year).
    """
    if day > today:
        return "future"
    last = ends or date(school_year + 1, *LAST_TEACHING_DAY)
    if school_year_of(day) != SchoolYear(school_year) or day > last:
        return "outside"
    if (off := days_off().get(day)) and off.is_closed:
        return "closed"
    return "sunday" if day.weekday() == SUNDAY else ""


def day_off_name(day: date) -> str:
    """Return what a day off is called, as the list of days off says.

    Source: `core.clock.days_off`.
    """
    off = days_off().get(day)
    return off.name if off and off.is_closed else ""


def changed_marks(
    before: Mapping[int, tuple[str, str]], after: Mapping[int, tuple[str, str]]
) -> dict[int, tuple[tuple[str, str] | None, tuple[str, str] | None]]:
    """Return person -> (what was, what is) of those whose mark differs; None stands for being present.

    Source: the way a roll is kept: only who is missing or late is written down.
    """
    return {
        person: (before.get(person), after.get(person))
        for person in {*before, *after}
        if before.get(person) != after.get(person)
    }
