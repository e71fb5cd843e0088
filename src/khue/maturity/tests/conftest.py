"""The cast of these tests: school A under the department, school B under a commune, a season open for both."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localdate

from khue.core.actor import Actor, acting_as, system_actor
from khue.maturity import actions, samples
from khue.maturity.models import Assessment, Season
from khue.security import actions as security
from khue.security import queries
from khue.security import samples as people
from khue.security.models import User
from khue.security.samples import Cast


@dataclass(frozen=True)
class World:
    """The cast, the officer of the commune, the season and the assessments of both schools."""

    cast: Cast
    officer: User
    season: Season
    a: Assessment
    b: Assessment

    def sent(self, user: User, row: Assessment) -> Assessment:
        """Have a school claim level 2 and send it."""
        with asking(user) as actor:
            samples.claimed(actor, row)
            return actions.send(actor, row.pk)


@contextmanager
def asking(user: User) -> Iterator[Actor]:
    """Act as an account, as a request does."""
    with acting_as(lambda: queries.actor_for(user.pk)) as actor:
        yield actor


@pytest.fixture
def world(db: Any, settings: Any, tmp_path: Path) -> World:
    settings.KHUE_FILES = tmp_path
    with acting_as(system_actor()) as system:
        cast = people.cast()
        officer = security.open_account(system, "xa", "Y Ngọc Hường", people.PASSWORD, is_synthetic=True)
        start = localdate().replace(month=1, day=1)
        security.give(system, officer, "commune_officer", cast.units.commune, start=start, basis="Thử nghiệm")
        season = samples.season(system)
        rows = {one.school_id: one for one in Assessment.objects.filter(season=season)}
        return World(cast, officer, season, rows[cast.units.school_a], rows[cast.units.school_b])
