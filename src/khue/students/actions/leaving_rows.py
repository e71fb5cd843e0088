"""Pupils of a sheet leave their school; taking the sheet back lets them stay."""

from collections import defaultdict
from collections.abc import Iterable

from khue.core.actor import Actor
from khue.core.sheets.imports import Applied
from khue.core.sheets.models import Batch
from khue.students.actions.enrolling import Leaving, end_stays, undo_leaving
from khue.students.models import Enrolment
from khue.students.rules import Can

LEFT = "students.Enrolment"


def write_leaving(actor: Actor, rows: Iterable[tuple[int, Leaving]], batch: Batch) -> Applied:
    """End the stays of persons at the school of the batch, each as its row says.

    Raises: Denied, NotAtSchool, TooEarly.
    """
    actor.must(Can.EDIT, at=batch.organisation_id)
    groups: dict[Leaving, list[int]] = defaultdict(list)
    for person_id, leaving in rows:
        groups[leaving].append(person_id)
    left: list[int] = []
    for leaving, person_ids in groups.items():
        stays = Enrolment.objects.select_for_update(of=("self",)).filter(
            person_id__in=person_ids, school_id=batch.organisation_id, period__upper_inf=True
        )
        ended = end_stays(actor, list(stays.order_by("pk")), leaving, batch_id=batch.pk)
        left += [stay.pk for stay in ended]
    batch.made = {LEFT: sorted(left)}
    return Applied(changed=len(left))


def undo_leaving_rows(actor: Actor, batch: Batch) -> None:
    """Let the pupils of a sheet stay after all.

    Raises: Denied, StillAtSchool, AtAnotherSchool.
    """
    for enrolment_id in batch.made.get(LEFT, ()):
        undo_leaving(actor, enrolment_id)
