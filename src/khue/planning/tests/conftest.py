"""The cast of these tests."""

import pytest

from khue.core.actor import Actor, acting_as, system_actor
from khue.security import queries as security
from khue.security import samples
from khue.security.samples import Cast


@pytest.fixture
def cast(db: None) -> Cast:
    """Lan, Minh, Hoa, Bình and Quân with their units."""
    with acting_as(system_actor()):
        return samples.cast()


def actor(user_id: int) -> Actor:
    """Return the actor of an account, as a request has it."""
    with acting_as(lambda: security.actor_for(user_id)) as found:
        return found
