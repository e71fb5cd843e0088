"""The classes of a teacher: what she teaches where, and how many sit there today."""

from dataclasses import dataclass, field
from datetime import date

from khue.catalogues import queries as catalogues
from khue.core.actor import Actor
from khue.students.models import Assignment, ClassGroup
from khue.students.queries.class_pages import Called, called_of, sizes_of
from khue.students.rules import Can


@dataclass
class OwnClass:
    """A class that the actor teaches today. subjects: what; is_homeroom: whether she looks after it."""

    group: ClassGroup
    size: int
    girls: int
    subjects: list[str] = field(default_factory=list)
    is_homeroom: bool = False
    called: list[Called] = field(default_factory=list)


def own_classes(actor: Actor, on: date) -> list[OwnClass]:
    """Return the classes that the actor teaches on a day, the one she looks after first.

    Raises: Denied.
    """
    if not actor.can(Can.SEE):
        actor.must(Can.SEE_OWN_CLASSES)
    if actor.person_id is None:
        return []
    rows = Assignment.objects.filter(person_id=actor.person_id, period__contains=on).select_related("class_group")
    named = catalogues.labels("subjects", on)
    sizes = sizes_of([row.class_group_id for row in rows], on)
    found: dict[int, OwnClass] = {}
    for row in rows:
        own = found.setdefault(row.class_group_id, OwnClass(row.class_group, *sizes.get(row.class_group_id, (0, 0))))
        own.is_homeroom |= row.is_homeroom
        if row.subject:
            own.subjects.append(named.get(row.subject, row.subject))
    for own in found.values():
        if own.is_homeroom:
            own.called = called_of(own.group, on)
    return sorted(found.values(), key=lambda own: (not own.is_homeroom, own.group.name_key, own.group.pk))
