"""Targets compared, values checked, sums and days: the borders."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from khue.core.errors import Invalid
from khue.planning import rules
from khue.planning.rules import Aim, Line, Stated

with (Path(__file__).parent / "cases" / "met.csv").open(encoding="utf-8", newline="") as file:
    MET = list(csv.DictReader(file))


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


@pytest.mark.parametrize("row", MET, ids=lambda row: row["name"])
def test_a_value_meets_a_target(row: dict[str, str]) -> None:
    aim = Aim(row["comparator"], number(row["low"]), number(row["high"]))
    expected = {"yes": True, "no": False, "unknown": None}[row["expected"]]
    assert rules.met(aim, Decimal(row["value"]), number(row["base"])) is expected


def test_a_target_without_number_tells_nothing() -> None:
    assert rules.met(Aim("ge", None), Decimal(1)) is None and rules.met(Aim("range", Decimal(1)), Decimal(1)) is None


def stated(key: int, plan: int, text: str, low: int, indicator: str = "", year: int = 2026) -> Stated:
    return Stated(key, plan, year, "%", text, indicator, Aim("ge", Decimal(low)))


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (stated(1, 1, "học sinh quản lý hồ sơ số", 95), stated(2, 2, "học sinh được quản lý bằng hồ sơ số", 90), True),
        (stated(1, 1, "học sinh quản lý hồ sơ số", 95), stated(2, 2, "học sinh quản lý hồ sơ số", 95), False),
        (stated(1, 1, "học sinh quản lý hồ sơ số", 95), stated(2, 1, "học sinh quản lý hồ sơ số", 90), False),
        (
            stated(1, 1, "học sinh quản lý hồ sơ số", 95),
            stated(2, 2, "học sinh quản lý hồ sơ số", 90, year=2027),
            False,
        ),
        (stated(1, 1, "a", 95, "x.y"), stated(2, 2, "b", 90, "x.y"), True),
        (stated(1, 1, "học sinh hồ sơ số", 95, "x.y"), stated(2, 2, "học sinh hồ sơ số", 90, "x.z"), False),
        (stated(1, 1, "thủ tục", 95), stated(2, 2, "thủ tục", 90), False),
    ],
)
def test_two_plans_differ_about_one_measure(one: Stated, other: Stated, differ: bool) -> None:
    assert bool(rules.conflicts([one, other])) is differ


def faults(kind: str, **value: object) -> set[str]:
    with pytest.raises(Invalid) as refused:
        rules.FIELDS[kind](value)
    return {fault.place for fault in refused.value.problems}


def test_a_target_says_what_is_missing_in_it() -> None:
    good = {"text": "Học sinh có hồ sơ số", "comparator": "ge", "value": 95, "unit": "%", "year": 2026}
    assert rules.target_fields(good)["low"] == 95
    assert rules.target_fields({**good, "comparator": "range", "value": [90, 100]})["high"] == 100
    assert faults("target", **{**good, "value": None}) == {"value"}
    assert faults("target", **{**good, "value": "NaN"}) == faults("target", **{**good, "value": "nhiều"}) == {"value"}
    assert faults("target", **{**good, "value": "1e30"}) == {"value"}
    assert faults("target", **{**good, "value": [90, 100]}) == {"value"}
    assert faults("target", **{**good, "comparator": "range"}) == {"value"}
    assert faults("target", **{**good, "comparator": "about", "year": 1999, "unit": "x" * 41}) == {
        "comparator", "year", "unit",
    }  # fmt: skip
    assert not rules.is_complete("target", {}) and rules.is_complete("target", good)


def test_a_task_keeps_its_deadline() -> None:
    deadline = {"kind": "quarter", "text": "Quý I năm 2026", "from": "2026-01-01", "to": "2026-03-31"}
    fields = rules.task_fields({"text": "Tập huấn", "coordinating": ["Phòng A", "Phòng B"], "deadline": deadline})
    assert (fields["start_on"], fields["due_on"]) == (date(2026, 1, 1), date(2026, 3, 31))
    assert (fields["coordinating_text"], fields["deadline_text"]) == ("Phòng A; Phòng B", "Quý I năm 2026")
    assert rules.task_fields({"text": "Tập huấn", "deadline": "khi có kinh phí"})["deadline_kind"] == "none"
    assert faults("task", text="", deadline={"kind": "quarter"}) == {"text", "to"}
    assert faults("task", text="x", deadline={"kind": "range", "from": "2026-02-01", "to": "2026-01-01"}) == {"to"}
    assert faults("task", text="x", deadline={"kind": "soon", "to": "mai"}) == {"kind", "to"}


def test_money_is_kept_in_dong() -> None:
    good = {"row": "Đường truyền", "source": "CTX", "year": 2026, "amount": "1,5", "unit": "tỷ đồng"}
    assert rules.budget_fields(good)["planned"] == 1_500_000_000
    assert rules.budget_fields({**good, "is_sum": True})["is_sum"] is True
    assert faults("budget", **{**good, "amount": -1}) == {"amount"}
    assert faults("budget", row="x", unit="đô la") == {"amount", "unit"}


def test_a_duty_has_the_days_of_its_kind() -> None:
    yearly = rules.duty_fields({"text": "Báo cáo", "recurrence": "yearly", "month": 12, "day": 10})
    assert (yearly["month"], yearly["day"], yearly["due_on"]) == (12, 10, None)
    once = rules.duty_fields({"text": "Báo cáo", "recurrence": "once", "date": {"to": "2026-06-30"}})
    assert once["due_on"] == date(2026, 6, 30)
    assert faults("duty", text="Báo cáo", recurrence="once") == {"date"}
    assert faults("duty", text="Báo cáo", recurrence="yearly", month=13, day=32) == {"month", "day"}
    assert faults("goal", text=" ") == {"text"}


@pytest.mark.parametrize(
    ("recurrence", "days"),
    [
        ("once", [date(2026, 6, 30)]),
        ("none", []),
        ("yearly", [date(2026, 2, 28)]),
        ("quarterly", [date(2026, 1, 31), date(2026, 4, 30), date(2026, 7, 31), date(2026, 10, 31)]),
    ],
)
def test_a_report_falls_due(recurrence: str, days: list[date]) -> None:
    year = (date(2026, 1, 1), date(2026, 12, 31))
    assert rules.falls_due(recurrence, *year, month=2, day=31, on=date(2026, 6, 30)) == days


def test_a_monthly_report_and_one_outside_the_time_asked_for() -> None:
    year = (date(2026, 1, 1), date(2026, 12, 31))
    assert len(rules.falls_due("monthly", *year, month=0, day=5)) == 12
    assert rules.falls_due("once", *year, month=0, day=0, on=date(2027, 1, 1)) == []


def test_the_step_of_the_district_is_the_communes_from_july_2025() -> None:
    june = {year: {one.owed_by for one in rules.owed(date(year, 6, 1), date(year, 6, 30))} for year in (2025, 2026)}
    assert june == {2025: {"district", "department"}, 2026: {"commune", "department"}}


@pytest.mark.parametrize(
    ("due", "state", "standing"),
    [
        (date(2026, 3, 31), "doing", "soon"),
        (date(2026, 3, 30), "doing", "late"),
        (date(2026, 4, 14), "waiting", "soon"),
        (date(2026, 4, 15), "waiting", "open"),
        (date(2026, 1, 1), "done", "done"),
        (None, "doing", "open"),
    ],
)
def test_a_task_stands(due: date | None, state: str, standing: str) -> None:
    assert rules.standing(due, state, date(2026, 3, 31)) == standing


def test_a_task_is_reminded_of_once_before_and_once_after_its_end() -> None:
    due = date(2026, 3, 31)
    assert not rules.reminds(due, None, date(2026, 3, 16)) and rules.reminds(due, None, date(2026, 3, 17))
    assert not rules.reminds(due, date(2026, 3, 17), due) and rules.reminds(due, due, date(2026, 4, 1))
    assert not rules.reminds(due, date(2026, 4, 1), date(2026, 5, 1)) and not rules.reminds(None, None, due)


def test_more_than_was_allotted_is_found() -> None:
    lines = [
        Line("A", "CTX", 2026, Decimal(10), Decimal(12), Decimal(13)),
        Line("B", "NST", 2026, Decimal(5), Decimal(5), Decimal(5)),
    ]
    assert [(one.kind, one.row, one.difference) for one in rules.excesses(lines)] == [
        ("allotted_over_planned", "A", Decimal(2)),
        ("spent_over_allotted", "A", Decimal(1)),
    ]
    assert rules.summed(lines).planned == 15 and rules.totals(lines, "source")["NST"].spent == 5


def test_two_values_in_one_sentence_are_two_measures() -> None:
    both = "nội dung dạy trực tuyến 5% ở tiểu học, 10% ở trung học"
    several = [stated(key, plan, both, low) for key, plan, low in ((1, 1, 5), (2, 1, 10), (3, 2, 5), (4, 2, 10))]
    assert rules.conflicts(several) == []
    assert len(rules.conflicts([*several[:2], stated(5, 2, both, 7)])) == 2
