"""The tables of authority and of names, shares, pasted figures and the carrying of figures into other borders."""

import csv
import doctest
import unicodedata
from datetime import date, timedelta
from fractions import Fraction
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khue.organisations import rules
from khue.organisations.rules import Edge, Undivided, authority, propose, restate, share

CASES = Path(__file__).parent / "cases"


def cases(name):
    with (CASES / f"{name}.csv").open(encoding="utf-8") as lines:
        return [pytest.param(row, id=row["name"]) for row in csv.DictReader(lines)]


@pytest.mark.parametrize("case", cases("authority"))
def test_authority_on_a_date(case):
    levels, features = case["levels"].split(), case["features"].split()
    found = authority(case["act"], case["kind"], levels, date.fromisoformat(case["on"]), features)
    assert (found.role if found else "") == case["role"]


def test_authority_rows_of_one_act_never_overlap():
    for row in rules.TABLE:
        same = [
            other
            for other in rules.TABLE
            if other is not row
            and other.act == row.act
            and (other.reach == row.reach or "any" in (other.reach, row.reach))
        ]
        for other in same:
            assert (row.until and row.until <= other.since) or (other.until and other.until <= row.since), (row, other)


def test_authority_names_a_basis_and_how_sure_it_is():
    assert all(row.basis and row.confidence in rules.CONFIDENCES and row.role in rules.ROLES for row in rules.TABLE)


@pytest.mark.parametrize("case", cases("names"))
def test_a_name_proposes_its_kind(case):
    found = propose(case["name"])
    assert (found.kind or "") == case["kind"]
    assert list(found.levels) == case["levels"].split()
    assert list(found.features) == case["features"].split()
    assert found.ownership == case["ownership"]
    assert found.reason


def test_a_decomposed_name_is_proposed_after_composing_it():
    name = unicodedata.normalize("NFC", unicodedata.normalize("NFD", "Trường Tiểu học Đường Lâm"))
    assert propose(name).levels == ("primary",)


@pytest.mark.parametrize("module", ["authority", "figures", "names", "restating", "shares"])
def test_examples_in_the_rules_hold(module):
    assert doctest.testmod(import_module(f"khue.organisations.rules.{module}")).failed == 0


@pytest.mark.parametrize("text", ["0", "-1/2", "3/2", "1/0", "một nửa", "120%", "nan"])
def test_a_share_outside_nought_to_one_is_refused(text):
    with pytest.raises(ValueError):
        share(text)


DAY, BEFORE, AFTER = date(2025, 7, 1), date(2025, 6, 30), date(2025, 7, 2)


def test_restating_puts_an_unknown_share_aside_instead_of_guessing():
    edges = [Edge("a", "x", DAY, Fraction(1, 4)), Edge("a", "y", DAY, None), Edge("a", "z", DAY, None)]
    found = restate({"a": 8}, edges, from_on=BEFORE, to_on=DAY)
    assert found.values == {"x": 2}
    (left,) = found.undivided
    assert left == Undivided("a", Fraction(6), ("y", "z"))
    assert found.total == 8


def test_restating_reads_a_code_in_the_borders_of_its_day():
    edges = [Edge("44", "44", DAY, Fraction(1)), Edge("45", "44", DAY, Fraction(1))]
    assert restate({"44": 1, "45": 2}, edges, from_on=BEFORE, to_on=DAY).values == {"44": 3}
    assert restate({"44": 3}, edges, from_on=DAY, to_on=AFTER).values == {"44": 3}


def test_restating_back_gives_a_part_to_the_unit_it_came_from():
    edges = [Edge("a", "x", DAY, Fraction(1, 3)), Edge("a", "y", DAY, Fraction(2, 3))]
    assert restate({"x": 5, "y": 7}, edges, from_on=DAY, to_on=BEFORE).values == {"a": 12}


@st.composite
def histories(draw):
    """Units that are merged and divided on random days, some shares unknown, codes used again."""
    edges = []
    for step in range(draw(st.integers(0, 5))):
        day = date(2020, 1, 1) + timedelta(days=step * 100)
        for old in draw(st.lists(st.integers(0, 9), unique=True, max_size=5)):
            heirs = draw(st.lists(st.integers(0, 12), unique=True, min_size=1, max_size=4))
            weights = [draw(st.integers(1, 9)) for _heir in heirs]
            for heir, weight in zip(heirs, weights, strict=True):
                known = draw(st.booleans())
                edges.append(Edge(old, heir, day, Fraction(weight, sum(weights)) if known else None))
    return edges


FIGURES = st.dictionaries(st.integers(0, 9), st.decimals(-(10**9), 10**9, places=2, allow_nan=False), max_size=10)


@given(FIGURES, histories(), st.booleans())
def test_restating_never_changes_the_total(table, edges, backwards):
    first, last = date(2019, 1, 1), date(2030, 1, 1)
    found = restate(table, edges, from_on=last if backwards else first, to_on=first if backwards else last)
    assert found.total == sum(map(Fraction, table.values()), Fraction(0))


@given(FIGURES, histories())
def test_restating_in_two_steps_equals_restating_at_once(table, edges):
    first, middle, last = date(2019, 1, 1), date(2020, 6, 1), date(2030, 1, 1)
    half = restate(table, edges, from_on=first, to_on=middle)
    rest = restate(half.values, edges, from_on=middle, to_on=last)
    whole = restate(table, edges, from_on=first, to_on=last)
    assert {key: value for key, value in rest.values.items() if value} == {
        key: value for key, value in whole.values.items() if value
    }


@pytest.mark.parametrize(
    ("text", "figures", "wrong"),
    [
        ("44; 1.250\n\n45; 980", {"44": 1250, "45": 980}, []),
        ("44\t1,5\n44\t0,5", {"44": 2}, []),
        ("44; một\n45; Infinity\n46", {}, ["dòng 1", "dòng 2", "dòng 3"]),
    ],
    ids=["points and an empty line", "one code twice", "no numbers"],
)
def test_pasted_figures_are_read_line_by_line(text, figures, wrong):
    found, faults = rules.read_figures(text)
    assert (found, [fault.place for fault in faults]) == (figures, wrong)
