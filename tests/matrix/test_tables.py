"""Every guarded table: a role sees the rows of the units where it holds a right of that app; outside its term none."""

from datetime import timedelta
from typing import Any

import pytest

from khue.config import declared
from khue.core.actor import Actor, acting_as, guarded_apps, system_actor
from khue.security.models import Grant, Opening
from khue.security.rules import Can, Role
from tests.matrix.world import FIRST, LAST, ROLES, World, apart

SCOPES = {model: getattr(getattr(model, "Data", None), "scope", None) for model in declared.models(with_core=True)}
MODELS = [model for model, scope in SCOPES.items() if scope and scope != "user"]  # a person's own is of no unit
# what is opened by a permission and not by any of its app
SEEN_BY = {Grant: {Can.SEE_GRANTS}, Opening: {Can.SEE_GRANTS, Can.REVIEW_BREAK_GLASS}}


@pytest.fixture(scope="module")
def placed(world: World) -> dict[Any, dict[int, int]]:
    """One row of each guarded model at each unit: model -> unit -> key."""
    with acting_as(system_actor()):
        return {model: {unit: world.rows(model, unit).pk for unit in world.units.values()} for model in MODELS}


def seen_by(actor: Actor, model: Any, keys: dict[int, int]) -> set[int]:
    """Return the units whose row exists for the actor."""
    with apart(), acting_as(actor):
        found = set(model._default_manager.filter(pk__in=list(keys.values())).values_list("pk", flat=True))
    return {unit for unit, key in keys.items() if key in found}


def opened(model: Any, role: Role) -> bool:
    """Whether a role opens the rows of a model: by a permission of its app, or by the one its guard asks for."""
    if model in SEEN_BY:
        return bool(SEEN_BY[model] & set(role.permissions))
    app = "people" if model.Data.scope.startswith("person.") else model._meta.app_label
    return app == "core" or any(one.startswith(f"{app}.") for one in role.permissions)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_a_role_sees_its_units_and_no_others(world: World, placed: dict[Any, dict[int, int]], role: Role) -> None:
    names = {unit: name for name, unit in world.units.items()}
    actor, wrong = world.actor(role.code), []
    for model, keys in placed.items():
        expected = world.reached(role) if opened(model, role) else set()
        observed = seen_by(actor, model, keys)
        for unit in expected ^ observed:
            verb = "does not see" if unit in expected else "sees"
            wrong.append(f"{role.code} {verb} {model._meta.label} of {names[unit]}")
    assert not wrong, "guard_rows and class Data: scope must say the same as the role:\n" + "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
@pytest.mark.parametrize("on", [FIRST - timedelta(days=1), LAST], ids=["before", "after"])
def test_outside_its_term_a_role_sees_nothing(
    world: World, placed: dict[Any, dict[int, int]], role: Role, on: Any
) -> None:
    actor = world.actor(role.code, on)
    assert not actor.grants and not actor.everywhere
    for model, keys in placed.items():
        assert not seen_by(actor, model, keys), f"{role.code} sees {model._meta.label} outside its term"


def test_every_app_with_units_is_guarded(world: World) -> None:
    assert {model._meta.app_label for model in MODELS} <= set(guarded_apps())
