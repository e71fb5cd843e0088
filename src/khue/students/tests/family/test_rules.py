"""The 45 sessions of a year, in worked examples; on which days a roll is called."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from khue.students import rules

CASES = Path(__file__).parent.parent / "cases" / "absences.csv"
TODAY = date(2026, 11, 24)


def rows():
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def absences(text):
    if text.endswith(" days"):
        count = int(text.removesuffix(" days"))
        return [(date(2026, 9, 7) + timedelta(days=place), "excused") for place in range(count)]
    return [(date.fromisoformat(f"2026-{one.split()[0]}"), one.split()[1]) for one in text.split(";")]


@pytest.mark.parametrize("case", rows(), ids=lambda case: case["name"])
def test_sessions_of_the_year(case):
    told, limit = rules.tally(absences(case["absences"])), rules.limit_of(case["grade"])
    assert told.missed == int(case["missed"])
    assert (str(max(0, limit - told.missed)) if limit else "") == case["left"]
    assert rules.standing(told.missed, limit) == case["standing"]


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        (date(2026, 11, 23), ""),
        (TODAY, "closed"),  # 24 November, day off from 2026
        (date(2026, 11, 25), "future"),
        (date(2026, 11, 22), "sunday"),
        (date(2026, 11, 21), ""),  # a Saturday may be a day of school
        (date(2026, 9, 2), "closed"),
        (date(2026, 9, 1), "closed"),
        (date(2026, 9, 3), ""),
        (date(2026, 8, 31), "outside"),
    ],
)
def test_a_roll_is_called_on_days_of_school_only(day, problem):
    assert rules.day_problem(day, today=TODAY, school_year=2026) == problem


def test_the_summer_lies_outside_unless_the_decision_moved_the_end():
    june = date(2027, 6, 1)
    assert rules.day_problem(june, today=june, school_year=2026) == "outside"
    assert rules.day_problem(june, today=june, school_year=2026, ends=date(2027, 7, 15)) == ""
    assert rules.day_problem(date(2027, 5, 31), today=june, school_year=2026) == ""


def test_a_day_off_has_its_name():
    assert rules.day_off_name(date(2026, 9, 2)) == "Quốc khánh"
    assert rules.day_off_name(date(2026, 11, 23)) == ""


def test_marks_that_differ_are_found_on_both_sides():
    before = {1: ("excused", ""), 2: ("late", "")}
    after = {2: ("unexcused", ""), 3: ("excused", "sốt")}
    assert rules.changed_marks(before, after) == {
        1: (("excused", ""), None),
        2: (("late", ""), ("unexcused", "")),
        3: (None, ("excused", "sốt")),
    }
