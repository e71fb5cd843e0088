"""Cohorts survive: what is expected, between what bounds, and when nothing may be said."""

from khue.dashboards.rules import forecast, outlook_of


def test_a_cohort_moves_up_by_the_shares_of_the_years_known():
    years = {2024: {"1": 100, "2": 80}, 2025: {"1": 120, "2": 90}, 2026: {"1": 110, "2": 120}}
    rows = {(row.year, row.grade): (row.low, row.middle, row.high) for row in forecast(years)}
    assert rows[2027, "1"] == (100, 110, 120)
    assert rows[2027, "2"] == (99, 104, 110)
    assert rows[2028, "2"] == (90, 104, 120)
    assert len(rows) == 10


def test_two_years_and_years_with_a_gap_are_not_enough():
    assert forecast({2025: {"1": 1}, 2026: {"1": 1}}) == ()
    assert forecast({2020: {"1": 1}, 2021: {"1": 1}, 2025: {"1": 1}, 2026: {"1": 1}}) == ()
    assert outlook_of({}).error is None


def test_the_test_back_is_told_with_its_error():
    years = {year: {"1": 100, "2": 100} for year in (2023, 2024, 2025)} | {2026: {"1": 100, "2": 150}}
    outlook = outlook_of(years)
    assert (outlook.tested_year, outlook.told, outlook.was, outlook.error) == (2026, 200, 250, -20.0)
    assert outlook_of({year: {"1": 100} for year in (2024, 2025, 2026)}).error is None
