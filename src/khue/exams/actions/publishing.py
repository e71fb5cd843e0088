"""Publishing the results of a session: a new edition of signed files, then the pointer to it."""

import json
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from khue.core import signing
from khue.core.actions import begin, finish
from khue.core.actor import Actor
from khue.core.errors import Refused
from khue.core.words import N_
from khue.exams import rules
from khue.exams.actions.sessions import hold
from khue.exams.models import ExamSession, Result
from khue.exams.publishing import editions, sealing, shards, writing
from khue.exams.publishing.keys import keys_folder, second_factor_key
from khue.exams.statistics.compiling import compile_session
from khue.exams.statistics.counting import counts

ROWS = """
SELECT ('x' || encode(substring(sha256(convert_to(%s || ':' || candidate_number, 'UTF8')) FOR 4), 'hex'))::bit(32)
         ::bigint & 4294967295 AS place,
       candidate_number,
       '[' || array_to_string(scores, ',', 'null') || ',' || coalesce('"' || language || '"', 'null') || ']',
       second_factor
FROM exams_result WHERE session_id = %s ORDER BY place
"""
AT_ONCE = 10_000

Tell = Callable[[int, int, str], None]


class TooEarly(Refused):
    """The set time has not come."""

    text = N_("Chưa đến giờ công bố đã đặt ({expected}). Hãy chờ đến giờ đó, hoặc đổi giờ công bố rồi làm lại.")


class NoSecondFactor(Refused):
    """The session asks for a second code, but some candidates have none."""

    text = N_("Có {count} thí sinh chưa có mã tra cứu. Hãy nhập bổ sung mã, hoặc bỏ yêu cầu mã tra cứu của kì thi.")


def silent(done: int, total: int, message: str) -> None:
    """Tell nobody."""


@transaction.atomic
def publish(actor: Actor, session_id: int, *, at: datetime, tell: Tell = silent) -> ExamSession:
    """Publish the results as they are now: a new immutable version, signed, with a reference to the one before.

    at: the time of the clock; before the set time it is refused. The public sees the new version when the
    transaction has been committed and the pointer swapped; a process killed earlier changes nothing.
    Raises: Denied, Missing, InUse, WrongState, TooEarly, NoSecondFactor, Tampered.
    Source: Circular 24/2024/TT-BGDĐT, on publication of results.
    """
    session = hold(session_id)
    step = begin(actor, session, rules.LIFE, "publish", at=session.organisation_id)
    if session.publish_at and at < session.publish_at:
        raise TooEarly(expected=f"{timezone.localtime(session.publish_at):%H:%M %d/%m/%Y}")
    session.published_version += 1
    session.published_at = at
    edition = _write(session, tell)
    finish(
        actor, session, step,
        version=edition.version, candidates=edition.facts["candidates"], manifest=edition.digest,
    )  # fmt: skip
    transaction.on_commit(lambda: show(session.code, edition.version))
    return session


def show(code: str, version: int) -> None:
    """Swap the pointer to a version that has been committed, and publish the keys that its signature needs."""
    root, keys = Path(settings.KHUE_PUBLISHED), signing.public_keys(keys_folder())
    writing.publish_keys(root, keys)
    writing.write_page(root, {code: paper.title for code, paper in rules.PAPERS.items()} | rules.LANGUAGES)
    writing.switch(root, editions.open_version(root, code, version, keys))


def _write(session: ExamSession, tell: Tell) -> editions.Edition:
    root, made_at = Path(settings.KHUE_PUBLISHED), timezone.now()
    candidates = _candidates(session)
    tell(0, candidates, str(N_("Đang tính thống kê")))
    facts = session_facts(session)
    statistics = compile_session(facts, counts(session))
    key = signing.signing_key(keys_folder(), made_at)
    keys = signing.public_keys(keys_folder())
    previous = editions.open_latest(root, session.code, keys)
    plan = writing.Plan(
        session=facts,
        version=session.published_version,
        published_at=timezone.localtime(session.published_at),
        candidates=candidates,
        layout=shards.layout_for(candidates, secrets.token_bytes(16)),
        files={editions.STATISTICS: json.dumps(statistics, ensure_ascii=False, separators=(",", ":")).encode()},
        second_factor_key=second_factor_key(session.code) if session.requires_second_factor else None,
        previous={"version": previous.version, "manifest": previous.digest} if previous else None,
    )
    rows = _rows(session, plan.layout)
    folder = writing.write_edition(root, plan, rows, key, lambda done: tell(done, candidates, str(N_("Đang ghi tệp"))))
    return editions.Edition(folder, keys)


def _candidates(session: ExamSession) -> int:
    results = Result.objects.filter(session=session)
    if session.requires_second_factor and (missing := results.filter(second_factor__isnull=True).count()):
        raise NoSecondFactor(count=missing)
    return results.count()


def _rows(session: ExamSession, layout: shards.Layout) -> Iterator[writing.Row]:
    """Stream the entries in the order of their shards, in bounded memory."""
    shift = 32 - layout.shard_bits
    with connection.chunked_cursor() as cursor:
        cursor.execute(ROWS, [layout.salt.hex(), session.pk])
        while rows := cursor.fetchmany(AT_ONCE):
            for place, number, entry, digest in rows:
                if session.requires_second_factor:
                    sealed = sealing.seal(bytes(digest), layout.salt, entry.encode())
                    yield place >> shift, sealing.name_of(bytes(digest), layout.salt), shards.sealed_text(sealed)
                else:
                    yield place >> shift, number, entry.encode()


def session_facts(session: ExamSession) -> dict[str, Any]:
    """Return what the public may know of a session."""
    return {
        "code": session.code,
        "title": session.title,
        "year": session.year,
        "papers": list(session.papers),
        "requires_second_factor": session.requires_second_factor,
        "is_synthetic": session.is_synthetic,
    }


def announce(session: ExamSession) -> None:
    """Tell the public look-up when results will be out, or take the notice back."""
    is_set = session.state == "checked" and session.publish_at
    writing.announce(Path(settings.KHUE_PUBLISHED), session_facts(session), session.publish_at if is_set else None)
