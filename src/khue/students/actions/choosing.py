"""The subjects that pupils of grades 10 to 12 chose, for many pupils of a class at once."""

from collections.abc import Collection, Sequence

from django.db import transaction

from khue.core.actions import record
from khue.core.actor import Actor
from khue.students.actions.classes import own_class
from khue.students.actions.journal import note
from khue.students.actions.placing import refuse_bad_choice
from khue.students.actions.refusals import NobodyChosen
from khue.students.models import Placement
from khue.students.rules import Can


@transaction.atomic
def choose_for_class(actor: Actor, class_id: int, person_ids: Collection[int], chosen: Sequence[str]) -> int:
    """Set the chosen subjects of pupils who sit in a class, all of them or none; returns how many changed.

    Raises: Denied, Missing, NobodyChosen, BadChoice.
    """
    group = own_class(actor, class_id, needs=Can.EDIT)
    rows = Placement.objects.select_for_update(of=("self",)).filter(class_group=group, period__upper_inf=True)
    seats = list(rows.filter(person_id__in=list(person_ids)).order_by("pk"))
    if not seats:
        raise NobodyChosen()
    for grade in {one.grade for one in seats}:
        refuse_bad_choice(group, grade, chosen)
    wanted = list(chosen)
    changed = [one for one in seats if one.chosen_subjects != wanted]
    if changed:
        told = [(one, one.person_id, "chosen_subjects", list(one.chosen_subjects), wanted) for one in changed]
        note(actor, group.school_id, told)
        for one in changed:
            one.chosen_subjects = wanted
        Placement.objects.bulk_update(changed, ["chosen_subjects"], batch_size=500)
        facts = {"school": group.school_id, "count": len(changed), "subjects": wanted}
        record(actor, "students.class_subjects_chosen", group, **facts)
    return len(changed)
