"""What each kind of column accepts, mends and refuses."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khue.core.sheets import BadCell, code, code_of, day, decimal, one_of, text, truth, whole
from khue.core.sheets.cells import Mended, clean_text, fold

SEX = one_of(male="Nam", female="Nữ")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("31/12/2015", date(2015, 12, 31)),
        (" 1-2-2016 ", date(2016, 2, 1)),
        ("01.02.2016", date(2016, 2, 1)),
        ("2015-12-31", date(2015, 12, 31)),
        ("2015-12-31T00:00:00", date(2015, 12, 31)),
        ("31/12/2015 00:00:00", date(2015, 12, 31)),
        (datetime(2015, 12, 31, 7, 30), date(2015, 12, 31)),
        (date(2015, 12, 31), date(2015, 12, 31)),
        (42369.0, date(2015, 12, 31)),
        (42369, date(2015, 12, 31)),
        (61.0, date(1900, 3, 1)),
    ],
)
def test_a_day_is_read_from_every_way_of_writing_it(cell: Any, expected: date) -> None:
    assert day().read(cell) == expected


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("31/12/15", "4 chữ số"),
        ("12/31/2015", "ngày trước, tháng sau"),
        ("30/02/2015", "không có ngày này"),
        (2015.0, "chỉ có năm"),
        (True, "phải là ngày"),
        ("hôm qua", "phải là ngày"),
        ("01/01/1850", "từ 01/01/1900"),
    ],
)
def test_a_day_is_refused_with_what_to_write(cell: Any, says: str) -> None:
    with pytest.raises(BadCell, match=says):
        day().read(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("3.359,80", "3359.80"),
        ("3,359.80", "3359.80"),
        ("8.718.000", "8718000"),
        ("8,718,000", "8718000"),
        ("28,69", "28.69"),
        ("28.69", "28.69"),
        ("3.359", "3359"),
        ("0,125", None),
        ("1 234", "1234"),
        ("-5", "-5"),
        (7.800000000000001, "7.8"),
        (5, "5"),
        ("1,234", None),
        ("1.2.3", None),
        ("abc", None),
        (float("nan"), None),
        (float("inf"), None),
        (True, None),
        ("9" * 50, None),
    ],
)
def test_a_number_is_read_the_vietnamese_way_or_refused_when_it_could_mean_two_things(
    cell: Any, expected: str | None
) -> None:
    kind = decimal(places=2)
    if expected is None:
        with pytest.raises(BadCell):
            kind.read(cell)
    else:
        assert kind.read(cell) == Decimal(expected)


def test_a_number_with_three_decimals_allowed_is_not_taken_for_thousands() -> None:
    with pytest.raises(BadCell, match="hai cách"):
        decimal(places=3).read("3.359")


@pytest.mark.parametrize(("cell", "ok"), [("10", True), (10.0, True), ("10,01", False), (-0.01, False), (0, True)])
def test_limits_are_included(cell: Any, ok: bool) -> None:
    kind = decimal(0, 10)
    if ok:
        assert kind.read(cell) >= 0
    else:
        with pytest.raises(BadCell):
            kind.read(cell)


@pytest.mark.parametrize(("cell", "expected"), [(5.0, 5), ("5,00", 5), ("1.234", 1234), ("1,234", 1234), (7, 7)])
def test_a_whole_number_may_come_as_a_float_or_with_thousands(cell: Any, expected: int) -> None:
    assert whole(0).read(cell) == expected


def test_a_whole_number_has_no_decimals() -> None:
    with pytest.raises(BadCell, match="số nguyên"):
        whole().read("5,5")


def test_a_code_gets_its_lost_zeros_back_with_a_warning() -> None:
    kind = code(12)
    assert kind.read("079215000001") == "079215000001"
    assert kind.read("'079215000001") == "079215000001"
    mended = kind.read(79215000001.0)
    assert isinstance(mended, Mended) and mended.value == "079215000001"


@pytest.mark.parametrize("cell", ["7.9215E+10", 1e15, "0792150000011", "07921500000a", "٠٧٩٢١٥٠٠٠٠٠١", "", True])
def test_a_code_that_cannot_be_known_is_refused(cell: Any) -> None:
    with pytest.raises(BadCell):
        code(12).read(cell)


@pytest.mark.parametrize("cell", ["Nam", "nam", " NAM ", "male", "Nam"])
def test_a_choice_is_found_by_code_or_label(cell: str) -> None:
    assert SEX.read(cell) == "male"


def test_a_choice_is_found_without_marks_only_when_one_is_meant() -> None:
    assert SEX.read("Nu") == "female"
    with pytest.raises(BadCell, match="Nam, Nữ"):
        SEX.read("Năm nay")
    with pytest.raises(BadCell, match="trùng tên"):
        code_of("xã", lambda: {"1": "Tân Lập", "2": "Tân Lập"}).read("tân lập")


def test_a_catalogue_code_gets_its_lost_zeros_back() -> None:
    kind = code_of("xã", lambda: {"00007": "Xã Bảy"})
    assert kind.read(7.0).value == "00007"
    assert kind.read("00007 - Xã Bảy") == "00007"


@pytest.mark.parametrize(
    ("cell", "expected"), [("x", True), ("Có", True), (1.0, True), ("không", False), (False, False)]
)
def test_yes_and_no_are_read(cell: Any, expected: bool) -> None:
    assert truth().read(cell) is expected


def test_a_text_that_is_too_long_says_by_how_much() -> None:
    with pytest.raises(BadCell, match="dài 6 ký tự, chỉ được tối đa 5"):
        text(5).read("abcdef")
    assert text(5).read(12.0) == "12"


def test_text_is_composed_and_invisible_characters_go() -> None:
    assert clean_text("Nguye\u0302\u0303n\u00a0 Văn\u200b\tAn\ufeff") == "Nguyễn Văn An"
    assert fold("  Họ và Tên (*)") == fold("ho VA ten") == "hovaten"
    assert fold("Điểm Toán") == "diemtoan"


@given(st.dates(min_value=date(1900, 3, 1), max_value=date(2100, 12, 31)))
def test_every_day_comes_back_from_its_serial_number_and_its_text(value: date) -> None:
    serial = (value - date(1899, 12, 30)).days
    if not 1900 <= serial <= 2100:
        assert day().read(float(serial)) == value
    assert day().read(value.strftime("%d/%m/%Y")) == value == day().read(value.isoformat())


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_every_number_comes_back_from_its_vietnamese_and_plain_form(value: Decimal) -> None:
    kind = decimal(places=2)
    vietnamese = f"{value:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    assert kind.read(vietnamese) == value == kind.read(float(value)) == kind.read(f"{value:.2f}")


@given(st.one_of(st.text(), st.floats(), st.booleans(), st.integers(), st.datetimes(), st.none()))
def test_no_cell_breaks_a_kind(cell: Any) -> None:
    for kind in (text(20), code(5), day(), SEX, whole(0, 9), decimal(0, 9), truth()):
        try:
            kind.read(cell)
        except BadCell as bad:
            assert str(bad)
