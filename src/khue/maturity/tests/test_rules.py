"""The index of digital maturity: the worked examples of the law's table, and the way up."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from khue.maturity.rules import Reading, criteria, judge
from khue.maturity.rules import index as maturity

ON = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("first", "second", "missing", "levels", "overall"),
    [
        ("49.5", "80", [], [1, 3], 1),
        ("50", "50", [], [2, 2], 2),
        ("75", "75", [], [2, 2], 2),
        ("75.5", "76", [], [3, 3], 3),
        ("90", "75", [], [3, 2], 2),
        ("82", "82", ["2.2"], [3, 1], 1),
    ],
)
def test_worked_examples(first: str, second: str, missing: list[str], levels: list[int], overall: int) -> None:
    found = judge({1: Decimal(first), 2: Decimal(second)}, missing)
    assert ([one.level for one in found.groups], found.level) == (levels, overall)


def test_the_maxima_come_to_100_and_to_90_and_the_gap_is_told() -> None:
    assert sum(one.most or 0 for one in criteria(ON) if one.group == 1) == 100
    assert sum(one.most or 0 for one in criteria(ON) if one.group == 2) == 90
    assert [(one.group, one.lacking) for one in maturity.gaps(criteria(ON))] == [(2, Decimal(10))]


def test_mandatory_items_have_no_points() -> None:
    assert [one.code for one in criteria(ON) if one.is_mandatory] == ["1.1", "1.2", "2.1", "2.2"]


def test_no_criterion_holds_before_its_decision() -> None:
    assert criteria(date(2022, 12, 29)) == ()


def test_what_is_uncertain_is_a_parameter() -> None:
    both = {1: Decimal(82), 2: Decimal(60)}
    assert judge(both, reading=Reading(overall_is_lower=False)).level is None
    assert judge(both, ["1.1"], Reading(mandatory_holds_down=False)).groups[0].level == 3
    due = date(2027, 5, 31)
    assert not maturity.is_late(due, due)
    assert maturity.is_late(due, due, Reading(due_day_counts=False))
    assert maturity.is_late(date(2027, 6, 1), due)


@pytest.mark.parametrize(
    ("now", "held", "to_level", "steps"),
    [
        ({"1.5.1": 15, "1.4": 10, "1.7.1": 8, "1.6.1": 7, "1.6.2": 7}, ["1.1", "1.2"], 2, [("1.7.2", 7)]),
        ({"1.5.1": 15, "1.4": 10, "1.7.1": 8, "1.6.1": 7, "1.6.2": 7, "1.7.2": 7}, ["1.1"], 2, [("1.2", None)]),
        ({}, [], 1, []),
    ],
)
def test_the_way_up_is_short(now: dict[str, int], held: list[str], to_level: int, steps: list[Any]) -> None:
    points = {code: Decimal(value) for code, value in now.items()}
    found = maturity.way_up(to_level, 1, points, criteria(ON), held)
    assert [(step.code, step.points) for step in found] == steps


def test_where_all_steps_do_not_reach_all_are_shown() -> None:
    steps = maturity.way_up(3, 2, {}, criteria(ON), ["2.1", "2.2"], Reading(enough=Decimal(95)))
    assert sum(step.points or 0 for step in steps) == 90
