"""A report goes school -> commune -> department; it is signed by another, frozen, and corrected by footnotes only."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.timezone import localdate

from khue.core.actor import Actor, acting_as, system_actor
from khue.core.errors import Denied, Invalid, Missing
from khue.core.rules import WrongState
from khue.indicators import queries as indicators
from khue.organisations import samples as units
from khue.organisations.samples import Cast
from khue.reports import actions, queries, samples
from khue.reports.exports import file_of
from khue.reports.models import Report
from khue.reports.rules import all_forms, duty_of
from khue.students import samples as students

TODAY, DUE = date(2026, 10, 6), date(2026, 10, 5)
SCHOOL, COMMUNE, DEPARTMENT = (f"quarterly_progress_{one}" for one in ("school", "commune", "department"))
WRITES = ("reports.see", "reports.write", "indicators.see", "students.see", "staff.see")
SIGNS = ("reports.see", "reports.sign", "indicators.see")


def at(places: list[int], *permissions: str, user: int) -> Actor:
    return Actor(user, name="Người mẫu", grants={one: frozenset(places) for one in permissions})


@pytest.fixture
def cast(db: Any) -> Cast:
    """School B (of the commune) has three pupils since September."""
    with acting_as(system_actor()):
        made = units.cast()
        students.school_at_work(made.school_b, "6", 3, year=2026, born=2015)
    return made


def lan(cast: Cast) -> Actor:
    return at([cast.school_b], *WRITES, user=1)


def minh(cast: Cast) -> Actor:
    return at([cast.school_b], *SIGNS, user=2)


def mai(cast: Cast) -> Actor:
    """The officer of the commune, with her schools."""
    return at([cast.commune, cast.school_b], *WRITES, "reports.check", user=3)


def made(cast: Cast) -> Report:
    with acting_as(lan(cast)) as actor:
        return samples.draft(actor, cast.school_b, SCHOOL, DUE, today=TODAY)


def signed(cast: Cast) -> Report:
    found = made(cast)
    with acting_as(lan(cast)) as actor:
        actions.present(actor, found.pk)
    with acting_as(minh(cast)) as actor:
        return actions.sign(actor, found.pk, samples.GIVEN, version=found.version, today=TODAY)


def sent(cast: Cast) -> Report:
    found = signed(cast)
    with acting_as(lan(cast)) as actor:
        return actions.send(actor, found.pk)


def line(report: Report, code: str) -> Any:
    return next(one for one in queries.lines_of(report) if one.code == code)


def test_figures_are_filled_with_where_they_come_from_and_no_data_is_not_nought(cast: Cast) -> None:
    found = made(cast)
    pupils, signatures = line(found, "students.pupils"), line(found, "indicators.teacher_signatures_share")
    assert (pupils.state, pupils.value, pupils.origin) == ("known", 3, "records")
    assert pupils.digest == indicators.find("students.pupils").digest and pupils.version >= 1
    assert (signatures.state, signatures.value) == ("none", None)
    assert (found.first_day, found.last_day, found.recipient_id) == (date(2026, 7, 1), date(2026, 9, 30), cast.commune)
    assert found.known_at is not None


def test_a_report_is_made_once_by_who_owes_it_when_its_period_is_over(cast: Cast) -> None:
    made(cast)
    with acting_as(lan(cast)) as actor:
        with pytest.raises(actions.AlreadyMade):
            actions.make(actor, cast.school_b, SCHOOL, DUE, today=TODAY)
        with pytest.raises(actions.NotOwed):
            actions.make(actor, cast.school_b, COMMUNE, date(2026, 10, 10), today=TODAY)
        with pytest.raises(actions.NotOwed):
            actions.make(actor, cast.school_b, SCHOOL, date(2026, 10, 7), today=TODAY)
        with pytest.raises(actions.TooEarly):
            actions.make(actor, cast.school_b, SCHOOL, date(2027, 1, 5), today=TODAY)
        with pytest.raises(Denied):
            actions.make(actor, cast.school_a, SCHOOL, DUE, today=TODAY)


def test_two_people_who_write_at_once_notice_each_other(cast: Cast) -> None:
    found = made(cast)
    with acting_as(lan(cast)) as actor:
        actions.write(actor, found.pk, version=found.version, words={"hard": "Thiếu máy"})
        with pytest.raises(actions.ChangedMeanwhile):
            actions.write(actor, found.pk, version=found.version, words={"hard": "Đủ máy"})
        with pytest.raises(Invalid):
            actions.write(actor, found.pk, version=found.version + 1, words={"digital": "100%"})
        again = actions.refresh(actor, found.pk, version=found.version + 1)
        assert again.words["hard"] == "Thiếu máy"


def test_the_neighbour_sees_nothing(cast: Cast) -> None:
    found = made(cast)
    quan = at([cast.school_a], *WRITES, "reports.check", user=9)
    with acting_as(quan):
        with pytest.raises(Missing):
            queries.report(quan, found.pk)
        with pytest.raises(Missing):
            actions.write(quan, found.pk, version=found.version, words={})
        assert not Report.objects.exists()


def test_words_that_are_asked_for_must_stand_there_and_the_writer_does_not_sign(cast: Cast) -> None:
    found = made(cast)
    both = at([cast.school_b], *WRITES, "reports.sign", user=1)
    with acting_as(both):
        emptied = actions.write(both, found.pk, version=found.version, words={"doing": " "})
        with pytest.raises(Invalid):
            actions.present(both, found.pk)
        full = actions.write(both, found.pk, version=emptied.version, words={"doing": "Xong"})
        with pytest.raises(WrongState):
            actions.sign(both, found.pk, samples.GIVEN, version=full.version, today=TODAY)
        actions.present(both, found.pk)
        with pytest.raises(actions.SameHands):
            actions.sign(both, found.pk, samples.GIVEN, version=full.version, today=TODAY)
    with acting_as(minh(cast)) as actor:
        with pytest.raises(Invalid):
            actions.sign(actor, found.pk, replace(samples.GIVEN, place=""), version=full.version, today=TODAY)
        with pytest.raises(actions.ChangedMeanwhile):
            actions.sign(actor, found.pk, samples.GIVEN, version=1, today=TODAY)
        with pytest.raises(Invalid):
            actions.hand_back(actor, found.pk, " ")
        assert actions.hand_back(actor, found.pk, "Viết gọn hơn").state == "draft"


def test_a_signed_report_is_frozen_even_for_the_web_role(cast: Cast) -> None:
    found = signed(cast)
    assert queries.is_whole(found) and actions.signed_by_us(found)
    with acting_as(lan(cast)) as actor:
        changes: tuple[dict[str, Any], ...] = (
            {"words": {}},
            {"lines": []},
            {"content": {}},
            {"digest": "0" * 64},
            {"state": "draft"},
        )
        for change in changes:
            with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
                Report.objects.filter(pk=found.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM reports_report")
        with pytest.raises(actions.NotDraft):
            actions.write(actor, found.pk, version=found.version, words={"hard": "Khác"})


def test_a_report_is_sent_once_and_comes_back_with_a_reason(cast: Cast) -> None:
    found = sent(cast)
    with acting_as(lan(cast)) as actor:
        with pytest.raises(WrongState):
            actions.send(actor, found.pk)
        with pytest.raises(Denied):
            actions.accept(actor, found.pk)
    with acting_as(mai(cast)) as actor:
        assert [one.pk for one in queries.to_check(actor)] == [found.pk]
        with pytest.raises(Invalid):
            actions.give_back(actor, found.pk, "")
        actions.give_back(actor, found.pk, "Thiếu phần kinh phí")
    with acting_as(lan(cast)) as actor:
        following = actions.revise(actor, found.pk)
        assert (following.edition, following.words, following.state) == (2, found.words, "draft")
        assert queries.report(actor, found.pk).state == "replaced"


def test_reports_are_added_and_who_has_not_sent_is_named(cast: Cast) -> None:
    with acting_as(system_actor()):
        other = students.another_school(cast.commune, "Trường TH Kim Đồng", ("primary",))
    found = sent(cast)
    due = date(2026, 10, 10)
    officer = at([cast.commune, cast.school_b, other], *WRITES, "reports.check", user=3)
    with acting_as(officer):
        before = actions.make(officer, cast.commune, COMMUNE, due, today=TODAY)
        assert line(before, "students.pupils").state == "none" and set(before.owing) == {cast.school_b, other}
        actions.accept(officer, found.pk)
        after = actions.refresh(officer, before.pk, version=before.version)
        pupils = line(after, "students.pupils")
        assert (pupils.value, pupils.origin) == (3, "reports") and "1 trong 2" in pupils.note
        assert after.owing == [other] and after.counted == [cast.school_b]
        rows = {one.unit: one.has_sent for one in queries.senders(officer, cast.commune, after.family, after.last_day)}
        assert rows == {cast.school_b: True, other: False}
    hoa = Actor(5, everywhere=frozenset({*WRITES, "reports.check"}))
    with acting_as(hoa):
        above = actions.make(hoa, cast.department, DEPARTMENT, date(2026, 10, 15), today=date(2026, 10, 15))
        assert set(above.owing) == {cast.commune, cast.school_a} and above.recipient_id is None
        assert line(above, "organisations.schools").origin == "records"


def test_a_later_correction_is_a_footnote_and_changes_no_byte(cast: Cast) -> None:
    found = signed(cast)
    files = [file_of(found, form)[0] for form in ("pdf", "docx")]
    assert files[0].startswith(b"%PDF") and files[1].startswith(b"PK")
    with acting_as(lan(cast)) as actor:
        assert queries.corrections(actor, found) == []
    with acting_as(system_actor()):
        students.school_at_work(cast.school_b, "7", 1, year=2026, born=2014)
    with acting_as(lan(cast)) as actor:
        again = queries.report(actor, found.pk)
        notes = {one.line.code: one for one in queries.corrections(actor, again)}
        assert (notes["students.pupils"].line.numerator, notes["students.pupils"].numerator) == (3, 4)
        assert line(again, "students.pupils").value == 3
    assert [file_of(again, form)[0] for form in ("pdf", "docx")] == files
    with pytest.raises(Missing):
        file_of(Report(), "pdf")


def test_what_is_owed_is_shown_to_who_owes_it(cast: Cast) -> None:
    with acting_as(lan(cast)) as actor:
        found = {(one.unit, one.duty, one.due) for one in queries.owed(actor, date(2026, 9, 25))}
        assert (cast.school_b, SCHOOL, DUE) in found
        assert all(unit == cast.school_b for unit, _duty, _due in found)
    with acting_as(mai(cast)) as actor:
        assert {one.unit for one in queries.owed(actor, date(2026, 9, 28))} == {cast.commune}


def test_forms_name_declared_indicators_that_hide_nothing_and_duties_of_the_calendar() -> None:
    for form in all_forms():
        assert duty_of(form.duty) is not None
        assert form.start <= localdate()
        for code in form.indicators:
            assert indicators.find(code).hide_below == 0, f"{code}: a frozen report shows it to every reader"
