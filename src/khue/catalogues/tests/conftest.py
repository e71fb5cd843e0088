"""The shipped units are loaded once for a file of tests; each test works in a savepoint that is rolled back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from khue.catalogues import samples


@pytest.fixture(scope="module")
def shipped_units(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """Everything that comes with Khuê, loaded as the system."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield samples.load()
        transaction.set_rollback(True)


@pytest.fixture
def loaded(shipped_units: Any) -> Iterator[Any]:
    """What comes with Khuê, for one test; requests may open their own transaction inside, as in a TestCase."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield shipped_units
        transaction.set_rollback(True)


@pytest.fixture
def units(loaded: Any) -> None:
    """What comes with Khuê, and some units of before 1 July 2025."""
    samples.old_units()
