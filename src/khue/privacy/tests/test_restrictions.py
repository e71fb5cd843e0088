"""A restricted record is stored and shown to who must see it; lists of others, files and programs leave it out."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl.reader.excel import load_workbook

from khue.core.actor import acting_as, system_actor
from khue.people.models import Person
from khue.privacy.models import Restriction
from khue.privacy.tests.test_views import cast, minh, quan  # noqa: F401 (fixtures)
from khue.security.samples import signed_in

NAME, MARKED = "Nguyễn Văn An", "Nguyễn Văn An (đang hạn chế xử lí)"


@pytest.fixture
def an(cast):  # noqa: F811
    """An, whose family asked to restrict the use of his data."""
    found = cast["family"].an
    with acting_as(system_actor()):
        Restriction.objects.create(person=found, since=date(2026, 11, 1))
    return found


@pytest.fixture
def hoa(cast):  # noqa: F811
    """A specialist of the province, who sees pupils but has no duty towards this one."""
    return signed_in(cast["cast"].hoa)


def sheet(answer):
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)), read_only=True)
    return str([row for one in book.worksheets for row in one.iter_rows(values_only=True)])


def test_the_mark_stands_as_long_as_the_restriction(an):
    with acting_as(system_actor()):
        assert Person.objects.get(pk=an.pk).restricted_on == date(2026, 11, 1)
        Restriction.objects.update(until=date(2026, 11, 5))
        assert Person.objects.get(pk=an.pk).restricted_on is None


def test_the_school_sees_the_mark_and_no_file_holds_the_record(an, minh):  # noqa: F811
    for url in ("/van-phong/nguoi/", "/van-phong/hoc-sinh/?trang_thai=unplaced"):
        assert MARKED in minh.get(url).content.decode()
    assert "Đang hạn chế xử lí" in minh.get(f"/van-phong/nguoi/{an.pk}/").content.decode()
    assert minh.get("/api/v1/people", {"q": NAME}).json()["items"][0]["is_restricted"]
    assert minh.get(f"/api/v1/people/{an.pk}").json()["restricted_on"] == "2026-11-01"
    for url in ("/van-phong/nguoi/?xuat=xlsx", "/van-phong/nguoi/?tim=nguyen+van&xuat=xlsx"):
        assert NAME not in sheet(minh.get(url))


def test_who_has_no_duty_neither_lists_nor_finds_nor_opens_it(an, hoa):
    assert NAME not in hoa.get("/van-phong/nguoi/", {"tim": NAME}).content.decode().partition("<table")[2]
    assert hoa.get("/api/v1/people", {"q": NAME}).json()["items"] == []
    assert hoa.get("/api/v1/people", {"q": "079210001234"}).json()["items"] == []
    for url in (f"/van-phong/nguoi/{an.pk}/", f"/api/v1/people/{an.pk}"):
        assert hoa.get(url).status_code == 403
