"""The life of a session: made, edited, checked by two people, its publication set, archived."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from khue.core.actions import begin, finish, record
from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.words import N_
from khue.exams import queries, rules
from khue.exams.actions.refusals import (
    CodeTaken,
    InUse,
    NoPerson,
    NothingToCheck,
    PapersInUse,
    SamePerson,
    UnknownPapers,
)
from khue.exams.models import ExamSession, Result
from khue.organisations import queries as organisations


def hold(session_id: int) -> ExamSession:
    """Lock a session for this transaction. Raises: Missing, InUse (when an import or another change holds it)."""
    try:
        with transaction.atomic():
            return ExamSession.objects.select_for_update(nowait=True, no_key=True).get(pk=session_id)
    except ExamSession.DoesNotExist:
        raise Missing(what=N_("kì thi này")) from None
    except OperationalError as error:
        code = ExamSession.objects.values_list("code", flat=True).get(pk=session_id)
        raise InUse(session=code) from error


@transaction.atomic
def create_session(
    actor: Actor,
    *,
    code: str,
    title: str,
    year: int,
    organisation_id: int,
    papers: Sequence[str] | None = None,
    requires_second_factor: bool = False,
    is_synthetic: bool = False,
    note: str = "",
) -> ExamSession:
    """Create a draft session with the papers of its year, or those given.

    Raises: Denied, Missing, CodeTaken, UnknownPapers.
    """
    actor.must(rules.Can.MANAGE, at=organisation_id)
    if organisation_id not in organisations.names([organisation_id]):
        raise Missing(what=f"đơn vị {organisation_id}")
    session = ExamSession(
        code=code,
        title=title,
        year=year,
        organisation_id=organisation_id,
        papers=_in_order(papers or rules.papers_of(year)),
        requires_second_factor=requires_second_factor,
        is_synthetic=is_synthetic,
        note=note,
    )
    try:
        with transaction.atomic():
            session.save(force_insert=True)
    except IntegrityError as error:
        raise CodeTaken(code=code) from error
    record(actor, "exams.session_created", session, code=code, year=year, organisation=organisation_id)
    return session


def _in_order(papers: Sequence[str]) -> list[str]:
    unknown = set(papers) - set(rules.PAPERS)
    if unknown:
        raise UnknownPapers(papers=", ".join(sorted(unknown)))
    return [code for code in rules.PAPERS if code in papers]


@transaction.atomic
def edit_session(actor: Actor, session_id: int, **changes: Any) -> ExamSession:
    """Change title, note, papers or second factor of a draft; papers only while there are no results.

    Raises: Denied, Missing, InUse, WrongState, PapersInUse, UnknownPapers.
    """
    session = hold(session_id)
    actor.must(rules.Can.MANAGE, at=session.organisation_id)
    if session.state != "draft":
        rules.LIFE.find(session.state, "edit")
    papers = _in_order(changes.pop("papers", session.papers))
    if papers != session.papers and Result.objects.filter(session=session).exists():
        raise PapersInUse(candidates=queries.total(actor, session))
    session.papers = papers
    for name, value in changes.items():
        setattr(session, name, value)
    session.save()
    record(actor, "exams.session_edited", session, papers=papers, changed=sorted(changes))
    return session


@transaction.atomic
def first_check(actor: Actor, session_id: int) -> ExamSession:
    """Note that a first person has checked the results against the signed lists.

    Raises: Denied, Missing, InUse, WrongState, NoPerson, NothingToCheck.
    Source: Circular 24/2024/TT-BGDĐT, on checking of results by two people.
    """
    session = hold(session_id)
    step = begin(actor, session, rules.LIFE, "first_check", at=session.organisation_id)
    if actor.user_id is None:
        raise NoPerson
    if not Result.objects.filter(session=session).exists():
        raise NothingToCheck(session=session.code)
    session.first_checked_by_id, session.first_checked_at = actor.user_id, timezone.now()
    finish(actor, session, step, candidates=queries.total(actor, session))
    return session


@transaction.atomic
def second_check(actor: Actor, session_id: int) -> ExamSession:
    """Note that a second person, not the first, has checked the results.

    Raises: Denied, Missing, InUse, WrongState, NoPerson, SamePerson.
    Source: Circular 24/2024/TT-BGDĐT, on checking of results by two people.
    """
    session = hold(session_id)
    step = begin(actor, session, rules.LIFE, "second_check", at=session.organisation_id)
    if actor.user_id is None:
        raise NoPerson
    if actor.user_id == session.first_checked_by_id:
        raise SamePerson(session=session.code)
    session.second_checked_by_id, session.second_checked_at = actor.user_id, timezone.now()
    finish(actor, session, step, candidates=queries.total(actor, session))
    return session


@transaction.atomic
def reopen(actor: Actor, session_id: int) -> ExamSession:
    """Make a session a draft again; both checks and a set time are void.

    Raises: Denied, Missing, InUse, WrongState.
    """
    session = hold(session_id)
    step = begin(actor, session, rules.LIFE, "reopen", at=session.organisation_id)
    session.first_checked_by = session.first_checked_at = None
    session.second_checked_by = session.second_checked_at = session.publish_at = None
    finish(actor, session, step)
    return session


@transaction.atomic
def archive(actor: Actor, session_id: int) -> ExamSession:
    """Close a published session for good.

    Raises: Denied, Missing, InUse, WrongState.
    """
    session = hold(session_id)
    step = begin(actor, session, rules.LIFE, "archive", at=session.organisation_id)
    finish(actor, session, step, version=session.published_version)
    return session
