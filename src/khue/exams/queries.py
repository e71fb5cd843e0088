"""Reads of exam sessions, their results, imports and corrections."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.db.models import QuerySet

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.manifest import Found
from khue.core.models import Batch, Job
from khue.core.words import N_
from khue.exams import rules
from khue.exams.models import ExamSession, Result, ResultChange
from khue.exams.reading import Fault, first_faults

KIND = "exams.results/"


@dataclass(frozen=True)
class CouncilCount:
    """How many candidates of a council a session has; province: code of the statistics office of that year."""

    code: str
    name: str
    province: str
    candidates: int


def sessions(actor: Actor, *, text: str = "", year: int | None = None, state: str = "") -> QuerySet[ExamSession]:
    """Return the sessions that the person may see, newest first, filtered."""
    actor.must(rules.Can.SEE)
    found = ExamSession.objects.select_related("organisation")
    if text:
        found = found.filter(title__icontains=text) | found.filter(code__icontains=text)
    if year:
        found = found.filter(year=year)
    return found.filter(state=state) if state else found


def session(actor: Actor, code: str) -> ExamSession:
    """Find a session by its code. Raises: Missing."""
    found = ExamSession.objects.select_related("first_checked_by", "second_checked_by").filter(code=code).first()
    if found is None or not actor.can(rules.Can.SEE, at=found.organisation_id):
        raise Missing(what=N_("kì thi «{code}»").format(code=code))
    return found


def batches(actor: Actor, session: ExamSession) -> QuerySet[Batch]:
    """Return the imports into a session, newest first."""
    return Batch.objects.filter(kind=kind_of(session), organisation_id=session.organisation_id).order_by("-pk")


def batch(actor: Actor, batch_id: int) -> tuple[Batch, ExamSession]:
    """Find an import and its session. Raises: Missing."""
    found = Batch.objects.filter(pk=batch_id, kind__startswith=KIND).first()
    if found is None:
        raise Missing(what=N_("lần nhập {batch}").format(batch=batch_id))
    return found, session(actor, found.kind.removeprefix(KIND))


def kind_of(session: ExamSession) -> str:
    """Return the kind under which imports into this session are listed."""
    return f"{KIND}{session.code}"


def is_running(batch: Batch) -> bool:
    """Whether a living process holds the lock of the batch; without one, a running batch was killed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2 "
            "AND classid = (hashtext('core_batch')::bigint & 4294967295)::oid AND objid = %s::oid)",
            [batch.pk],
        )
        return bool(cursor.fetchone()[0])


def state_of(batch: Batch) -> str:
    """Return the state of a batch as it is now: one that was being written by a killed process is interrupted."""
    if batch.state == Batch.State.RUNNING and not is_running(batch):
        return Batch.State.INTERRUPTED
    return batch.state


def problems_path(batch: Batch) -> Path:
    """Return the file of problems of a batch; it may not exist."""
    return batch.folder / "problems.csv"


def job_of(batch: Batch) -> Job | None:
    """Return the work in the background that last handled a batch."""
    return Job.objects.filter(pk=batch.job_id).first() if batch.job_id else None


def problems(batch: Batch) -> list[Fault]:
    """Return the first problems of a batch, errors before warnings; its file holds all."""
    return first_faults(problems_path(batch))


def counts_by_council(actor: Actor, session: ExamSession) -> list[CouncilCount]:
    """Return the candidates of each council, summed over the imports that stand."""
    counted: Counter[str] = Counter()
    for counts in batches(actor, session).filter(state=Batch.State.DONE).values_list("counts", flat=True):
        counted.update(counts.get("councils", {}))
    return [_council_count(code, count, session.year) for code, count in sorted(counted.items())]


def _council_count(code: str, count: int, year: int) -> CouncilCount:
    council = rules.council(code, year)
    return CouncilCount(code, council.name if council else "", council.province if council else "", count)


def total(actor: Actor, session: ExamSession) -> int:
    """Return how many candidates a session has."""
    return sum(line.candidates for line in counts_by_council(actor, session))


def result(actor: Actor, session: ExamSession, candidate_number: str) -> Result:
    """Find the result of one candidate. Raises: Missing."""
    number = rules.normal_candidate_number(candidate_number)
    found = Result.objects.filter(session=session, candidate_number=number).first()
    if found is None:
        raise Missing(what=N_("số báo danh «{number}» trong kì thi").format(number=number))
    return found


def scores(session: ExamSession, result: Result) -> Mapping[str, int | None]:
    """Return the scores of a result by paper."""
    return dict(zip(session.papers, result.scores, strict=True))


def changes(actor: Actor, session: ExamSession) -> QuerySet[ResultChange]:
    """Return the corrections of a session, newest first."""
    return session.changes.select_related("changed_by").order_by("-pk")


def search(actor: Actor, text: str, limit: int) -> list[Found]:
    """Answer the global search: sessions by title or code."""
    if not actor.can(rules.Can.SEE):
        return []
    return [
        Found(found.title, found.get_state_display(), found.get_absolute_url(), "clipboard-check")
        for found in sessions(actor, text=text)[:limit]
    ]
