"""The schools of the figures' tests, with the cast who look at their boards."""

from typing import Any

import pytest

from khue.core.actor import acting_as, system_actor
from khue.indicators.tests.conftest import World, world
from khue.security import samples as security

__all__ = ["World", "cast", "world"]


@pytest.fixture
def cast(world: World) -> Any:
    with acting_as(system_actor()):
        return security.cast(world.units)
