"""Units by code and date, what became of them, and addresses as people write them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khue.catalogues import queries
from khue.core.errors import Missing
from khue.core.names import fold

EVE, START = date(2025, 6, 30), date(2025, 7, 1)
NOW = date(2026, 11, 21)


def texts(answer):
    return [(match.address, [name for _share, name in match.lines]) for match in answer.matches]


def test_code_44_is_quang_binh_before_and_quang_tri_since(units):
    assert queries.province("44", date(2023, 5, 1)).name == "Tỉnh Quảng Bình"
    assert queries.province("44", EVE).name == "Tỉnh Quảng Bình"
    assert queries.province("44", START).name == "Tỉnh Quảng Trị"
    assert queries.province("44", date(2026, 5, 1)).name == "Tỉnh Quảng Trị"


def test_old_province_45_is_44_today(units):
    assert [share.unit.code for share in queries.today_of(queries.province("45", EVE), NOW)] == ["44"]


@pytest.mark.parametrize(("province", "communes"), [("44", 78), ("51", 96), ("79", 168)])
def test_a_plan_province_has_its_number_of_communes(units, province, communes):
    assert queries.communes_of(province, NOW).count() == communes


def test_34_provinces_hold_3321_communes_and_63_were_before(units):
    assert queries.provinces(NOW).count() == 34
    assert queries.units_on("commune", NOW).count() == 3321
    assert queries.provinces(EVE).count() == 63
    assert queries.province("46", date(2024, 12, 31)).name == "Tỉnh Thừa Thiên Huế"


def test_ethnic_groups_52_and_53_are_very_small_and_there_are_16_of_them(units):
    groups = queries.entries("ethnic_groups", NOW)
    assert (queries.entry("ethnic_groups", "52").name, queries.entry("ethnic_groups", "53").name) == ("Brâu", "Ơ Đu")
    small = [entry.code for entry in groups if entry.extra.get("very_small") == "yes"]
    assert len(small) == 16 and {"52", "53"} <= set(small)
    assert groups.count() == 55


@pytest.mark.parametrize(
    ("level", "manager"),
    [("lower_secondary", "commune"), ("primary_lower", "commune"), ("lower_upper", "department")],
)
def test_a_school_is_managed_by_its_top_level(units, level, manager):
    assert queries.entry("school_levels", level, NOW).extra["managed_by"] == manager


def test_the_21_data_groups_and_the_school_years_are_there(units):
    assert len(queries.labels("data_groups", NOW)) == 21
    assert [str(year) for year in queries.school_years()][-1] == "2026-2027"


def test_dong_nai_is_a_city_from_30_april_2026(units):
    assert queries.province("75", date(2026, 4, 29)).kind == "province"
    assert queries.province("75", date(2026, 4, 30)).kind == "city"
    wards = [date(2026, 4, 29), date(2026, 4, 30)]
    assert [queries.communes_of("75", day).filter(kind="ward").count() for day in wards] == [23, 33]
    assert queries.communes_of("75", NOW).count() == 95


def test_a_code_that_nobody_had_is_missing(units):
    with pytest.raises(Missing, match="99"):
        queries.province("99")
    with pytest.raises(Missing):
        queries.unit("district", "535", NOW)


def test_a_divided_commune_is_shown_with_all_its_candidates(units):
    shares = queries.today_of(queries.commune("21142", EVE), NOW)
    assert [share.unit.name for share in shares] == ["Xã Cà Đam", "Xã Tây Trà Bồng"]
    assert all(share.weight is None and share.is_partial for share in shares)


def test_the_crosswalk_gives_every_old_unit_the_weight_of_one(units):
    edges = queries.crosswalk("commune", EVE, NOW)
    sums: dict[str, Decimal] = {}
    for edge in edges:
        sums[edge.old_code] = sums.get(edge.old_code, Decimal(0)) + edge.weight
    assert set(sums.values()) == {Decimal(1)}
    assert {edge.old_code for edge in edges if edge.is_estimated} == {"21142"}
    assert sum(edge.weight for edge in queries.crosswalk("province", EVE, NOW)) == 63


def test_predecessors_say_what_a_new_unit_was_made_of(units):
    made_of = queries.predecessors(queries.province("79", NOW))
    assert [share.unit.code for share in made_of] == ["74", "77", "79"]


def test_a_former_district_is_what_its_communes_became(units):
    shares = queries.today_of(queries.unit("district", "535", EVE), NOW)
    assert [share.unit.name for share in shares] == ["Xã Ba Tơ", "Xã Ba Động", "Xã Ba Dinh"]
    island = queries.today_of(queries.unit("district", "536", EVE), NOW)
    assert [share.unit.name for share in island] == ["Đặc khu Lý Sơn"]


@pytest.mark.parametrize(
    ("text", "today"),
    [
        ("Xã Ia Chim, TP. Kon Tum, Kon Tum", ["Xã Ia Chim, Tỉnh Quảng Ngãi"]),
        ("xa ia chim kon tum", ["Xã Ia Chim, Tỉnh Quảng Ngãi"]),
        ("X. Ia Chim", ["Xã Ia Chim, Tỉnh Quảng Ngãi"]),
        ("12 Trần Phú, P. Quang Trung, Tp Kon Tum", ["Phường Kon Tum, Tỉnh Quảng Ngãi"]),
        ("Xã Trà Bùi, H. Trà Bồng", ["Xã Cà Đam, Tỉnh Quảng Ngãi", "Xã Tây Trà Bồng, Tỉnh Quảng Ngãi"]),
        ("ba liên ba tơ", ["Xã Ba Động, Tỉnh Quảng Ngãi"]),
        ("tỉnh Bà Rịa - Vũng Tàu", ["Thành phố Hồ Chí Minh"]),
        ("ba ria vung tau", ["Thành phố Hồ Chí Minh"]),
        ("huyện Lý Sơn", ["Đặc khu Lý Sơn, Tỉnh Quảng Ngãi"]),
    ],
)
def test_an_address_as_people_write_it_gives_the_one_of_today(units, text, today):
    assert texts(queries.find_address(text, on=NOW))[0][1] == today


def test_the_spelling_with_the_same_marks_comes_first(units):
    matches = queries.find_address("Quảng Bình").matches
    assert matches[0].unit.name == "Tỉnh Quảng Bình" and matches[0].is_exact
    assert [match.is_exact for match in matches] == sorted([match.is_exact for match in matches], reverse=True)


def test_a_name_that_is_nearly_right_is_offered_as_a_guess(units):
    answer = queries.find_address("Ia Chimm")
    assert answer.is_guess and "Ia Chim" in answer.matches[0].address


@pytest.mark.parametrize("text", ["", "   ", "%", "''", "5", "🙂", "-" * 500, "phường"])
def test_a_text_without_a_name_gives_nothing_and_no_failure(units, text):
    queries.find_address(text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_is_answered(units, text):
    assert len(queries.find_address(text).matches) <= 10


def test_the_fold_of_the_database_is_the_fold_of_python(units):
    rows = queries.current().values_list("name", "folded")
    assert [(name, folded) for name, folded in rows if fold(name) != folded] == []


def test_search_finds_by_marks_without_marks_and_by_code(units):
    assert queries.find_units("Ba Tơ")[0].short_name == "Ba Tơ"
    assert {unit.short_name for unit in queries.find_units("ba to", level="commune")} >= {"Ba Tơ"}
    assert queries.find_units("23326")[0].short_name == "Ia Chim"
    assert queries.find_units("") == []
