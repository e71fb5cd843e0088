"""Figures of the three plan provinces in old and new borders, and the page's own ways to give them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from khue.catalogues import actions as catalogue_actions
from khue.catalogues import queries as catalogues
from khue.catalogues import samples as catalogue_samples
from khue.core.actor import acting_as, system_actor
from khue.organisations import queries

BEFORE, DAY = date(2025, 6, 30), date(2025, 7, 1)
PLANS = [(("77", "74", "79"), "79"), (("44", "45"), "44"), (("51", "62"), "51")]


@pytest.fixture
def lists(db):
    with acting_as(system_actor()):
        catalogue_samples.load()
        yield


@pytest.mark.parametrize(("old", "new"), PLANS)
def test_the_plan_provinces_sum_into_their_successor(lists, old, new):
    figures = {code: Decimal(f"{number}.5") for number, code in enumerate(old, start=100)}
    found = queries.restate_areas(figures, BEFORE, DAY)
    assert found.values == {new: sum(map(Fraction, figures.values()))}
    assert not found.undivided


def test_code_44_means_one_province_before_and_another_after(lists):
    assert catalogues.province("44", BEFORE).short_name == "Quảng Bình"
    assert catalogues.province("44", DAY).short_name == "Quảng Trị"
    assert queries.restate_areas({"44": 7}, BEFORE, DAY).values == {"44": 7}
    back = queries.restate_areas({"44": 7}, DAY, BEFORE)
    assert back.undivided[0].among == ("44", "45")
    assert back.total == 7


def test_all_63_provinces_keep_the_total_of_the_country(lists):
    codes = list(catalogues.provinces(BEFORE).values_list("code", flat=True))
    figures = {code: Decimal(int(code) * 3 + 1) for code in codes}
    found = queries.restate_areas(figures, BEFORE, DAY)
    assert (len(codes), len(found.values)) == (63, 34)
    assert found.total == sum(figures.values())


def test_the_same_day_changes_nothing(lists):
    assert queries.restate_areas({"44": 7}, DAY, DAY).values == {"44": 7}


LISTS = ("before_2025_communes_gso.csv", "before_2025_districts_gso.csv", "mapping_commune_before_to_after.csv")


def test_real_communes_of_the_plan_provinces_keep_their_total(lists, shared):
    files = [(name, shared / "data/admin-units" / name) for name in LISTS]
    catalogue_actions.import_units(system_actor(), files)
    chance = Random(1)
    for old, new in PLANS:
        codes = [code for of in old for code in catalogues.communes_of(of, BEFORE).values_list("code", flat=True)]
        figures = {code: Decimal(chance.randint(0, 5000)) for code in codes}
        found = queries.restate_areas(figures, BEFORE, DAY)
        assert found.total == sum(figures.values())
        today = set(catalogues.communes_of(new, DAY).values_list("code", flat=True))
        assert set(found.values) <= today
        assert {unit for row in found.undivided for unit in row.among} <= today
        assert len(found.values) > 0.8 * len(today)
