"""From one school year to the next: which class becomes which, and what happens to each pupil unless somebody says so.

Pure. Source: Circulars 27/2020/TT-BGDĐT (primary) and 22/2021/TT-BGDĐT (secondary): a pupil moves up, repeats, or
finishes the level; Circular 28/2020/TT-BGDĐT, Art. 16 (combined classes).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from khue.core.words import N_
from khue.students.rules.enrolment import goes_on, grades_of, next_name

STEPS = {
    "up": N_("Lên lớp"),
    "repeat": N_("Lưu ban"),
    "finished": N_("Hoàn thành cấp học"),
    "dropped_out": N_("Bỏ học"),
    "paused": N_("Bảo lưu, tạm nghỉ"),
}
STAYING = ("up", "repeat")


@dataclass(frozen=True)
class Group:
    """A class of the year that ends, or of the one that begins (then `id` is None until it is opened)."""

    name: str
    grades: tuple[str, ...]
    kind: str = "ordinary"
    id: int | None = None


def next_groups(groups: Sequence[Group], levels: Collection[str], named: Mapping[int, str]) -> dict[str, Group]:
    """Return the classes of the next year by name.

    A class goes on a grade higher under its next name (`named` says otherwise, by id); combined classes and nursery
    groups stay as they are; the grades that pupils enter from outside get classes named as this year's.

    >>> sorted(next_groups([Group("6A", ("6",), id=1), Group("9A", ("9",), id=2)], ["lower_secondary"], {}))
    ['6A', '7A']

    Source: house rule (how schools carry their classes over).
    """
    taught = grades_of(levels)
    made: dict[str, Group] = {}
    for group in groups:
        if group.kind != "ordinary":
            made.setdefault(group.name, replace(group, id=None))
            continue
        grade = group.grades[0]
        following = goes_on(grade, levels)
        if following is not None:
            name = named.get(group.id or 0) or next_name(group.name, grade, following)
            made.setdefault(name, Group(name, (following,)))
        if not any(goes_on(before, levels) == grade for before in taught):
            made.setdefault(group.name, replace(group, id=None))
    return made


def target(group: Group, grade: str, step: str, levels: Collection[str], after: Mapping[str, Group], name: str) -> str:
    """Return the name of the class that a pupil enters; "" when the office has to choose.

    name: what the class is called a year later. A pupil who repeats enters the class that carries the old name.

    >>> after = {"7A": Group("7A", ("7",)), "6A": Group("6A", ("6",))}
    >>> target(Group("6A", ("6",)), "6", "up", ["lower_secondary"], after, "7A")
    '7A'
    >>> target(Group("6A", ("6",)), "6", "repeat", ["lower_secondary"], after, "7A")
    '6A'

    Source: house rule (how schools carry their classes over).
    """
    wanted = grade if step == "repeat" else goes_on(grade, levels)
    for likely in (group.name if step == "repeat" or group.kind != "ordinary" else name, group.name):
        if likely in after and wanted in after[likely].grades:
            return likely
    fitting = [other.name for other in after.values() if wanted in other.grades]
    return fitting[0] if len(fitting) == 1 else ""


def usual_step(grade: str, levels: Collection[str]) -> str:
    """Return what happens to a pupil of the grade when nothing is said: up, or the level is finished.

    >>> usual_step("8", ["lower_secondary"]), usual_step("9", ["lower_secondary"])
    ('up', 'finished')

    Source: Circular 27/2020/TT-BGDĐT, Art. 11; Circular 22/2021/TT-BGDĐT, Art. 12.
    """
    return "up" if goes_on(grade, levels) else "finished"
