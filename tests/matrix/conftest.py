"""The world of the matrix, built once for a worker and taken back at the end."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.matrix.addresses import sparing
from tests.matrix.world import World, apart, build


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of files of this world."""
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), apart(), sparing():
        yield build()
