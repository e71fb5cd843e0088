"""Days, school years and due dates: the worked examples of the rulebook, and what must hold for every day."""

import csv
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khue.core import clock

CASES = list(csv.DictReader((Path(__file__).parent / "cases" / "due_dates.csv").open(encoding="utf-8")))
KNOWN_DAYS = st.dates(date(2024, 1, 1), date(2027, 10, 31))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_due_date_is_the_one_of_the_worked_example(case):
    received = datetime.fromisoformat(case["received_at"]).replace(tzinfo=clock.ZONE)
    cut_off = time.fromisoformat(case["cut_off"]) if case["cut_off"] else None
    assert clock.due(received, int(case["limit"]), case["unit"], cut_off) == date.fromisoformat(case["expected"])


@pytest.mark.parametrize(("year", "days"), [(2024, 11), (2025, 11), (2026, 12), (2027, 12)])
def test_a_year_has_its_number_of_holidays(year, days):
    moved = ("Nghỉ bù", "Nghỉ hoán đổi")
    rows = [row for row in clock.days_off().values() if row.day.year == year and row.is_closed]
    assert sum(not row.name.startswith(moved) for row in rows) == days


def test_every_holiday_on_a_weekly_day_off_is_compensated():
    rows = list(clock.days_off().values())
    for year in clock.known_years():
        lost = [row for row in rows if row.day.year == year and row.is_closed and row.day.weekday() >= 5]
        given_back = [row for row in rows if row.day.year == year and row.name.startswith("Nghỉ bù")]
        assert len(lost) == len(given_back), year


def test_every_moved_day_is_worked_on_a_saturday():
    rows = list(clock.days_off().values())
    moved = [row for row in rows if row.name.startswith("Nghỉ hoán đổi")]
    worked = [row for row in rows if not row.is_closed]
    assert len(moved) == len(worked)
    assert all(row.day.weekday() == 5 for row in worked)


def test_unconfirmed_days_are_marked_and_all_rows_have_a_source():
    assert all(row.source for row in clock.days_off().values())
    assert clock.days_off()[date(2027, 2, 4)].is_unsure
    assert not clock.days_off()[date(2026, 11, 24)].is_unsure


def test_culture_day_is_off_from_2026_only():
    assert clock.is_working_day(date(2025, 11, 24))
    assert not clock.is_working_day(date(2026, 11, 24))


def test_a_year_without_calendar_is_refused_by_name():
    with pytest.raises(clock.NoCalendar, match="2031"):
        clock.is_working_day(date(2031, 3, 3))


def test_the_day_is_the_day_in_vietnam():
    assert clock.today(datetime(2026, 6, 30, 17, 0, tzinfo=UTC)) == date(2026, 7, 1)
    assert clock.today(datetime(2026, 6, 30, 16, 59, tzinfo=UTC)) == date(2026, 6, 30)


@pytest.mark.parametrize("text", ["2025", "2025-2027", "25-26", "năm học", ""])
def test_a_text_that_is_no_school_year_is_refused(text):
    with pytest.raises(clock.NotASchoolYear):
        clock.school_year(text)


def test_a_school_year_is_read_as_it_is_printed():
    year = clock.school_year("2025 – 2026")
    assert (year.label, year.first_day, year.last_day) == ("2025-2026", date(2025, 9, 1), date(2026, 8, 31))


@given(st.dates(date(1945, 9, 2), date(2100, 1, 1)))
def test_every_day_lies_in_its_school_year(day):
    year = clock.school_year_of(day)
    assert year.first_day <= day <= year.last_day


@given(KNOWN_DAYS, st.integers(0, 30))
def test_a_period_of_working_days_holds_that_many(received, count):
    end = clock.add_working_days(received, count)
    between = (received + timedelta(days=n) for n in range(1, (end - received).days + 1))
    counted = sum(clock.is_working_day(day) for day in between)
    assert clock.is_working_day(end)
    assert counted == count or (count == 0 and not clock.is_working_day(received) and counted == 1)
