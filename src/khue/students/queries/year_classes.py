"""The classes of a school by what a sheet calls them, this year's and last year's, and where pupils are now."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from khue.core import clock
from khue.core.sheets.cells import fold
from khue.students.models import ClassGroup, Placement
from khue.students.rules import next_grade, next_name


@dataclass(frozen=True)
class KnownClass:
    """A class as a row of a sheet may mean it."""

    id: int
    name: str
    grades: tuple[str, ...]
    is_closed: bool


@dataclass(frozen=True)
class Seat:
    """Where a pupil is now."""

    placement_id: int
    person_id: int
    class_id: int
    class_name: str
    school_year: int
    grade: str


def class_word(name: str) -> str:
    """Return what is compared of a class name: «Lớp 6 A1» is 6a1.

    >>> class_word("Lớp 6 A1"), class_word("10/2")
    ('6a1', '102')
    """
    return fold(name).removeprefix("lop")


class YearClasses:
    """The classes of one school, by year and name; read once for a sheet or a part of it."""

    def __init__(self, school_id: int, on: date) -> None:
        self.school_id = school_id
        self._years: dict[int, dict[str, KnownClass]] = {}
        self.year = _default_year(school_id, on)

    def of(self, year: int) -> Mapping[str, KnownClass]:
        """Return the classes of a year by `class_word`."""
        if year not in self._years:
            rows = ClassGroup.objects.filter(school_id=self.school_id, school_year=year).order_by("name_key")
            found = [KnownClass(row.pk, row.name, tuple(row.grades), row.is_closed) for row in rows]
            self._years[year] = {class_word(one.name): one for one in reversed(found)}
        return self._years[year]

    def became(self, name: str, year: int) -> str:
        """Return what last year's class of this name is called in the year: where most of its pupils are, or by name.

        Empty when there was no such class, or nothing like it now.
        """
        before = self.of(year - 1).get(class_word(name))
        if before is None:
            return ""
        now = Placement.objects.filter(school_id=self.school_id, school_year=year, period__upper_inf=True)
        were = Placement.objects.filter(class_group_id=before.id).values("person_id")
        counted = Counter(now.filter(person_id__in=were).values_list("class_group__name", flat=True))
        if counted:
            return counted.most_common(1)[0][0]
        following = next_grade(before.grades[0])
        guess = next_name(before.name, before.grades[0], following) if following else ""
        return guess if class_word(guess) in self.of(year) else ""


def _default_year(school_id: int, on: date) -> int:
    """Return the year that a list without one means: in summer the next one, once its classes are there."""
    current = clock.school_year_of(on).start
    if on.month not in (6, 7, 8):
        return current
    latest = ClassGroup.objects.filter(school_id=school_id).aggregate(latest=Max("school_year"))["latest"]
    return current + 1 if latest == current + 1 else current


def seats_of(person_ids: Collection[int], school_id: int) -> dict[int, Seat]:
    """Return person -> the class at this school that the pupil is in now."""
    rows = Placement.objects.filter(person_id__in=list(person_ids), school_id=school_id, period__upper_inf=True)
    columns = ("pk", "person_id", "class_group_id", "class_group__name", "school_year", "grade")
    return {row[1]: Seat(*row) for row in rows.order_by("school_year", "pk").values_list(*columns)}
