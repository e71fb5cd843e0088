"""A class list becomes pupils: matched with who is there, nothing blanked, every fault told with its place."""

import pytest

from khue.core.actor import acting_as
from khue.people.models import Change, Identifier, Person
from khue.students.models import Enrolment, Placement
from khue.students.tests.sheets.conftest import Import, School

pytestmark = pytest.mark.django_db(databases=["default", "progress"])
TITLES = ("Lớp", "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Số CCCD", "Mã học sinh của Bộ")
HAN = ("10A1", "1", "Trần Gia Hân", "09/05/2011", "Nữ", "Kinh", "051311001234", "5112345678")
BAO = ("10A1", "2", "Lê Quốc Bảo", "12/03/2011", "Nam", "Kinh", "051211004321", "")


def test_a_list_enters_pupils_with_stay_class_and_codes(school: School, send: Import) -> None:
    batch, said = send(TITLES, [HAN, BAO])
    assert (batch.state, batch.counts["added"], said) == ("done", 2, []), (batch.message, said)
    with acting_as(school.clerk):
        han = Person.objects.get(full_name="Trần Gia Hân")
        assert (han.given_name, han.sex, han.custody_id, han.version) == ("Hân", "female", school.id, 1)
        place = Placement.objects.get(person=han)
        assert (place.class_group.name, place.number, place.grade, place.how) == ("10A1", 1, "10", "new")
        assert Enrolment.objects.get(person=han).batch_id == batch.pk
        assert {code.shown for code in Identifier.objects.filter(person=han)} == {"•••••••••234", "5112345678"}
    with acting_as(school.other):
        assert not Person.objects.filter(full_name="Trần Gia Hân").exists()


def test_the_same_rows_in_another_file_change_nothing(school: School, send: Import) -> None:
    send(TITLES, [HAN, BAO])
    batch, said = send(TITLES, [BAO, HAN])
    assert (batch.counts["added"], batch.counts["changed"], batch.counts["unchanged"]) == (0, 0, 2), said
    with acting_as(school.clerk):
        assert not Change.objects.exists()
        assert set(Person.objects.values_list("version", flat=True)) == {1}
