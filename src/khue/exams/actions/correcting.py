"""Correction of one score after re-marking; every version stays."""

from django.db import transaction

from khue.core.actions import begin, finish
from khue.core.actor import Actor
from khue.exams import queries, rules
from khue.exams.actions.refusals import NothingToChange, PaperNotInSession, ReasonNeeded
from khue.exams.actions.sessions import hold
from khue.exams.models import Result, ResultChange


@transaction.atomic
def correct(
    actor: Actor,
    session_id: int,
    *,
    candidate_number: str,
    paper: str,
    after: int | None,
    reason: str,
    decision: str,
) -> ResultChange:
    """Correct one score of a published session; the session then waits to be published again.

    after: hundredths, or None when the result of the paper is annulled.
    Raises: Denied, Missing, InUse, WrongState, PaperNotInSession, NothingToChange, ReasonNeeded.
    Source: Circular 24/2024/TT-BGDĐT, on re-marking (EXM-20, EXM-21).
    """
    session = hold(session_id)
    step = begin(actor, session, rules.LIFE, "correct", at=session.organisation_id)
    if paper not in session.papers:
        raise PaperNotInSession(session=session.code, paper=paper)
    if not reason.strip() or not decision.strip():
        raise ReasonNeeded
    result = queries.result(actor, session, candidate_number)
    before = queries.scores(session, result)[paper]
    if before == after:
        score = "—" if before is None else rules.score_text(before, ",")
        title = rules.PAPERS[paper].title
        raise NothingToChange(paper=title, candidate=result.candidate_number, score=score)
    scores = [after if code == paper else score for code, score in zip(session.papers, result.scores, strict=True)]
    Result.objects.filter(pk=result.pk).update(scores=scores)
    change = ResultChange.objects.create(
        session=session,
        candidate_number=result.candidate_number,
        organisation_id=session.organisation_id,
        paper=paper,
        before=before,
        after=after,
        reason=reason.strip(),
        decision=decision.strip(),
        changed_by_id=actor.user_id,
        version=session.published_version + 1,
    )
    finish(actor, session, step, change=change.pk, paper=paper, decision=change.decision)
    return change
