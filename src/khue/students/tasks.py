"""The roll-over of a school, and the move to the one that carries it on, in the background: whole or not at all."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.clock import SchoolYear
from khue.core.models import Job
from khue.core.tasks import Progress, defer, task
from khue.organisations import queries as organisations
from khue.students import actions
from khue.students.actions import moving_schools
from khue.students.actions.rolling_over import TASK


@task(TASK, retries=1)
def roll_over(actor: Actor, progress: Progress, *, roll_over_id: int) -> dict[str, Any]:
    """Roll a school over."""
    row = actions.roll_over(actor, roll_over_id, now=timezone.now(), progress=progress)
    return {"url": reverse("students:roll_over", args=[row.pk])}


@transaction.atomic
def roll_over_later(actor: Actor, roll_over_id: int) -> Job:
    """Start the roll-over of a school; the second who starts it is told.

    Raises: as `begin_roll_over`.
    """
    row = actions.begin_roll_over(actor, roll_over_id).row
    title = _("Chuyển năm học {year}").format(year=SchoolYear(row.from_year).label)
    return defer(actor, roll_over, title=title, at=row.school_id, roll_over_id=row.pk)


@task(moving_schools.TASK, retries=1)
def school_move(actor: Actor, progress: Progress, *, move_id: int) -> dict[str, Any]:
    """Move the pupils of a school to the one that carries it on."""
    row = actions.move_school(actor, move_id, now=timezone.now(), progress=progress)
    return {"url": reverse("students:school_move", args=[row.pk])}


@transaction.atomic
def school_move_later(actor: Actor, move_id: int) -> Job:
    """Start the move of a school; the second who starts it is told.

    Raises: as `begin_school_move`.
    """
    row = actions.begin_school_move(actor, move_id).row
    title = _("Chuyển học sinh của {school}").format(school=organisations.name_of(row.old_id))
    return defer(actor, school_move, title=title, at=row.old_id, move_id=row.pk)
