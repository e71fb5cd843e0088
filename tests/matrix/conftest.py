"""The world of the matrix, built once for a worker and taken back at the end."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.matrix.world import World, apart, build


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), apart():
        yield build()
