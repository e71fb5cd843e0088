"""Which pupils of a class chose which subjects, and among which they choose."""

from dataclasses import dataclass

from khue.catalogues import queries as catalogues
from khue.core.actor import Actor
from khue.students.models import ClassGroup, Placement
from khue.students.queries.classes import class_group
from khue.students.queries.enrolment import known_people
from khue.students.queries.schools import school
from khue.students.rules import OPTIONAL, Can, chooses, year_spans
from khue.students.rules.enrolment import choosable


@dataclass(frozen=True)
class Choice:
    """A pupil of a class and the names of the chosen subjects; empty: not chosen yet."""

    person_id: int
    number: int | None
    name: str
    codes: tuple[str, ...]
    subjects: tuple[str, ...]


@dataclass(frozen=True)
class Choices:
    """The choices of a class. subjects: code -> name of those to choose among; empty where nothing is chosen."""

    group: ClassGroup
    subjects: dict[str, str]
    pupils: list[Choice]


def choices(actor: Actor, class_id: int) -> Choices:
    """Return the choices of a class.

    Raises: Missing, Denied.
    """
    group = class_group(actor, class_id)
    actor.must(Can.SEE, at=group.school_id)
    on = year_spans(group.school_year)[0]
    named = catalogues.labels("subjects", on) or catalogues.labels("subjects")
    offered: tuple[str, ...] = ()
    if any(chooses(grade, group.school_year) for grade in group.grades):
        offered = (*choosable(school(group.school_id, on).levels), *OPTIONAL)
    seats = list(Placement.objects.filter(class_group=group, period__upper_inf=True).order_by("number", "pk"))
    known = known_people([seat.person_id for seat in seats])
    pupils = [
        Choice(
            seat.person_id,
            seat.number,
            known[seat.person_id].full_name if seat.person_id in known else "",
            tuple(seat.chosen_subjects),
            tuple(named.get(code, code) for code in seat.chosen_subjects),
        )
        for seat in seats
    ]
    return Choices(group, {code: named.get(code, code) for code in offered}, pupils)
