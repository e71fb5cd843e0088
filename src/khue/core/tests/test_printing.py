"""Printing asks nobody outside, reads no file but static ones, and writes the same bytes for the same page."""

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from khue.core.printing import OwnFiles, pdf

PAGE = '<html><head><title>Mẫu</title></head><body><img src="{address}"><p>Độc lập</p></body></html>'
MADE = datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_the_same_page_gives_the_same_bytes() -> None:
    first = pdf(PAGE.format(address=""), MADE)
    assert first.startswith(b"%PDF") and first == pdf(PAGE.format(address=""), MADE)
    assert first != pdf(PAGE.format(address=""), MADE.replace(hour=10))


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1/", "static:../settings.py", "data:,a"])
def test_nothing_but_static_files_is_read(address: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ValueError):
        OwnFiles().fetch(address)
    with caplog.at_level(logging.CRITICAL, "weasyprint"):
        assert pdf(PAGE.format(address=address), MADE).startswith(b"%PDF")


def test_a_static_file_is_found() -> None:
    found = OwnFiles().fetch("static:core/khue.css")
    assert found.read() == Path(__file__).parents[1].joinpath("static/core/khue.css").read_bytes()
