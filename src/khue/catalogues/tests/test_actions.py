"""Loading and importing: done, twice, denied, refused with every problem, corrected with the old belief kept."""

import csv
import gzip
import json
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from khue.catalogues import actions, queries, samples
from khue.catalogues.actions.storing import Units
from khue.catalogues.models import AdministrativeUnit, Catalogue, Disagreement, Entry, UnitChange
from khue.catalogues.reading import ListTooLarge, UnknownList, list_files
from khue.core.actor import NOBODY, Actor, system_actor
from khue.core.errors import Denied, Invalid, Refused
from khue.core.models import Event
from khue.core.sheets import UnreadableFile

SYSTEM = system_actor()
EVE = date(2025, 6, 30)
DISTRICT_HEAD = "Mã,Tên,Tên Tiếng Anh,Cấp,Mã TP,Tỉnh / Thành Phố"


@pytest.fixture
def folder(tmp_path):
    def write(name, text):
        data = text if isinstance(text, bytes) else text.encode("utf-8")
        (tmp_path / name).write_bytes(data)
        return list_files(tmp_path)

    return write


def count():
    return AdministrativeUnit.objects.count(), UnitChange.objects.count(), Disagreement.objects.count()


def test_loading_twice_changes_nothing_and_records_once(loaded):
    before = count(), Entry.objects.count()
    again = actions.load(SYSTEM)
    assert loaded.is_change and not again.is_change
    assert (count(), Entry.objects.count()) == before
    assert Event.objects.filter(name="catalogues.loaded").count() == 1


@pytest.mark.parametrize("actor", [NOBODY, Actor(7, everywhere=frozenset({"catalogues.see_sources"}))])
def test_loading_and_importing_are_denied_without_the_permission(loaded, actor):
    with pytest.raises(Denied):
        actions.load(actor)
    with pytest.raises(Denied):
        actions.import_units(actor, [])


def test_importing_before_loading_is_refused(loaded, folder):
    Catalogue.objects.filter(code="administrative_units").delete()
    files = folder("districts.csv", f"{DISTRICT_HEAD}\n535,Huyện Ba Tơ,,Huyện,51,Tỉnh Quảng Ngãi\n")
    with pytest.raises(actions.NotLoaded):
        actions.import_units(SYSTEM, files)


def test_importing_nothing_is_refused(loaded):
    with pytest.raises(actions.NothingToImport):
        actions.import_units(SYSTEM, [])


def test_districts_with_byte_order_mark_and_trailing_spaces_are_stored(loaded, folder):
    files = folder("x.csv", f"\ufeff{DISTRICT_HEAD}\r\n535,Huyện  Ba Tơ ,,Huyện,51,Tỉnh Quảng Ngãi\r\n")
    imported = actions.import_units(SYSTEM, files)
    district = queries.unit("district", "535", EVE)
    assert (district.name, district.kind, imported.is_change) == ("Huyện Ba Tơ", "rural_district", True)
    assert not actions.import_units(SYSTEM, files).is_change
    assert Event.objects.filter(name="catalogues.units_imported").count() == 1


def test_every_problem_is_reported_with_its_line_and_nothing_is_stored(loaded, folder):
    before = count()
    lines = [
        "535,Huyện Ba Tơ,,Huyện,51,Tỉnh Quảng Ngãi",
        "53X,Huyện Lý Sơn,,Huyện,51,Tỉnh Quảng Ngãi",
        "608,Kon Tum,,Thành phố,62,Tỉnh Kon Tum",
        "609,Huyện Đắk Glei,,Huyện,44,Tỉnh Quảng Trị",
        "535,Huyện Ba Tơ,,Huyện,51,Tỉnh Quảng Ngãi",
    ]
    with pytest.raises(Invalid) as refused:
        actions.import_units(SYSTEM, folder("x.csv", "\n".join([DISTRICT_HEAD, *lines])))
    places = " ".join(problem.place for problem in refused.value.problems)
    assert [f"dòng {n}" in places for n in (2, 3, 4, 5, 6)] == [False, True, True, True, True]
    assert count() == before


def test_code_44_in_an_old_list_must_be_quang_binh(loaded, folder):
    files = folder("x.csv", f"{DISTRICT_HEAD}\n471,Huyện Cồn Cỏ,,Huyện,44,Tỉnh Quảng Trị\n")
    with pytest.raises(Invalid) as refused:
        actions.import_units(SYSTEM, files)
    assert "Quảng Bình" in refused.value.problems[0].text


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("x.csv", "a,b\n1,2\n", UnknownList),
        ("x.csv", "", UnreadableFile),
        ("x.csv", b"\x00\x01\x02\xff\xfe", Refused),
        ("x.xlsx", b"PK not a workbook", UnreadableFile),
        ("x.json", "{", UnknownList),
        ("x.json", "[]", UnknownList),
        ("x.json", '{"communes": 3}', UnknownList),
        ("x.json", "[" * 100_000, UnknownList),
        ("x.json.gz", b"not gzip", UnknownList),
    ],
)
def test_a_file_that_is_no_official_list_is_refused_by_name(loaded, folder, name, content, refusal):
    with pytest.raises(refusal):
        actions.import_units(SYSTEM, folder(name, content))


def test_a_file_that_unpacks_beyond_measure_is_refused(loaded, folder, monkeypatch):
    monkeypatch.setattr("khue.catalogues.reading.files.LARGEST", 1000)
    with pytest.raises(ListTooLarge):
        actions.import_units(SYSTEM, folder("x.json.gz", gzip.compress(b" " * 5000)))


@pytest.mark.parametrize(
    "commune",
    [
        {"code": "00004", "name": "Ba Đình", "provinceCode": "01"},
        {"code": 4, "name": "Phường Ba Đình", "provinceCode": "01"},
        {"code": "00004", "name": "Phường Ba Đình", "provinceCode": "79"},
        {"code": "99999", "name": "Phường Ba Đình", "provinceCode": "01"},
        {"code": "00004", "name": None, "provinceCode": None},
        {},
    ],
)
def test_a_commune_that_cannot_be_is_reported(loaded, folder, commune):
    with pytest.raises(Invalid):
        actions.import_units(SYSTEM, folder("x.json", json.dumps({"communes": [commune]})))


def test_a_better_spelling_corrects_the_row_and_keeps_what_was_believed(loaded, folder):
    before = queries.commune("00004")
    commune = {"code": "00004", "name": "Phường Ba Ðình", "provinceCode": "01", "decree": ""}
    actions.import_units(SYSTEM, folder("x.json", json.dumps({"communes": [commune]})))
    after = queries.commune("00004")
    assert (after.pk, after.name) == (before.pk, "Phường Ba Ðình")
    kept = AdministrativeUnit.objects.get(code="00004", replaced_at__isnull=False)
    assert (kept.name, kept.recorded_at) == ("Phường Ba Đình", before.recorded_at)
    believed = queries.units_on("commune", known_at=before.recorded_at).get(code="00004")
    assert believed.name == "Phường Ba Đình"


def test_naming_a_source_for_the_same_facts_is_no_correction(loaded):
    known = Units()
    unit = queries.commune("00004")
    known.correct(unit, {"source": "Nguồn tốt hơn", "seat": "Số 2 Trúc Bạch"}, timezone.now())
    known.save()
    assert queries.commune("00004").source == "Nguồn tốt hơn"
    assert not AdministrativeUnit.objects.filter(replaced_at__isnull=False).exists()


def test_the_mapping_reads_codes_that_became_numbers(loaded, folder):
    samples.old_units()
    UnitChange.objects.all().delete()
    head = "provinceCode,districtCode,wardCode,isMergedWard,isDividedWard,ward,newProvinceCode,newWardCode,newWard"
    rows = [
        "51,525,21142.0,True,True,Xã Trà Bùi,51,21136,Xã Cà Đam",
        "51,525,21142.0,True,True,Xã Trà Bùi,51,21157,Xã Tây Trà Bồng",
        "51,536,,True,False,,51,21548,Đặc khu Lý Sơn",
        "62,608,23326.0,False,False,Xã Ia Chim,51,23326,Xã Ia Chim",
    ]
    actions.import_units(SYSTEM, folder("x.csv", "\n".join([head, *rows])))
    shares = queries.successors(queries.commune("21142", EVE))
    assert [(share.extent, share.weight) for share in shares] == [("part", None), ("part", None)]
    assert queries.successors(queries.commune("23326", EVE))[0].extent == "kept"
    assert queries.successors(queries.unit("district", "536", EVE))[0].unit.kind == "special_zone"


def test_an_outline_outside_vietnam_is_reported(loaded, folder):
    square = [[[0, 0], [0, 1], [1, 1], [0, 0]]]
    feature = {"properties": {"code": "51"}, "geometry": {"type": "Polygon", "coordinates": square}}
    with pytest.raises(Invalid):
        actions.import_units(
            SYSTEM, folder("x.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]}))
        )


def test_an_outline_is_kept_for_the_map(loaded, folder):
    square = [[[108.1, 14.1], [108.2, 14.1], [108.2, 14.2], [108.1, 14.1]]]
    feature = {"properties": {"code": "51"}, "geometry": {"type": "Polygon", "coordinates": square}}
    actions.import_units(SYSTEM, folder("x.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]})))
    assert queries.outlines("province").get().outline == feature["geometry"]


def test_the_database_refuses_two_meanings_of_a_code_at_a_time(loaded):
    twin = AdministrativeUnit.objects.get(level="province", code="51", period__contains=date(2026, 1, 1))
    twin.pk, twin.period = None, DateRange(date(2026, 1, 1), None)
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_shipped_lists_have_a_source_and_a_confidence_in_every_row():
    from khue.catalogues import shipped

    for path in shipped.FOLDER.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                assert None not in row and None not in row.values(), f"{path.name}: {number}"
                assert path.stem == "package_codes" or row["source"], f"{path.name}: {number}"
