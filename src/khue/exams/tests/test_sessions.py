"""The life of a session: two people check it, a time is set, scores are corrected and every version stays."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Denied, Missing
from khue.core.models import Batch, Event
from khue.core.rules import WrongState
from khue.exams import actions, queries
from khue.exams.actions.publishing import publish
from khue.exams.actions.refusals import (
    CodeTaken,
    NoPerson,
    NothingToChange,
    NothingToCheck,
    PaperNotInSession,
    PapersInUse,
    PastTime,
    ReasonNeeded,
    SamePerson,
    UnknownPapers,
)
from khue.exams.models import ExamSession, Result, ResultChange
from khue.exams.samples import fill_session
from khue.exams.tests.conftest import actor, new_session
from khue.security.samples import Cast

pytestmark = pytest.mark.django_db(databases=["default", "progress"])


@pytest.fixture
def draft(cast: Cast) -> ExamSession:
    """A draft session of 2025 with forty made-up results."""
    session = new_session(cast, "2025", 2025)
    with acting_as(system_actor()) as system:
        fill_session(system, session, rows=40, councils=("35",))
    return session


@pytest.fixture
def checked(cast: Cast, draft: ExamSession) -> ExamSession:
    """The session after both checks."""
    for person, check in ((cast.hoa, actions.first_check), (cast.binh, actions.second_check)):
        with acting_as(actor(person.pk)) as who:
            check(who, draft.pk)
    return draft


@pytest.fixture
def published(cast: Cast, checked: ExamSession) -> ExamSession:
    """The session after its publication."""
    with acting_as(actor(cast.binh.pk)) as binh:
        return publish(binh, checked.pk, at=timezone.now())


def test_a_session_gets_the_papers_of_its_year(cast: Cast) -> None:
    session = new_session(cast, "2016", 2016)
    assert (session.state, len(session.papers), session.position("literature")) == ("draft", 8, 1)


def test_a_session_is_not_created_twice_nor_with_unknown_papers(cast: Cast) -> None:
    new_session(cast)
    with pytest.raises(CodeTaken):
        new_session(cast)
    with pytest.raises(UnknownPapers, match="singing"):
        new_session(cast, "x", papers=["singing"])


def test_only_those_who_manage_create_sessions(cast: Cast) -> None:
    for person in (cast.binh, cast.quan):
        with acting_as(actor(person.pk)) as who, pytest.raises(Denied):
            actions.create_session(who, code="x", title="X", year=2025, organisation_id=cast.units.department)


def test_papers_stay_once_there_are_results(cast: Cast, draft: ExamSession) -> None:
    with acting_as(actor(cast.hoa.pk)) as hoa:
        actions.edit_session(hoa, draft.pk, title="Tên khác", papers=draft.papers)
        with pytest.raises(PapersInUse):
            actions.edit_session(hoa, draft.pk, papers=["literature"])


def test_a_checked_session_is_not_edited(cast: Cast, checked: ExamSession) -> None:
    with acting_as(actor(cast.hoa.pk)) as hoa, pytest.raises(WrongState):
        actions.edit_session(hoa, checked.pk, title="Tên khác")


def test_two_different_people_check(cast: Cast, draft: ExamSession) -> None:
    with acting_as(actor(cast.hoa.pk)) as hoa:
        actions.first_check(hoa, draft.pk)
        with pytest.raises(SamePerson):
            actions.second_check(hoa, draft.pk)
    with acting_as(actor(cast.binh.pk)) as binh:
        session = actions.second_check(binh, draft.pk)
    assert (session.state, session.first_checked_by_id, session.second_checked_by_id) == (
        "checked",
        cast.hoa.pk,
        cast.binh.pk,
    )


def test_a_check_is_by_a_person_and_of_something(cast: Cast, draft: ExamSession) -> None:
    empty = new_session(cast, "trong")
    with acting_as(system_actor()) as system, pytest.raises(NoPerson):
        actions.first_check(system, draft.pk)
    with acting_as(actor(cast.hoa.pk)) as hoa, pytest.raises(NothingToCheck):
        actions.first_check(hoa, empty.pk)
    with acting_as(actor(cast.hoa.pk)) as hoa:
        actions.first_check(hoa, draft.pk)
    with acting_as(system_actor()) as system, pytest.raises(NoPerson):
        actions.second_check(system, draft.pk)


def test_the_database_itself_wants_two_people(cast: Cast, checked: ExamSession) -> None:
    with acting_as(system_actor()), pytest.raises(DatabaseError), transaction.atomic():
        ExamSession.objects.filter(pk=checked.pk).update(second_checked_by=cast.hoa)


def test_reopening_voids_both_checks(cast: Cast, checked: ExamSession) -> None:
    with acting_as(actor(cast.hoa.pk)) as hoa:
        session = actions.reopen(hoa, checked.pk)
    assert (session.state, session.first_checked_by, session.second_checked_at) == ("draft", None, None)


def test_a_time_is_set_and_taken_back(cast: Cast, checked: ExamSession) -> None:
    at = timezone.now() + timedelta(days=1)
    with acting_as(actor(cast.binh.pk)) as binh:
        assert actions.schedule(binh, checked.pk, at=at).publish_at == at
        assert actions.unschedule(binh, checked.pk).publish_at is None
        with pytest.raises(PastTime):
            actions.schedule(binh, checked.pk, at=timezone.now() - timedelta(minutes=1))
    with acting_as(actor(cast.hoa.pk)) as hoa, pytest.raises(Denied):
        actions.schedule(hoa, checked.pk, at=at)


def correct(cast: Cast, session: ExamSession, **more: object) -> ResultChange:
    given = {"paper": "literature", "after": 875, "reason": "Phúc khảo", "decision": "12/QĐ-SGDĐT", **more}
    with acting_as(actor(cast.hoa.pk)) as hoa:
        return actions.correct(hoa, session.pk, candidate_number=" 35000007 ", **given)  # type: ignore[arg-type]


def test_a_correction_keeps_every_version(cast: Cast, published: ExamSession) -> None:
    first = correct(cast, published, after=875)
    second = correct(cast, published, after=900)
    with acting_as(actor(cast.binh.pk)) as binh:
        session = queries.session(binh, "2025")
        result = queries.result(binh, session, "35000007")
        assert queries.scores(session, result)["literature"] == 900
        assert [(change.before, change.after) for change in queries.changes(binh, session)] == [
            (875, 900),
            (first.before, 875),
        ]
        assert (session.state, second.version, second.changed_by_id) == ("corrected", 2, cast.hoa.pk)
        assert publish(binh, session.pk, at=timezone.now()).published_version == 2
    with acting_as(system_actor()):
        facts = Event.objects.filter(name="exams.result_corrected").values_list("facts", flat=True)
        assert all("35000007" not in str(fact) for fact in facts)


def test_a_correction_needs_a_reason_and_a_change(cast: Cast, published: ExamSession) -> None:
    change = correct(cast, published)
    with pytest.raises(NothingToChange):
        correct(cast, published, after=change.after)
    with pytest.raises(ReasonNeeded):
        correct(cast, published, after=100, decision=" ")
    with pytest.raises(PaperNotInSession):
        correct(cast, published, paper="natural_sciences")
    with acting_as(actor(cast.hoa.pk)) as hoa, pytest.raises(Missing):
        actions.correct(
            hoa, published.pk, candidate_number="35999999", paper="literature", after=5, reason="x", decision="y"
        )


def test_a_draft_is_not_corrected_and_a_stranger_corrects_nothing(cast: Cast, draft: ExamSession) -> None:
    with pytest.raises(WrongState):
        correct(cast, draft)
    with acting_as(actor(cast.quan.pk)) as quan, pytest.raises(Missing):
        actions.first_check(quan, draft.pk)


def test_corrections_are_only_ever_added(cast: Cast, published: ExamSession) -> None:
    change = correct(cast, published)
    for attempt in (lambda: change.delete(), lambda: ResultChange.objects.update(after=1)):
        with acting_as(system_actor()), pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_an_archived_session_rests(cast: Cast, published: ExamSession) -> None:
    with acting_as(actor(cast.binh.pk)) as binh:
        assert actions.archive(binh, published.pk).state == "archived"
    with pytest.raises(WrongState):
        correct(cast, published)


BAD_ROWS = {
    "a score over the scale": "'{1001}'::smallint[], session.organisation_id",
    "a list of the wrong length": "'{5,5}'::smallint[], session.organisation_id",
    "another organisation": "array_fill(5::smallint, ARRAY[13]), session.organisation_id + 1",
}


@pytest.mark.parametrize("values", BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_the_database_refuses_nonsense(cast: Cast, draft: ExamSession, values: str) -> None:
    statement = f"""
        INSERT INTO exams_result (session_id, batch_id, candidate_number, council, scores, organisation_id)
        SELECT session.id, batch.id, '35999999', '35', {values}
        FROM exams_examsession AS session, core_batch AS batch LIMIT 1
    """
    with acting_as(system_actor()), connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(statement)


def test_results_are_removed_from_a_draft_only(cast: Cast, checked: ExamSession) -> None:
    with acting_as(system_actor()), pytest.raises(DatabaseError), transaction.atomic():
        Result.objects.filter(session=checked).delete()


def test_nobody_sees_nothing_and_neighbours_neither(cast: Cast, published: ExamSession) -> None:
    for person in (cast.lan, cast.quan):
        with acting_as(actor(person.pk)) as who:
            assert not Result.objects.exists() and not ResultChange.objects.exists()
            with pytest.raises(Missing):
                queries.session(who, "2025")
    with acting_as(actor(cast.hoa.pk)) as hoa:
        assert [found.code for found in queries.sessions(hoa, year=2025)] == ["2025"]
        assert queries.total(hoa, published) == 40
        assert queries.search(hoa, "2025", 5)[0].url == published.get_absolute_url()
        assert Batch.objects.filter(pk=queries.batches(hoa, published).get().pk).exists()
