"""New pupils are put into classes together, and the lists numbered."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from khue.core.actions import record
from khue.core.actor import Actor
from khue.students.actions.placing import Place, number_list, place_many
from khue.students.actions.refusals import NobodyToPlace
from khue.students.models import ClassGroup, Placement
from khue.students.rules import Can


@transaction.atomic
def form_classes(
    actor: Actor, school_id: int, chosen: Mapping[int, int], *, on: date, grade: str = ""
) -> list[Placement]:
    """Put pupils without a class into classes, and number the lists anew.

    chosen: enrolment id -> class id, as the preview proposed or somebody changed it. grade: for combined classes.
    Raises: Denied, Missing, NobodyToPlace, and those of placing.
    """
    actor.must(Can.ROLL_OVER, at=school_id)
    if not chosen:
        raise NobodyToPlace()
    wanted = {row.pk: row for row in ClassGroup.objects.filter(pk__in=set(chosen.values()), school_id=school_id)}
    places = [
        Place(stay, group, on, grade=grade if group in wanted and len(wanted[group].grades) > 1 else "")
        for stay, group in chosen.items()
    ]
    made = place_many(actor, places, needs=Can.ROLL_OVER, is_part=True)
    for group in wanted.values():
        number_list(group)
    counts = {str(group): sum(row.class_group_id == group for row in made) for group in wanted}
    record(actor, "students.classes_formed", made[0], school=school_id, count=len(made), classes=counts)
    return made
