"""What the tests of pupils' sheets stand on: the cast, classes of two years, files as clerks send them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

import pytest

from khue.catalogues.models import Catalogue, Entry
from khue.core.actor import Actor, acting_as, system_actor
from khue.core.clock import today
from khue.core.sheets import batches
from khue.core.sheets.checking import found_in
from khue.core.sheets.models import Batch
from khue.security import queries as security
from khue.security.samples import Cast, cast
from khue.students.actions import NewClass, open_classes
from khue.students.queries import current_year
from khue.students.sheets import cells

LISTS = {
    "ethnic_groups": {"01": "Kinh", "19": "Hrê"},
    "priority_categories": {"poor": "Hộ nghèo", "near_poor": "Hộ cận nghèo"},
    "subjects": {"literature": "Ngữ văn", "physics": "Vật lí"},
}
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class School:
    """School A of the cast with its classes: last year 10A1, 11A1; this year 10A1, 11A1, 12A1."""

    people: Cast
    year: int
    clerk: Actor
    other: Actor

    @property
    def id(self) -> int:
        return self.people.units.school_a


@pytest.fixture
def school(db: None) -> School:
    """The school, seen by nobody yet."""
    return built()


@pytest.fixture
def committed(fresh_database: str) -> School:
    """The school where transactions really commit."""
    return built()


def built() -> School:
    """Enter the school with its classes."""
    cells._place.cache_clear()
    with acting_as(system_actor()) as actor:
        for code, values in LISTS.items():
            catalogue = Catalogue.objects.create(code=code, title=code, source="thử", owner="thử")
            for value, name in values.items():
                Entry.objects.create(catalogue=catalogue, code=value, name=name, period=(None, None), source="thử")
        people, year = cast(), current_year()
        for each, names in ((year - 1, ("10A1", "11A1")), (year, ("10A1", "11A1", "12A1"))):
            classes = [NewClass(name, (name[:2],)) for name in names]
            open_classes(actor, people.units.school_a, each, classes)
        open_classes(actor, people.units.school_b, year, [NewClass("9A", ("9",))])
        return School(people, year, security.actor_for(people.lan.pk), security.actor_for(people.quan.pk))


Written = tuple[Batch, list[str]]
Import = Callable[..., Written]


@pytest.fixture
def send(school: School) -> Import:
    """Import rows as a file, as the clerk of the school; returns the batch and what was said of each place."""

    def run(
        titles: Sequence[str],
        rows: Rows,
        *,
        kind: str = "roster",
        by: Actor | None = None,
        at: int | None = None,
        mode: str = Batch.Mode.ALL,
        name: str = "danh-sach.csv",
    ) -> Written:
        content = "\n".join(";".join(row) for row in [titles, *rows]).encode()
        with acting_as(by or school.clerk) as actor:
            batch, is_new = batches.submit(actor, kind, BytesIO(content), name, at=at or school.id, mode=mode)
        if is_new:
            with acting_as(by or school.clerk) as actor:
                batch = batches.write(actor, batch.pk)
        _notices, problems = found_in(batch)
        return batch, [f"{one.place}: {one.text}" for one in problems]

    return run


def in_years(count: int) -> str:
    """Return the year in which somebody of this age was born."""
    return str(today().year - count)
