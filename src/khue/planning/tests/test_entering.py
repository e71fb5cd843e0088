"""A document comes in: read once, its file forgotten, its day and years as it says them."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Denied, Missing
from khue.core.models import Batch
from khue.planning import actions, queries, samples
from khue.planning.actions.refusals import NothingToUndo
from khue.planning.tests.conftest import actor
from khue.security.samples import Cast


def test_the_file_is_forgotten_once_it_was_read(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    hoa = actor(cast.hoa.pk)
    with django_capture_on_commit_callbacks(execute=True), acting_as(hoa):
        batch, known = actions.submit(hoa, cast.units.department, BytesIO(samples.TEXT.encode()), "a/b/ke-hoach.txt")
        assert known is None and batch.source.exists() and batch.file_name == "ke-hoach.txt"
        plan = actions.read(hoa, batch.pk, today=samples.TODAY)
        assert actions.read(hoa, batch.pk, today=samples.TODAY) == plan, "a second run changes nothing"
    assert not batch.source.exists()


def test_a_file_that_could_not_be_read_is_forgotten_after_a_day(cast: Cast) -> None:
    hoa = actor(cast.hoa.pk)
    with acting_as(hoa):
        old, _known = actions.submit(hoa, cast.units.department, BytesIO(b"\x89PNG"), "anh.txt")
        Batch.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=25))
        actions.submit(hoa, cast.units.department, BytesIO(b"x"), "khac.txt")
        assert not old.source.exists()
        with pytest.raises(Missing):
            actions.read(hoa, 0, today=samples.TODAY)


def test_reading_for_another_unit_is_denied(cast: Cast) -> None:
    with acting_as(system_actor()) as system:
        batch, _known = actions.submit(system, cast.units.school_a, BytesIO(b"x"), "x.txt")
    lan = actor(cast.lan.pk)
    with acting_as(lan), pytest.raises(Denied):
        actions.read(lan, batch.pk, today=samples.TODAY)


@pytest.mark.parametrize(
    ("dated", "issued_on", "years"),
    [
        ("Mẫu, ngày 12 tháng 01 năm 2026", date(2026, 1, 12), (2026, 2026)),
        ("Mẫu, ngày 31 tháng 02 năm 2026", None, (2026, 2026)),
        ("Mẫu, ngày 12 tháng 01 năm 2029", date(2029, 1, 12), (None, 2026)),
    ],
)
def test_the_day_and_the_years_are_those_of_the_document(
    cast: Cast, dated: str, issued_on: date | None, years: tuple[int | None, int]
) -> None:
    hoa = actor(cast.hoa.pk)
    with acting_as(hoa):
        text = samples.TEXT.replace("Số: 15/KH-SGDĐT", f"Số: 15/KH-SGDĐT\n\n{dated}")
        plan = samples.plan(hoa, cast.units.department, text=text)
        assert (plan.issued_on, (plan.first_year, plan.last_year)) == (issued_on, years)
        with pytest.raises(NothingToUndo):
            actions.reconsider(hoa, queries.proposals(plan)[0].pk)
