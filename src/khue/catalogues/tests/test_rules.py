"""The words of administrative units."""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khue.catalogues import rules

CASES = list(csv.DictReader((Path(__file__).parent / "cases" / "names.csv").open(encoding="utf-8")))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_two_spellings_differ_in_what_the_table_says(case):
    assert rules.disagreement(case["level"], case["first"], case["second"]) == (case["expected"] or None)


def test_letters_that_only_look_the_same_are_a_matter_of_composition():
    apart = unicodedata.normalize("NFD", "Xã Trung Giã")
    assert rules.disagreement("commune", apart, "Xã Trung Giã") == "composition"


def test_a_line_break_inside_a_name_is_named():
    assert rules.disagreement("commune", "Phường \nHoàn Kiếm", "Phường Hoàn Kiếm") == "line_break"


@pytest.mark.parametrize(
    ("level", "name", "expected"),
    [
        ("province", "Thủ đô Hà Nội", ("city", "Hà Nội")),
        ("province", "Tỉnh Bà Rịa - Vũng Tàu", ("province", "Bà Rịa - Vũng Tàu")),
        ("district", "Thành phố Thủ Đức", ("provincial_city", "Thủ Đức")),
        ("district", "Thị xã Đức Phổ", ("town", "Đức Phổ")),
        ("commune", "Đặc khu Lý Sơn", ("special_zone", "Lý Sơn")),
        ("commune", "Phường 5", ("ward", "5")),
        ("commune", "Phường", None),
        ("commune", "Huyện Ba Tơ", None),
        ("province", "Quảng Ngãi", None),
    ],
)
def test_a_full_name_is_a_kind_and_an_own_name(level, name, expected):
    assert rules.split_name(level, name) == expected


@given(st.text(max_size=30))
def test_any_text_agrees_with_itself(text):
    assert rules.disagreement("commune", text, text) is None
    assert rules.same_name_key(text) == rules.same_name_key(unicodedata.normalize("NFD", text))
