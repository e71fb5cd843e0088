"""Names, birth dates and numbers of people: the worked examples, and every Vietnamese letter in both forms."""

import csv
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khue.core.errors import Refused
from khue.core.names import LETTERS
from khue.people import rules
from khue.people.rules import Name

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 11, 21)
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
EVERY_LETTER = sorted({unicodedata.normalize("NFC", letter + tone) for letter in "aăâeêioôơuưy" for tone in TONES})
syllables = st.builds(
    lambda onset, nucleus, coda: (onset + nucleus + coda).capitalize(),
    st.sampled_from(["", "b", "đ", "ngh", "tr", "th", "x"]),
    st.sampled_from(EVERY_LETTER),
    st.sampled_from(["", "n", "ng", "nh"]),
)
full_names = st.lists(syllables, min_size=2, max_size=5).map(" ".join)
PLACES = {f"{n:02}" for n in (1, 2, 4, 44, 45, 62, 77, 79)}


def cases(name: str) -> list[dict[str, str]]:
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", cases("names"), ids=lambda case: repr(case["text"]))
def test_a_name_is_read_as_in_the_example(case):
    if case["refusal"]:
        with pytest.raises(Refused) as refusal:
            rules.read_name(case["text"])
        assert type(refusal.value).__name__ == case["refusal"]
        return
    clean = rules.read_name(case["text"])
    assert clean.name == Name(case["family"], case["middle"], case["given"])
    assert len(clean.remarks) == int(case["remarks"])


@given(full_names)
def test_composed_and_decomposed_letters_give_one_name(name):
    composed, decomposed = unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)
    assert rules.read_name(composed) == rules.read_name(decomposed)
    assert rules.read_name(decomposed).name.full == composed


@given(full_names)
def test_a_name_is_its_parts(name):
    assert rules.split_name(name).full == name
    assert rules.name_key(name) == rules.name_key(unicodedata.normalize("NFD", name))


@given(full_names, st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u200e"), st.integers(0, 30))
def test_invisible_letters_leave_no_trace_but_a_remark(name, invisible, place):
    clean = rules.read_name(name[:place] + invisible + name[place:])
    assert clean.name.full == name
    assert [remark.says for remark in clean.remarks] == [rules.names.DROPPED_INVISIBLE]


@given(st.text(max_size=60))
def test_any_text_is_a_name_or_refused(text):
    try:
        clean = rules.read_name(text)
    except Refused:
        return
    assert rules.read_name(clean.name.full).name == clean.name
    assert len(clean.name.full) <= 100


def test_every_letter_with_every_tone_is_a_letter_of_names():
    for letter in [*EVERY_LETTER, *LETTERS]:
        assert rules.read_name(f"B{letter} Bn").name.family == f"B{letter}"


def test_a_class_list_goes_by_the_given_name_then_the_family():
    names = ["Trần Văn Bình", "Đỗ Thị An", "Lê Thị Ân", "Bùi An", "Lê Văn An", "Lê Thị An"]
    assert sorted(names, key=rules.name_key) == [
        "Bùi An", "Đỗ Thị An", "Lê Thị An", "Lê Văn An", "Lê Thị Ân", "Trần Văn Bình",
    ]  # fmt: skip


def test_a_name_longer_than_its_columns_is_refused():
    with pytest.raises(rules.NameTooLong):
        rules.read_name("Nguyễn " + "Bé" * 40)


@pytest.mark.parametrize("case", cases("births"), ids=lambda case: repr(case["text"]))
def test_a_birth_date_is_read_as_in_the_example(case):
    if case["refusal"]:
        with pytest.raises(Refused) as refusal:
            rules.read_birth(case["text"], today=TODAY)
        assert type(refusal.value).__name__ == case["refusal"]
        return
    birth = rules.read_birth(case["text"], today=TODAY)
    assert (birth.on.isoformat() if birth.on else "", birth.precision) == (case["on"], case["precision"])


@given(st.dates(date(1900, 1, 1), TODAY), st.sampled_from(["day", "month", "year"]))
def test_a_birth_date_is_read_back_as_it_is_written(on, precision):
    known = {"day": on, "month": on.replace(day=1), "year": on.replace(month=1, day=1)}[precision]
    birth = rules.Birth(known, precision)
    assert rules.read_birth(str(birth), today=TODAY) == birth


@pytest.mark.parametrize("case", cases("personal_numbers"), ids=lambda case: f"{case['number']} {case['source']}")
def test_a_personal_number_is_judged_as_in_the_example(case):
    if case["verdict"] == "format":
        with pytest.raises(rules.NotAPersonalNumber):
            rules.read_personal_number(case["number"])
        return
    number = rules.read_personal_number(case["number"])
    birth = date.fromisoformat(case["birth"]) if case["birth"] else None
    assert number.place == case["place"]
    assert bool(rules.conflicts(number, birth=birth, sex=case["sex"])) == (case["verdict"] == "conflict")
    assert bool(rules.doubts(number, places=PLACES)) == (case["verdict"] == "doubt")


def test_a_number_is_judged_by_no_list_when_none_was_loaded():
    assert rules.doubts(rules.read_personal_number("145210001234"), places=()) == []


def test_the_conflict_is_said_in_words():
    number = rules.read_personal_number("044209000321")
    said = [str(one) for one in rules.conflicts(number, birth=date(2010, 2, 1), sex="female")]
    assert said == [
        "số định danh cho biết năm sinh 2009, hồ sơ ghi 2010",
        "số định danh cho biết giới tính nam, hồ sơ ghi nữ",
    ]


@pytest.mark.parametrize(
    ("scheme", "text", "value"),
    [
        ("passport", " c1234567 ", "C1234567"),
        ("learner_code", "5112345678", "5112345678"),
        ("learner_code", "51123", None),
        ("passport", "С1234567", None),  # a Cyrillic letter
        ("school_code", "hs-07/12", "HS-07/12"),
        ("lifelong_code", "VN-0001-2027", "VN-0001-2027"),
    ],
)
def test_an_identifier_has_the_form_of_its_scheme(scheme, text, value):
    if value is None:
        with pytest.raises(rules.NotAnIdentifier):
            rules.read_identifier(scheme, text)
    else:
        assert rules.read_identifier(scheme, text) == value


def test_only_secret_values_are_masked():
    assert rules.masked("personal_number", "079210001234") == "•••••••••234"
    assert rules.masked("learner_code", "5112345678") == "5112345678"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0905 123 456", "0905123456"),
        ("+84905123456", "0905123456"),
        ("84905123456", "0905123456"),
        ("+1 212 555 0100", "+12125550100"),
        ("", ""),
        ("123", None),
        ("gọi mẹ", None),
        ("٠٩٠٥١٢٣٤٥٦", None),
    ],
)
def test_a_phone_number_is_stored_in_one_form(text, value):
    if value is None:
        with pytest.raises(rules.NotAPhone):
            rules.read_phone(text)
    else:
        assert rules.read_phone(text) == value


@pytest.mark.parametrize(
    ("text", "value"), [("Me@Truong.edu.VN", "me@truong.edu.vn"), ("", ""), ("không có", None), ("a@b", None)]
)
def test_a_mail_address_is_stored_in_one_form(text, value):
    if value is None:
        with pytest.raises(rules.NotAnEmail):
            rules.read_email(text)
    else:
        assert rules.read_email(text) == value
