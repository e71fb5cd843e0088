"""What a roll-over would do: each class with the one it becomes, each pupil with the next step, and what is missing."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.clock import SchoolYear
from khue.core.errors import Fault, Missing
from khue.students.models import ClassGroup, Placement, RollOver
from khue.students.queries.schools import school
from khue.students.rules import Can
from khue.students.rules.enrolment import goes_on
from khue.students.rules.rolling_over import STAYING, Group, next_groups, target, usual_step


@dataclass(frozen=True)
class Step:
    """What happens to one pupil. to_class "": none (leaves), or not known yet (`problem`)."""

    enrolment_id: int
    person_id: int
    placement_id: int
    number: int | None
    full_name: str
    class_id: int
    class_name: str
    grade: str
    step: str
    to_class: str
    to_grade: str
    chosen: tuple[str, ...]
    is_exception: bool
    problem: str = ""


@dataclass(frozen=True)
class ClassStep:
    """A class of the year that ends, what it becomes, and how many of its pupils do what."""

    id: int
    name: str
    grades: tuple[str, ...]
    next_name: str
    counts: dict[str, int]

    @property
    def size(self) -> int:
        """Return how many pupils the class has."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Plan:
    """A roll-over as it would be now."""

    row: RollOver
    on: date
    classes: list[ClassStep]
    pupils: list[Step]
    groups: dict[str, Group]  # classes of the next year by name
    there: dict[str, int]  # those of them that are open already, by name -> id

    @property
    def counts(self) -> dict[str, int]:
        """Return how many pupils do what."""
        return dict(Counter(one.step for one in self.pupils))

    @property
    def problems(self) -> list[Fault]:
        """Return what has to be settled before it can run."""
        return [
            Fault(f"{one.class_name} · {one.number or ''} {one.full_name}".strip(), one.to_class, one.problem)
            for one in self.pupils
            if one.problem
        ]


def roll_overs(actor: Actor, school_id: int) -> QuerySet[RollOver]:
    """Return the roll-overs of a school, the newest first.

    Raises: Denied.
    """
    actor.must(Can.ROLL_OVER, at=school_id)
    return RollOver.objects.filter(school_id=school_id).order_by("-created_at")


def roll_over(actor: Actor, roll_over_id: int) -> RollOver:
    """Return a roll-over of a school where one may do it.

    Raises: Missing, Denied.
    """
    row = RollOver.objects.filter(pk=roll_over_id).first()
    if row is None:
        raise Missing(what=_("lần chuyển năm học"))
    actor.must(Can.ROLL_OVER, at=row.school_id)
    return row


def plan_of(row: RollOver) -> Plan:
    """Return what a roll-over would do now: what was said on it over what is usual.

    row.plan: on (day), classes (class id -> name), pupils (enrolment id -> step, to).
    """
    on = date.fromisoformat(row.plan["on"])
    levels = school(row.school_id, on).levels
    old = list(ClassGroup.objects.filter(school_id=row.school_id, school_year=row.from_year).order_by("name_key", "pk"))
    named = {int(key): value for key, value in row.plan.get("classes", {}).items()}
    groups = {one.pk: Group(one.name, tuple(one.grades), one.kind, one.pk) for one in old}
    after = next_groups([groups[one.pk] for one in old if not one.is_closed], levels, named)
    there = _there(row, after)
    said = row.plan.get("pupils", {})
    pupils = [
        _step(place, groups[place.class_group_id], levels, after, named, said.get(str(place.enrolment_id), {}), on)
        for place in _places(row)
    ]
    classes = [_class_step(group, levels, named, pupils) for group in groups.values()]
    return Plan(row, on, classes, pupils, after, there)


def _there(row: RollOver, after: dict[str, Group]) -> dict[str, int]:
    """Take in the classes of the next year that are open already; they stand as they are."""
    rows = ClassGroup.objects.filter(school_id=row.school_id, school_year=row.from_year + 1, is_closed=False)
    for one in rows:
        after[one.name] = Group(one.name, tuple(one.grades), one.kind, one.pk)
    return {one.name: one.pk for one in rows}


def _places(row: RollOver) -> list[Placement]:
    rows = Placement.objects.filter(
        school_id=row.school_id, school_year=row.from_year, period__upper_inf=True, enrolment__period__upper_inf=True
    ).select_related("person", "class_group")
    return list(rows.order_by("class_group__name_key", "number", "person__name_key", "pk"))


def _step(
    place: Placement,
    group: Group,
    levels: tuple[str, ...],
    after: dict[str, Group],
    named: dict[int, str],
    said: dict[str, Any],
    on: date,
) -> Step:
    step = said.get("step") or usual_step(place.grade, levels)
    to_class = to_grade = problem = ""
    if step in STAYING:
        to_grade = place.grade if step == "repeat" else goes_on(place.grade, levels) or ""
        name = _next_name(group, levels, named)
        to_class = said.get("to") or target(group, place.grade, step, levels, after, name)
        if to_class not in after:
            problem = _("Chưa có lớp của khối {grade} trong năm học mới. Hãy chọn lớp.").format(grade=to_grade)
        elif to_grade not in after[to_class].grades:
            problem = _("Lớp {name} không có khối {grade}. Hãy chọn lớp khác.").format(name=to_class, grade=to_grade)
    if place.period.lower >= on:
        problem = _("Vào lớp từ {day}, sau ngày chuyển năm học. Hãy chọn ngày chuyển muộn hơn.").format(
            day=f"{place.period.lower:%d/%m/%Y}"
        )
    person = place.person
    return Step(
        place.enrolment_id,
        place.person_id,
        place.pk,
        place.number,
        person.full_name,
        place.class_group_id,
        group.name,
        place.grade,
        step,
        to_class,
        to_grade,
        tuple(place.chosen_subjects),
        bool(said),
        problem,
    )


def _next_name(group: Group, levels: tuple[str, ...], named: dict[int, str]) -> str:
    if group.kind != "ordinary":
        return group.name
    following = goes_on(group.grades[0], levels)
    if following is None:
        return ""
    return named.get(group.id or 0) or next(iter(next_groups([group], levels, {})), "")


def _class_step(group: Group, levels: tuple[str, ...], named: dict[int, str], pupils: list[Step]) -> ClassStep:
    counts = Counter(one.step for one in pupils if one.class_id == group.id)
    return ClassStep(group.id or 0, group.name, group.grades, _next_name(group, levels, named), dict(counts))


def year_labels(row: RollOver) -> tuple[str, str]:
    """Return the two school years as printed."""
    return SchoolYear(row.from_year).label, SchoolYear(row.from_year + 1).label
