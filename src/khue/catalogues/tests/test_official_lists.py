"""The real official lists, with all their dirt; skipped where the folder of real data is not there."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from khue.catalogues import actions, queries, samples
from khue.catalogues.models import AdministrativeUnit, Disagreement, UnitChange
from khue.catalogues.reading import SECOND_LIST, list_files
from khue.catalogues.reading.lists import MERGE_TEXT
from khue.core.actor import system_actor

EVE, START, NOW = date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 21)
PLAN = ("44", "45", "51", "62", "74", "77", "79")  # old codes of the three plan provinces and those they joined


@pytest.fixture(scope="module")
def lists(shared: Path) -> list[tuple[str, Path]]:
    return list_files(shared / "data" / "admin-units")


@pytest.fixture(scope="module", autouse=True)
def imported(lists: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    with django_db_blocker.unblock(), transaction.atomic():
        samples.load()
        yield actions.import_units(system_actor(), lists)
        transaction.set_rollback(True)


def test_every_row_of_the_lists_is_there():
    assert queries.units_on("commune", EVE).count() == 10_035
    assert queries.units_on("district", EVE).count() == 696
    assert queries.units_on("province", EVE).count() == 63
    assert queries.units_on("commune", START).count() == 3_321
    assert queries.units_on("commune", NOW).count() == 3_321


def test_10602_changes_lead_from_every_old_commune_to_new_ones():
    changes = UnitChange.objects.filter(effective_on=START).exclude(old__level="province")
    assert changes.count() == 10_602
    divided = changes.filter(extent="part").values("old").distinct().count()
    assert divided == 471
    assert changes.filter(old__level="district").count() == 5
    olds, news = set(changes.values_list("old_id", flat=True)), set(changes.values_list("new_id", flat=True))
    assert {unit.pk for unit in queries.units_on("commune", EVE)} <= olds
    assert {unit.pk for unit in queries.units_on("commune", START)} == news


def test_the_205_names_and_the_one_code_that_differ_are_kept_with_their_kind():
    found = Disagreement.objects.filter(second_source=SECOND_LIST)
    kinds = {kind: found.filter(kind=kind).count() for kind in Disagreement.Kind.values}
    assert sum(kinds.values()) - kinds["code"] == 205
    assert (kinds["code"], kinds["composition"], kinds["kind"], kinds["other"]) == (1, 4, 10, 0)
    ba_che = found.get(kind="code")
    assert (ba_che.first_value, ba_che.second_value, ba_che.unit.name) == ("06970", "06978", "Xã Ba Chẽ")
    assert Disagreement.objects.filter(second_source=MERGE_TEXT).count() == 4


def test_names_are_stored_in_one_spelling():
    from khue.core.names import nfc

    assert [name for name in AdministrativeUnit.objects.values_list("name", flat=True) if nfc(name) != name] == []
    assert queries.commune("00070", NOW).name == "Phường Hoàn Kiếm"


def test_numbers_are_read_in_both_ways_of_writing_them():
    ha_noi = queries.province("01", NOW)
    assert (ha_noi.area_km2, ha_noi.population) == (Decimal("3359.80"), 8_718_000)
    assert queries.commune("00004", NOW).population == 65_023
    assert queries.units_on("commune", START).filter(population=None).count() == 66
    assert queries.units_on("commune", START).filter(area_km2=None).count() == 4  # two empty, two written 0


def test_importing_again_changes_nothing(lists):
    assert not actions.import_units(system_actor(), lists).is_change


def test_the_crosswalk_keeps_every_total():
    edges = queries.crosswalk("commune", EVE, NOW)
    assert sum(edge.weight for edge in edges) == 10_035
    assert len({edge.old_code for edge in edges if edge.is_estimated}) == 471


@pytest.mark.parametrize("province", PLAN)
def test_every_old_commune_of_the_plan_provinces_is_found_by_its_address(province):
    communes = list(queries.communes_of(province, EVE))[::7]
    addresses = queries.addresses(communes)
    for unit in communes:
        answer = queries.find_address(addresses[unit.pk], on=NOW)
        assert any(match.unit == unit and match.today for match in answer.matches), addresses[unit.pk]


def test_outlines_of_provinces_and_communes_are_kept():
    assert queries.outlines("province", NOW).count() == 34
    assert queries.outlines("commune", NOW).count() == 104
