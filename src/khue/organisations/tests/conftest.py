"""The cast of these tests: a department, a commune, school A, school B, and the ways to decide about them."""

from datetime import UTC, date, datetime

import pytest

from khue.core.actor import acting_as, system_actor
from khue.organisations import samples

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.fixture
def system():
    return system_actor()


@pytest.fixture
def units(db, system):
    """The cast, founded long ago; the test itself acts as the system."""
    with acting_as(system):
        yield samples.cast(on=date(2020, 7, 1), now=datetime(2023, 9, 5, tzinfo=UTC))


@pytest.fixture
def paper():
    """A decision on paper, taking effect on a day."""

    def make(on=date(2026, 9, 1), title="Về việc sắp xếp đơn vị", number="12/QĐ-UBND"):
        return samples.document(title, on, number)

    return make
