"""Publishing from the database: who may, when, what follows; two at once; a process killed in the middle."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from khue.core import signing
from khue.core.actor import Actor, acting_as, system_actor
from khue.core.errors import Denied, Missing, Refused
from khue.core.models import Event
from khue.core.rules import WrongState
from khue.exams import actions, rules
from khue.exams.actions.publishing import NoSecondFactor, TooEarly, publish
from khue.exams.actions.refusals import InUse
from khue.exams.models import ExamSession, Result
from khue.exams.publishing import editions
from khue.exams.publishing.tasks import publish_due
from khue.exams.samples import fill_session
from khue.exams.tests.conftest import actor, new_session, text_file
from khue.security.samples import Cast


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.KHUE_HOME, settings.KHUE_PUBLISHED = tmp_path, tmp_path / "published"
    return tmp_path


def checked(cast: Cast, *, rows: int = 400, code: str = "thpt-2026") -> ExamSession:
    """Return a session that two people have checked."""
    session = new_session(cast, code, 2026)
    with acting_as(system_actor()) as system:
        fill_session(system, session, rows=rows)
        as_if_checked(session)
    return session


def as_if_checked(session: ExamSession) -> None:
    """Put the session where two people have checked it."""
    now = timezone.now()
    ExamSession.objects.filter(pk=session.pk).update(state="checked", first_checked_at=now, second_checked_at=now)


def latest(home: Path, code: str = "thpt-2026") -> editions.Edition | None:
    keys = signing.public_keys(home / "keys" / "publishing")
    return editions.open_latest(home / "published", code, keys)


def corrected(person: Actor, session: ExamSession, number: str, paper: str, after: int) -> None:
    """Correct one score after re-marking."""
    actions.correct(
        person, session.pk, candidate_number=number, paper=paper, after=after, reason="Phúc khảo", decision="12/QĐ"
    )


def test_what_was_stored_is_what_is_published(committed: Cast, home: Path) -> None:
    session = checked(committed)
    with acting_as(actor(committed.binh.pk)) as binh:
        done = publish(binh, session.pk, at=timezone.now())
        assert latest(home) is None  # not before the commit
    edition = latest(home)
    assert edition is not None and (edition.version, edition.facts["candidates"]) == (1, 400)
    assert (done.state, done.published_version) == ("published", 1)
    assert list(edition.problems()) == []
    with acting_as(system_actor()):
        for row in Result.objects.filter(session=session)[:50]:
            entry = edition.find(row.candidate_number)
            assert entry is not None and list(entry.scores) == row.scores and entry.language == row.language
        event = Event.objects.filter(name="exams.results_published").get()
        assert event.facts == {"version": 1, "candidates": 400, "manifest": edition.digest}
    mathematics = next(one for one in edition.statistics()["subjects"] if one["code"] == "mathematics")
    assert 0 < mathematics["areas"]["all"][""]["count"] <= 400


def with_codes(cast: Cast, folder: Path, *lines: str) -> ExamSession:
    """Return a checked session whose candidates have codes of their own."""
    session = new_session(cast, "thpt-2026", 2026, requires_second_factor=True)
    path = text_file(folder, "SBD,MA_TRA_CUU,TOAN", *lines)
    with acting_as(actor(cast.hoa.pk)) as hoa, path.open("rb") as content:
        batch, _is_new = actions.submit(hoa, session.code, content, path.name)
    with acting_as(actor(cast.hoa.pk)) as hoa:
        actions.write(hoa, batch.pk)
    with acting_as(system_actor()):
        as_if_checked(session)
    return session


def test_with_a_second_code_only_who_knows_it_finds_the_result(committed: Cast, home: Path, tmp_path: Path) -> None:
    session = with_codes(committed, tmp_path, "51000001,Ab-12,5", "51000002,Cd-34,7.25")
    with acting_as(actor(committed.binh.pk)) as binh:
        publish(binh, session.pk, at=timezone.now())
    edition = latest(home)
    assert edition is not None and list(edition.problems()) == []
    entry = edition.find("51000002", "cd34")
    assert entry is not None and 725 in entry.scores
    assert edition.find("51000002", "ab12") is None and edition.find("51000002") is None
    shards = b"".join(path.read_bytes() for path in edition.folder.rglob("shards/**/*") if path.is_file())
    assert b"51000001" not in shards and b"51000002" not in shards


def test_a_candidate_without_a_code_stops_the_publication(committed: Cast, home: Path, tmp_path: Path) -> None:
    session = with_codes(committed, tmp_path, "51000001,Ab-12,5", "51000002,,7.25")
    with pytest.raises(NoSecondFactor, match="Có 1 thí sinh"), acting_as(actor(committed.binh.pk)) as binh:
        publish(binh, session.pk, at=timezone.now())
    assert latest(home) is None


def test_a_correction_makes_a_second_version_that_names_the_first(committed: Cast, home: Path) -> None:
    session = checked(committed)
    with acting_as(system_actor()) as system:
        publish(system, session.pk, at=timezone.now())
    first = latest(home)
    assert first is not None
    number = "51000001"
    before = first.find(number)
    assert before is not None
    new = 1000 if before.scores[0] != 1000 else 900
    with acting_as(actor(committed.hoa.pk)) as hoa:
        corrected(hoa, session, number, "literature", new)
    with acting_as(actor(committed.binh.pk)) as binh:
        publish(binh, session.pk, at=timezone.now())
    second = latest(home)
    assert second is not None and second.version == 2
    assert second.facts["previous"] == {"version": 1, "manifest": first.digest}
    after = second.find(number)
    assert after is not None and after.scores[0] == new
    assert list(first.problems()) == []


def test_the_clock_stands_before_the_set_time(committed: Cast, home: Path) -> None:
    session, at = checked(committed), timezone.now() + timedelta(hours=2)
    with acting_as(actor(committed.binh.pk)) as binh:
        actions.schedule(binh, session.pk, at=at)
    with pytest.raises(TooEarly) as refusal, acting_as(actor(committed.binh.pk)) as binh:
        publish(binh, session.pk, at=at - timedelta(seconds=1))
    assert f"{timezone.localtime(at):%H:%M %d/%m/%Y}" in str(refusal.value)
    assert latest(home) is None and (home / "published/results/thpt-2026/announced.json").exists()
    with acting_as(actor(committed.binh.pk)) as binh:
        publish(binh, session.pk, at=at)
    assert latest(home) is not None and not (home / "published/results/thpt-2026/announced.json").exists()


def test_what_is_due_is_queued_once(committed: Cast) -> None:
    session = checked(committed)
    with acting_as(system_actor()):
        ExamSession.objects.filter(pk=session.pk).update(publish_at=timezone.now() - timedelta(minutes=1))
    assert (publish_due(), publish_due()) == (1, 0)


def test_a_draft_is_not_published(cast: Cast) -> None:
    session = new_session(cast)
    with pytest.raises(WrongState), acting_as(system_actor()) as system:
        publish(system, session.pk, at=timezone.now())


def test_those_without_the_right_may_not_and_quan_sees_nothing(committed: Cast) -> None:
    session = checked(committed, rows=20)
    for person in (committed.lan, committed.minh, committed.hoa, committed.quan):
        with pytest.raises((Denied, Missing)), acting_as(actor(person.pk)) as somebody:
            publish(somebody, session.pk, at=timezone.now())


def test_two_people_publish_at_once_and_one_wins(committed: Cast, home: Path) -> None:
    session = checked(committed, rows=3000)
    barrier, outcomes = threading.Barrier(2), []

    def press() -> None:
        try:
            with acting_as(actor(committed.binh.pk)) as binh:
                barrier.wait(20)
                publish(binh, session.pk, at=timezone.now())
            outcomes.append("published")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) in (["exams.InUse", "published"], ["core.WrongState", "published"])
    edition = latest(home)
    assert edition is not None and edition.version == 1 and list(edition.problems()) == []


KILLED = """
import os, sys, time
import django
django.setup()
from pathlib import Path
from django.conf import settings
from django.db import connections
from django.utils import timezone
for alias in connections:
    connections[alias].settings_dict["NAME"] = sys.argv[1]
settings.KHUE_HOME = Path(sys.argv[2]); settings.KHUE_PUBLISHED = settings.KHUE_HOME / "published"
from khue.core.actor import Actor, acting_as, system_actor
from khue.exams.actions.publishing import publish

def tell(done, total, message):
    if done:
        print("writing", flush=True)
        time.sleep(0.2)

with acting_as(system_actor()) as system:
    publish(system, int(sys.argv[3]), at=timezone.now(), tell=tell)
"""


def test_a_killed_publication_leaves_the_old_version_serving(
    committed: Cast, fresh_database: str, home: Path, settings: Any
) -> None:
    session = checked(committed, rows=5000)
    with acting_as(system_actor()) as system:
        publish(system, session.pk, at=timezone.now())
        corrected(system, session, "51000001", "mathematics", 1000)
    command = [sys.executable, "-c", KILLED, fresh_database, str(home), str(session.pk)]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "khue.config.settings", "KHUE_SECRET_KEY": settings.SECRET_KEY}
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "writing\n"
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    edition = latest(home)
    assert edition is not None and edition.version == 1 and list(edition.problems()) == []
    assert (home / "published/results/thpt-2026/.v2").is_dir()
    until = time.monotonic() + 20
    while True:  # PostgreSQL notices the death of the other side a moment later
        try:
            with acting_as(system_actor()) as system:
                assert publish(system, session.pk, at=timezone.now()).published_version == 2
            break
        except InUse:
            assert time.monotonic() < until
            time.sleep(0.2)
    edition = latest(home)
    assert edition is not None and edition.version == 2 and list(edition.problems()) == []
    assert not (home / "published/results/thpt-2026/.v2").exists()


def test_a_pointer_that_a_crash_left_behind_is_brought_up(committed: Cast, home: Path) -> None:
    session = checked(committed)
    with acting_as(system_actor()) as system:
        publish(system, session.pk, at=timezone.now())
    (home / "published/results/thpt-2026/latest.json").unlink()
    publish_due()
    edition = latest(home)
    assert edition is not None and edition.version == 1


def test_the_moves_of_publication_need_the_right_to_publish() -> None:
    assert {move.needs for move in rules.LIFE.moves if move.verb == "publish"} == {rules.Can.PUBLISH}
