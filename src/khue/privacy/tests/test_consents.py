"""Consent: given by both from seven, proved, withdrawn with one press; the office records paper and reminds."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import ProgrammingError

from khue.core.actor import acting_as
from khue.core.errors import Denied, Missing
from khue.core.models import Event
from khue.privacy import actions, queries
from khue.privacy.actions.consents import (
    NobodyToRemind,
    NoPaper,
    NotAsked,
    NotGuardian,
    NothingToWithdraw,
    SameAnswer,
)
from khue.privacy.models import Consent
from khue.privacy.rules.consents import Answer
from khue.privacy.tests.conftest import NOW, TODAY

PHOTO = "school_site_photo"
LATER = NOW + timedelta(days=1)


def say(here, who, said, at=NOW, purpose=PHOTO, person=None):
    with acting_as(who):
        return actions.answer(who, person or here.people.an.pk, purpose, said, at=at)


def stands(here, who=None, purpose=PHOTO):
    with acting_as(who or here.minh):
        return queries.may(purpose, here.people.an.pk, TODAY)


def test_nothing_is_allowed_before_anybody_answered(here):
    assert stands(here) == Answer(False, "not_answered", ("guardian", "child"))


def test_the_guardian_and_the_child_together_allow_it(here):
    say(here, here.mai, "agree")
    assert stands(here).waiting == ("child",)
    row = say(here, here.an, "agree")
    assert stands(here).allowed
    assert (row.party, row.way, row.version, row.user_id) == ("child", "online", "2026-1", 106)
    with acting_as(here.minh):
        assert Event.objects.filter(name="privacy.consent_answered").count() == 2


def test_one_press_takes_it_back(here):
    say(here, here.mai, "agree")
    say(here, here.an, "agree")
    say(here, here.mai, "withdraw", LATER)
    assert stands(here).reason == "refused"


def test_withdrawing_nothing_is_refused(here):
    with pytest.raises(NothingToWithdraw):
        say(here, here.mai, "withdraw")


def test_the_same_answer_twice_is_refused(here):
    say(here, here.mai, "agree")
    with pytest.raises(SameAnswer):
        say(here, here.mai, "agree", LATER)


def test_the_child_is_not_asked_where_the_guardian_suffices(here):
    with pytest.raises(NotAsked):
        say(here, here.an, "agree", purpose="outside_learning")


def test_an_unknown_purpose_or_a_foreign_child_does_not_exist(here):
    with pytest.raises(Missing):
        say(here, here.mai, "agree", purpose="anything")
    with pytest.raises(Missing):
        say(here, here.an, "agree", person=here.people.bich.pk)


def test_an_account_without_a_person_cannot_answer(here):
    nameless = type(here.mai)(999, own=here.mai.own)
    with pytest.raises(Denied):
        say(here, nameless, "agree")


def test_an_answer_is_never_changed(here):
    row = say(here, here.mai, "agree")
    with acting_as(here.minh), pytest.raises(ProgrammingError):
        Consent.objects.filter(pk=row.pk).update(answer="refuse")


def test_consent_is_invisible_to_quan(here):
    say(here, here.mai, "agree")
    with acting_as(here.quan):
        assert not Consent.objects.exists()
        assert queries.may(PHOTO, here.people.an.pk, TODAY).reason == "unknown_person"


def record(here, who, giver, paper=True, said="agree"):
    with acting_as(who):
        scan = ContentFile(b"%PDF-1.7", "giay.pdf") if paper else None
        return actions.record_paper(who, here.people.an.pk, PHOTO, said, giver_id=giver, paper=scan, at=NOW)


def test_a_paper_is_recorded_with_its_scan(here):
    row = record(here, here.lan, here.people.mai.pk)
    assert (row.way, row.party, row.giver_id) == ("paper", "guardian", here.people.mai.pk) and row.paper


def test_a_paper_without_scan_is_no_proof(here):
    with pytest.raises(NoPaper):
        record(here, here.lan, here.people.mai.pk, paper=False)


def test_a_paper_of_somebody_else_is_refused(here):
    with pytest.raises(NotGuardian):
        record(here, here.lan, here.people.bich.pk)


def test_a_paper_needs_the_permission_at_the_school(here):
    with pytest.raises(Denied):
        stranger = type(here.lan)(7, grants={"people.see": frozenset({here.units.school_a})})
        record(here, stranger, here.people.mai.pk)
    with pytest.raises(Missing):
        record(here, here.quan, here.people.mai.pk)


def test_the_list_says_who_has_not_answered(here):
    say(here, here.mai, "agree")
    with acting_as(here.lan):
        rows = queries.answers_at(here.lan, PHOTO, here.units.school_a, TODAY)
        waiting = queries.answers_at(here.lan, PHOTO, here.units.school_a, TODAY, reason="not_answered")
        none = queries.answers_at(here.lan, PHOTO, here.units.school_a, TODAY, class_name="9A")
    assert {row.pupil.id: row.answer.waiting for row in rows} == {
        here.people.an.pk: ("child",),
        here.people.bich.pk: ("guardian", "child"),
    }
    assert len(waiting) == 2 and none == []


def test_the_list_of_another_school_is_denied(here):
    with acting_as(here.quan), pytest.raises(Denied):
        queries.answers_at(here.quan, PHOTO, here.units.school_a, TODAY)


def remind(here, at=NOW, **more):
    with acting_as(here.lan):
        return actions.remind(here.lan, PHOTO, here.units.school_a, at=at, **more)


def test_families_are_reminded_once_in_three_days(here):
    assert remind(here) == 2
    with pytest.raises(NobodyToRemind):
        remind(here, LATER)
    assert remind(here, NOW + timedelta(days=3), only=[here.people.an.pk]) == 1
    with acting_as(here.mai):
        found = queries.standings(here.people.an.pk, TODAY, giver=here.people.mai.pk)
    assert found[0].reminded_at is not None


def test_standings_show_every_answer_and_ones_own_last(here):
    say(here, here.mai, "agree")
    with acting_as(here.mai):
        photo = queries.standings(here.people.an.pk, TODAY, giver=here.people.mai.pk)[0]
    assert photo.mine == "agree" and [row.answer for row in photo.history] == ["agree"]


def test_a_purpose_of_the_law_needs_no_rows_at_all(here):
    assert stands(here, here.quan, "schooling").reason == "by_law"
