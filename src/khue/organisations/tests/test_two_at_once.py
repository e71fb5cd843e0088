"""Two people decide about the same units at the same moment: one after the other, and the second sees the first."""

from datetime import UTC, date, datetime
from threading import Thread

import pytest
from django.db import connection

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Invalid
from khue.organisations import actions, queries, samples
from khue.organisations.actions import Document
from khue.organisations.models import Decision

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def at_once(*steps):
    """Run each step in its own transaction and thread; return what they answered or raised."""
    answers: list[object] = []

    def run(step):
        try:
            with acting_as(system_actor()) as actor:
                answers.append(step(actor))
        except Invalid as refusal:
            answers.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[step]) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def cast(fresh_database):
    with acting_as(system_actor()):
        return samples.cast(date(2020, 7, 1), datetime(2023, 9, 5, tzinfo=UTC))


def test_one_of_two_mergers_of_the_same_school_is_refused(cast):
    day = date(2026, 9, 1)

    def merging(old, into):
        return lambda actor: actions.merge(actor, [old], into, samples.document("Sáp nhập", day, "1/QĐ"), now=NOW)

    answers = at_once(merging(cast.school_a, cast.school_b), merging(cast.school_b, cast.school_a))
    assert [type(answer) for answer in answers].count(Invalid) == 1
    with acting_as(system_actor()):
        assert queries.as_of(day).filter(kind="school").count() == 1


def test_two_clicks_at_the_same_moment_record_one_decision(cast):
    document: Document = samples.document("Đổi tên", date(2026, 9, 1), "1/QĐ")

    def click(actor):
        return actions.rename(actor, cast.school_a, "Tên mới", document, now=NOW).pk

    first, second = at_once(click, click)
    assert first == second
    with acting_as(system_actor()):
        assert Decision.objects.filter(kind="rename").count() == 1
