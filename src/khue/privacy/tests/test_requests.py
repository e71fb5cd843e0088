"""Requests: their clocks, each step, what is carried out by itself, and what the law keeps."""

import io
import json
import zipfile
from datetime import date

import pytest
from django.db import DatabaseError

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Denied, Missing
from khue.core.rules import WrongState
from khue.people.models import Person
from khue.privacy import actions, queries
from khue.privacy.actions import Asking
from khue.privacy.actions.requests import (
    AlreadyAsked,
    AssignedAlready,
    ExtendedBefore,
    LawKeeps,
    NoGround,
    NotEntitled,
    NoWords,
    StandsAlready,
)
from khue.privacy.models import Consent, Request, Restriction
from khue.privacy.tests.conftest import NOW, TODAY


def ask(here, right="correct", who=None, words="Sai ngày sinh", person=None):
    who = who or here.mai
    with acting_as(who):
        return actions.ask(who, person or here.people.an.pk, right, words, on=TODAY)


def do(who, run, *args, **more):
    with acting_as(who):
        return run(who, *args, **more)


def accepted(here, right):
    row = ask(here, right)
    do(here.minh, actions.accept, row.pk, on=TODAY, note="Nhà trường sẽ làm")
    return row


def test_a_request_gets_its_clocks_in_working_days(here):
    row = ask(here)
    assert (row.reply_due, row.due, row.organisation_id) == (date(2026, 11, 25), date(2026, 12, 7), here.units.school_a)
    assert (row.asker_id, row.channel, row.state) == (here.people.mai.pk, "online", "received")


def test_the_office_enters_what_came_on_paper(here):
    asked = Asking(here.people.an.pk, here.people.mai.pk, "access", "Xin xem hồ sơ")
    assert do(here.lan, actions.enter, asked, on=TODAY).channel == "office"


def test_somebody_unrelated_cannot_ask(here):
    with pytest.raises(NotEntitled):
        do(here.lan, actions.enter, Asking(here.people.an.pk, here.people.bich.pk, "access", "Xin xem"), on=TODAY)


def test_entering_is_denied_without_the_permission(here):
    stranger = type(here.lan)(7, grants={"people.see": frozenset({here.units.school_a})})
    with pytest.raises(Denied):
        do(stranger, actions.enter, Asking(here.people.an.pk, here.people.mai.pk, "access", "Xin xem"), on=TODAY)


def test_a_request_needs_words_a_known_right_and_an_own_person(here):
    with pytest.raises(NoWords):
        ask(here, words="  ")
    with pytest.raises(Missing):
        ask(here, "fly")
    with pytest.raises(Missing):
        ask(here, who=here.an, person=here.people.bich.pk)
    with pytest.raises(Denied):
        ask(here, who=type(here.mai)(999, own=here.mai.own))


def test_the_same_is_not_asked_twice_at_once(here):
    ask(here)
    with pytest.raises(AlreadyAsked):
        ask(here)


def test_a_request_is_accepted_and_carried_out(here):
    row = accepted(here, "correct")
    done = do(here.minh, actions.carry_out, row.pk, "Đã sửa ngày sinh", on=TODAY)
    assert done.state == "done" and done.closed_at and done.answered_on == TODAY
    with acting_as(here.mai):
        assert [step.verb for step in queries.own_requests(here.mai)[0].steps.order_by("pk")] == [
            "receive",
            "accept",
            "carry_out",
        ]


def test_steps_are_denied_to_the_clerk_and_do_not_exist_for_quan(here):
    row = ask(here)
    with pytest.raises(Denied):
        do(here.lan, actions.accept, row.pk, on=TODAY)
    with pytest.raises(Missing):
        do(here.quan, actions.accept, row.pk, on=TODAY)
    with acting_as(here.quan):
        assert queries.requests(here.quan, TODAY) == []


def test_a_refusal_needs_a_ground_and_words(here):
    row = ask(here)
    with pytest.raises(NoGround):
        do(here.minh, actions.refuse, row.pk, "because", "Không", on=TODAY)
    with pytest.raises(NoWords):
        do(here.minh, actions.refuse, row.pk, "correct_already", " ", on=TODAY)
    refused = do(here.minh, actions.refuse, row.pk, "correct_already", "Đúng với giấy khai sinh", on=TODAY)
    assert refused.state == "refused" and refused.outcome
    with pytest.raises(WrongState):
        do(here.minh, actions.accept, row.pk, on=TODAY)


def test_a_limit_is_extended_once(here):
    row = accepted(here, "correct")
    with pytest.raises(NoWords):
        do(here.minh, actions.extend, row.pk, "", on=TODAY)
    assert do(here.minh, actions.extend, row.pk, "Chờ xác minh", on=TODAY).due == date(2026, 12, 21)
    with pytest.raises(ExtendedBefore):
        do(here.minh, actions.extend, row.pk, "Lại chờ", on=TODAY)


def test_carrying_out_says_what_was_done(here):
    row = accepted(here, "correct")
    with pytest.raises(NoWords):
        do(here.minh, actions.carry_out, row.pk, "", on=TODAY)
    with pytest.raises(Missing):
        do(here.minh, actions.carry_out, 0, "x", on=TODAY)


def test_who_asked_takes_it_back_and_may_ask_again(here):
    row = do(here.mai, actions.ask, here.people.an.pk, "correct", "Sai tên", on=TODAY)
    with pytest.raises(Denied):
        do(here.an, actions.withdraw, row.pk)
    with pytest.raises(Missing):
        do(here.quan, actions.withdraw, row.pk)
    taken = do(here.mai, actions.withdraw, row.pk)
    assert taken.state == "withdrawn" and taken.closed_at
    with pytest.raises(WrongState):
        do(here.mai, actions.withdraw, row.pk)
    again = do(here.mai, actions.ask, here.people.an.pk, "correct", "Sai tên", on=TODAY)
    do(here.minh, actions.accept, again.pk, on=TODAY)
    assert do(here.lan, actions.withdraw, again.pk, "Mẹ em An báo rút").state == "withdrawn"


def test_a_citizen_changes_nothing_else_of_a_request(here):
    row = do(here.mai, actions.ask, here.people.an.pk, "correct", "Sai tên", on=TODAY)
    for state in ("done", "received"):
        with pytest.raises(DatabaseError), acting_as(here.mai):
            Request.objects.filter(pk=row.pk).update(state=state)


def test_restricting_marks_the_person_until_it_is_lifted(here):
    row = accepted(here, "restrict")
    do(here.minh, actions.carry_out, row.pk, "Đã đánh dấu", on=TODAY)
    with acting_as(here.minh):
        assert queries.restricted([here.people.an.pk, here.people.bich.pk], TODAY) == {here.people.an.pk}
        left = queries.without_restricted(Person.objects.all(), "pk", TODAY)
        assert here.people.an.pk not in left.values_list("pk", flat=True)
        assert queries.may("prizes", here.people.an.pk, TODAY).reason == "restricted"
    again = accepted(here, "object")
    with pytest.raises(StandsAlready):
        do(here.minh, actions.carry_out, again.pk, "Đã đánh dấu", on=TODAY)
    do(here.minh, actions.lift, here.people.an.pk, on=TODAY)
    with acting_as(here.minh):
        assert not queries.restricted([here.people.an.pk], TODAY)
    with pytest.raises(Missing):
        do(here.minh, actions.lift, here.people.an.pk, on=TODAY)
    with pytest.raises(Denied):
        do(here.lan, actions.lift, here.people.an.pk, on=TODAY)
    with acting_as(here.quan):
        assert not Restriction.objects.exists()


def test_withdrawing_takes_back_every_agreement_of_the_asker(here):
    for purpose in ("prizes", "research"):
        do(here.mai, actions.answer, here.people.an.pk, purpose, "agree", at=NOW)
    row = accepted(here, "withdraw")
    do(here.minh, actions.carry_out, row.pk, "Đã rút", on=TODAY)
    with acting_as(here.minh):
        assert Consent.objects.filter(answer="withdraw", giver_id=here.people.mai.pk).count() == 2
        assert queries.may("research", here.people.an.pk, TODAY).reason == "refused"


def test_deleting_empties_what_no_duty_keeps(here, settings):
    path = settings.KHUE_FILES / "people" / "photos" / "ab" / "ab.webp"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"photo")
    with acting_as(system_actor()):
        Person.objects.filter(pk=here.people.an.pk).update(photo="ab/ab.webp", phone="0905000111")
    row = accepted(here, "delete")
    do(here.minh, actions.carry_out, row.pk, "Đã xoá ảnh", on=TODAY)
    with acting_as(here.minh):
        person = Person.objects.get(pk=here.people.an.pk)
        parts = {part.label: part.is_kept for part in queries.deletable(person.pk)}
    assert (person.photo, person.phone) == ("", "0905000111")  # schooling still needs the phone
    assert parts["people.Person"] is False and parts["students.Enrolment"] is True


def test_deleting_is_refused_where_the_law_keeps_all(here):
    row = accepted(here, "delete")
    with pytest.raises(LawKeeps):
        do(here.minh, actions.carry_out, row.pk, "Xoá", on=TODAY)


def test_a_request_follows_the_record_to_its_new_keeper(here):
    row = ask(here)
    with pytest.raises(AssignedAlready):
        do(here.hoa, actions.assign, row.pk)
    with acting_as(system_actor()):
        Person.objects.filter(pk=here.people.an.pk).update(custody_id=here.units.school_b)
    assert do(here.hoa, actions.assign, row.pk).organisation_id == here.units.school_b
    with pytest.raises(Missing):
        do(here.hoa, actions.assign, 0)
    with acting_as(here.minh):
        assert not Request.objects.exists()


def test_the_list_puts_the_shortest_clock_first(here):
    first, second = ask(here, "delete"), ask(here, "access")
    do(here.minh, actions.accept, first.pk, on=TODAY)
    with acting_as(here.minh):
        rows = queries.requests(here.minh, date(2026, 11, 26))
        assert [row.request.pk for row in rows] == [second.pk, first.pk] and rows[0].is_late
        assert queries.late(here.minh, date(2026, 11, 26)) == 1
        assert len(queries.requests(here.minh, TODAY, state="accepted", right="delete")) == 1
    with acting_as(here.lan):
        assert queries.late(here.lan, date(2026, 11, 26)) == 0


def test_the_copy_holds_everything_across_apps_in_three_forms(here):
    with acting_as(here.mai):
        numbers = actions.hand_over_copy(here.mai, here.people.an.pk)
        packed = queries.portable(
            here.people.an.pk, "Nguyễn Văn An", queries.all_of(here.people.an.pk), numbers, on=TODAY
        )
    with zipfile.ZipFile(io.BytesIO(packed)) as bundle:
        told, page = json.loads(bundle.read("du-lieu.json")), bundle.read("du-lieu.html").decode()
        assert bundle.read("du-lieu.pdf").startswith(b"%PDF")
    assert told["tables"]["people.Person"]["rows"][0]["full_name"] == "Nguyễn Văn An"
    assert {"people.Relation", "students.Enrolment", "people.Identifier"} <= set(told["tables"])
    assert list(told["identifiers"].values()) == ["079210001234"] and "Nguyễn Văn An" in page
    assert "<style>" in page and "079210001234" in page  # one file that needs nothing else
    assert not any(sign in page for sign in ("http:", "https:", "src=", "<link", "<script"))


def test_the_office_makes_a_copy_for_an_accepted_request_only(here):
    row = ask(here, "copy")
    with pytest.raises(Missing):
        do(here.minh, actions.hand_over_copy, here.people.an.pk, row.pk)
    do(here.minh, actions.accept, row.pk, on=TODAY)
    assert do(here.minh, actions.hand_over_copy, here.people.an.pk, row.pk) == {}
    with acting_as(here.mai) as mai:
        assert queries.uses(mai, [here.people.an.pk])[0].unit == "Trường THPT Trần Phú"
    with pytest.raises(Denied):
        do(here.lan, actions.hand_over_copy, here.people.an.pk, row.pk)
    with pytest.raises(Missing):
        do(here.an, actions.hand_over_copy, here.people.bich.pk)
