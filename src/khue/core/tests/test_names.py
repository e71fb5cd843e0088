"""Vietnamese order and fold."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khue.core.names import LETTERS, fold, nfc, sort_key

WORDS = st.text(alphabet="aAăắÂầbcdĐđeêểghiíklmnoôộơợpqrstuưựvxyỹ 0123456789-'", max_size=20)


def test_letters_come_in_the_order_of_the_alphabet():
    assert sorted(reversed(LETTERS), key=sort_key) == list(LETTERS)


def test_tones_decide_only_between_equal_letters():
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(["mạ an", "ma ba"], key=sort_key) == ["mạ an", "ma ba"]


def test_small_letters_come_before_capitals_only_between_equal_words():
    assert sorted(["An", "an", "ÁN", "án"], key=sort_key) == ["an", "An", "án", "ÁN"]


@pytest.mark.parametrize(
    "ordered",
    [
        ["Phường 2", "Phường 10"],
        ["Da", "Đa"],
        ["Dung", "Dũng", "Dương"],
        ["Hoà", "Hoa Lư"],
        ["Lê Ân", "Lê Bình"],
        ["Thủy", "Thúy", "Thư"],
    ],
)
def test_dictionary_order(ordered):
    assert sorted(reversed(ordered), key=sort_key) == ordered


def test_the_fold_has_no_marks_and_straight_quotes():
    assert fold("Thị trấn Ea T’Ling – Đắk Nông") == "thi tran ea t'ling - dak nong"


def test_a_stored_name_is_composed_and_has_single_spaces():
    assert nfc("Phường \nHoàn  Kiếm\u200b ") == "Phường Hoàn Kiếm"
    assert nfc(unicodedata.normalize("NFD", "Trung Giã")) == "Trung Giã"


def test_what_no_database_keeps_is_taken_out():
    assert nfc("Ba\x00 T\ud800ơ\x1b") == "Ba Tơ"


@given(WORDS)
def test_composed_and_decomposed_spelling_are_the_same_name(text):
    apart = unicodedata.normalize("NFD", text)
    assert sort_key(apart) == sort_key(text)
    assert fold(apart) == fold(text)
    assert nfc(apart) == nfc(text)


@given(WORDS, WORDS)
def test_the_same_key_means_the_same_name(first, second):
    if sort_key(first) == sort_key(second) and not any(letter.isdecimal() for letter in first + second):
        assert nfc(first) == nfc(second)


@given(WORDS)
def test_keys_are_plain_and_folds_settle(text):
    assert "\n" not in sort_key(text)
    assert fold(fold(text)) == fold(text)
