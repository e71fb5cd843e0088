"""The cast of these tests: school A at work, a family, the office, the province, and Quân of school B."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from khue.core.actor import Actor, acting_as, system_actor
from khue.organisations import samples as organisations
from khue.people import samples as people
from khue.people.models import Relation
from khue.privacy import samples
from khue.students import actions as students
from khue.students.actions import Entry

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Here:
    """Units, people, and who asks: Lan clerk, Minh head, Hoa data officer, Quân of B, Mai mother, An her son."""

    units: organisations.Cast
    people: people.Cast
    lan: Actor
    minh: Actor
    hoa: Actor
    quan: Actor
    mai: Actor
    an: Actor


@pytest.fixture
def here(db):
    """The cast, entered by the system."""
    with acting_as(system_actor()):
        units = organisations.cast()
        cast = people.cast(units.school_a, units.school_b)
        Relation.objects.update(period=DateRange(date(2020, 1, 1), None))
        entries = [Entry(one.pk, date(2026, 9, 1)) for one in (cast.an, cast.bich)]
        students.enrol_many(system_actor(), units.school_a, entries)
    children = (cast.an.pk, cast.bich.pk, cast.cuong.pk)
    return Here(
        units,
        cast,
        lan=samples.at(101, units.school_a, samples.CLERK),
        minh=samples.at(102, units.school_a, samples.HEAD),
        hoa=samples.everywhere(103, samples.OFFICER),
        quan=samples.at(104, units.school_b, samples.HEAD),
        mai=samples.citizen(105, cast.mai.pk, *children),
        an=samples.citizen(106, cast.an.pk),
    )
