"""The cast of these tests and small result files of every layout."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from khue.core.actor import Actor, acting_as, system_actor
from khue.exams import actions
from khue.exams.models import ExamSession
from khue.security import queries as security
from khue.security import samples
from khue.security.samples import Cast


@pytest.fixture
def cast(db: None) -> Cast:
    """Lan, Minh, Hoa, Bình and Quân with their units."""
    with acting_as(system_actor()):
        return samples.cast()


@pytest.fixture
def committed(fresh_database: str) -> Iterator[Cast]:
    """The same people in a database of this test alone, where transactions really commit."""
    with acting_as(system_actor()):
        people = samples.cast()
    yield people


def actor(user_id: int) -> Actor:
    """Return the actor of an account, as a request has it."""
    with acting_as(lambda: security.actor_for(user_id)) as found:
        return found


def new_session(cast: Cast, code: str = "2017", year: int = 2017, **more: Any) -> ExamSession:
    """Create a draft session of the department; call it outside of any transaction of an actor."""
    with acting_as(system_actor()) as system:
        place = cast.units.department
        return actions.create_session(
            system, code=code, title=f"Kì thi {code}", year=year, organisation_id=place, **more
        )


def text_file(folder: Path, *lines: str, name: str = "ket-qua.csv") -> Path:
    """Write a result file of these lines."""
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
