"""Numbers and days are written as people here write them, and otherwise in English."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from khue.core.web import formats

WRITTEN = (
    (0, None, "0", "0"),
    (276150, None, "276.150", "276,150"),
    (-1234.5, None, "−1.234,5", "−1,234.5"),
    (Decimal("3.7720"), 2, "3,77", "3.77"),
    (1e6, None, "1.000.000", "1,000,000"),
    (7.005, None, "7", "7"),
    (None, None, "—", "—"),
)


@pytest.mark.parametrize(("value", "digits", "vietnamese", "english"), WRITTEN)
def test_a_number_is_written_in_the_language_of_the_page(value, digits, vietnamese, english):
    with override("vi"):
        assert formats.number(value, digits) == vietnamese
    with override("en"):
        assert formats.number(value, digits) == english


def test_a_share_becomes_a_percentage():
    with override("vi"):
        assert formats.percent(0.1234) == "12,3%"
        assert formats.percent(0) == "0,0%"
        assert formats.percent(None) == "—"


def test_an_instant_is_written_in_vietnamese_time():
    late = datetime(2025, 6, 30, 18, 5, tzinfo=UTC)
    assert formats.moment(late) == "01/07/2025 01:05"
    assert formats.day(late) == "01/07/2025"
    assert formats.day(date(2015, 12, 31)) == "31/12/2015"
    assert formats.day(None) == "—"


def test_bytes_are_written_in_the_largest_fitting_unit():
    with override("vi"):
        assert [formats.size(value) for value in (0, 999, 1000, 1_250_000)] == ["0 B", "999 B", "1,0 KB", "1,2 MB"]
