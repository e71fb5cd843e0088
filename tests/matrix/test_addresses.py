"""Every role at every page and every operation of the API: what opens is what `needs.csv` and the role say, no more."""

from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from khue.core.actor import acting_as, system_actor
from khue.core.manifest import permissions
from khue.security.rules import Role
from khue.security.samples import signed_in
from tests.matrix.addresses import (
    ACCOUNT,
    NEEDS,
    PERSON,
    PUBLIC,
    Asked,
    ask,
    filled,
    needs,
    operations,
    outcome,
    overheard,
    pages,
)
from tests.matrix.world import FIRST, LAST, NEAR, ROLES, World, home_of

EVERY = (*pages(), *operations())
SHUT = {"denied", "missing", "unread"}  # nothing is shown and nothing is done
SHUT_TO_HOLDERS = {"denied", "sign-in"}


@pytest.fixture(autouse=True)
def quick(settings: Any, files: Path, own_folders: None) -> None:
    settings.KHUE_API_PER_MINUTE = 10_000_000
    settings.KHUE_DEMO = True
    settings.KHUE_FILES = files
    settings.KHUE_ACTOR = "tests.matrix.world.kept_actor"


def url_of(world: World, asked: Asked, unit: str) -> str:
    """Return the address with rows of a unit filled in."""
    key = (asked.name, unit)
    if key not in world.urls:
        with acting_as(system_actor()):
            world.urls[key] = filled(asked, world.rows, world.units[unit])
        for (label, _unit), row in world.rows.made.items():
            source = Path(settings.KHUE_FILES) / "imports" / str(row.pk) / "source"
            if label == "core.Batch" and not source.exists():
                source.parent.mkdir(parents=True, exist_ok=True)
                source.write_text("Tên trường\nTrường THPT Trần Phú\n", "utf-8")
    return world.urls[key]


def proposal(world: World, asked: Asked, settings: Any) -> str:
    """Propose the line of an address that nobody declared: what it asks for, and which roles come in today."""
    if outcome(ask(Client(), asked, url_of(world, asked, "school"))) == "open":
        return f"{asked.name},{PUBLIC},"
    opened = {one.code for one in ROLES if opens(world, one, asked, "own") == "open"}
    settings.KHUE_ACTOR = "tests.matrix.addresses.all_seeing"
    with overheard() as heard:
        ask(signed_in(world.accounts["nobody"]), asked, url_of(world, asked, "school"))
    settings.KHUE_ACTOR = "tests.matrix.world.kept_actor"
    words = list(dict.fromkeys(one for one in heard if one in permissions()))
    for several in ((one,) for one in words) if opened else ():
        if opened == {role.code for role in ROLES if set(several) & set(role.permissions)}:
            return f"{asked.name},{several[0]},"
    for one, other in combinations(words, 2):
        if opened == {role.code for role in ROLES if {one, other} & set(role.permissions)}:
            return f"{asked.name},{one}|{other},"
    if len(opened) == len(ROLES):
        return f"{asked.name},{ACCOUNT},"
    family = not opened and outcome(ask(world.client("guardian"), asked, url_of(world, asked, "school"))) == "open"
    if family:
        return f"{asked.name},{PERSON},"
    if not opened:
        return f"{asked.name},{words[0] if words else ACCOUNT},"
    return f"{asked.name},?,asks for {words} and opens to {sorted(opened)}"


def opens(world: World, role: Role, asked: Asked, near: str) -> str:
    """Ask as a role, with rows of a unit near the place where the role is held; say what happened."""
    unit = NEAR[home_of(role)][near]
    return outcome(ask(world.client(role.code), asked, url_of(world, asked, unit), home_of(role)))


def test_every_address_says_what_it_needs(world: World, settings: Any) -> None:
    missing = [proposal(world, one, settings) for one in EVERY if one.name not in needs()]
    assert not missing, f"{NEEDS.name}: declare what these addresses need:\n" + "\n".join(missing)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_at_its_own_unit_a_role_opens_what_it_may_and_nothing_else(world: World, role: Role) -> None:
    wrong = []
    for asked in EVERY:
        if (need := needs().get(asked.name)) is None:
            continue
        observed, may = opens(world, role, asked, "own"), need.met_by(role.permissions)
        shut = observed in SHUT_TO_HOLDERS and need.where != "body"  # the smallest body names no unit of one's own
        if observed == "broken" or (shut if may else observed not in SHUT):
            wrong.append(f"{asked.name} is {observed} to {role.code}; it needs {'|'.join(need.permissions)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_elsewhere_a_role_opens_nothing_but_what_is_below(world: World, role: Role) -> None:
    wrong = []
    for asked in (one for one in EVERY if one.parameters and one.name in needs()):
        need = needs()[asked.name]
        if need.where == "anywhere" or not need.is_permission or not need.met_by(role.permissions):
            continue
        own = url_of(world, asked, NEAR[home_of(role)]["own"])
        for near, unit in NEAR[home_of(role)].items():
            if near == "own" or url_of(world, asked, unit) == own:
                continue
            observed, may = opens(world, role, asked, near), world.units[unit] in world.reached(role)
            if observed == "broken" or observed == "open" and not may or observed == "denied" and may:
                wrong.append(f"{asked.name} of the unit {near} is {observed} to {role.code}")
    assert not wrong, "\n".join(wrong)


def test_outside_its_term_every_role_is_an_account_without_posts(world: World) -> None:
    for role in ROLES:
        for day in (FIRST - timedelta(days=1), LAST):
            actor = world.actor(role.code, day)
            assert not actor.grants and not actor.everywhere, f"{role.code} on {day}"
    wrong = []
    for asked in EVERY:
        need = needs().get(asked.name)
        if need is not None and need.is_permission:
            observed = outcome(ask(world.client("nobody"), asked, url_of(world, asked, "school")))
            if observed not in SHUT:
                wrong.append(f"{asked.name} is {observed} to an account without posts")
    assert not wrong, "\n".join(wrong)


def test_a_guardian_opens_the_pages_of_the_family_and_no_office(world: World) -> None:
    wrong = []
    for asked in EVERY:
        if (need := needs().get(asked.name)) is not None:
            observed = outcome(ask(world.client("guardian"), asked, url_of(world, asked, "school")))
            family = PERSON in need.permissions
            right = (family and observed != "denied") or not need.is_permission or observed in SHUT
            if observed == "broken" or not right:
                wrong.append(f"{asked.name} is {observed} to a guardian; it needs {'|'.join(need.permissions)}")
    assert not wrong, "\n".join(wrong)


def test_a_stranger_opens_only_what_is_public(world: World) -> None:
    wrong = []
    for asked in EVERY:
        if (need := needs().get(asked.name)) is not None:
            observed = outcome(ask(Client(), asked, url_of(world, asked, "school")))
            if (observed == "open") and need.permissions != (PUBLIC,) or observed == "broken":
                wrong.append(f"{asked.name} is {observed} to a stranger")
    assert not wrong, "\n".join(wrong)


def test_nothing_is_declared_that_is_not_there() -> None:
    gone = set(needs()) - {one.name for one in EVERY}
    assert not gone, f"{NEEDS.name}: no such address any more: {sorted(gone)}"
    known = {*permissions(), PUBLIC, ACCOUNT, PERSON}
    unknown = {one for line in needs().values() for one in line.permissions} - known
    assert not unknown, f"{NEEDS.name}: nothing declares {sorted(unknown)}"


def test_every_parameter_names_a_row(world: World) -> None:
    with acting_as(system_actor()):
        unknown = sorted(
            {
                f"{parameter} of {one.name}"
                for one in EVERY
                for parameter in one.parameters
                if world.rows.named(parameter, world.units["school"], one.name, one.app) is None
            }
        )
    assert not unknown, "tests/matrix/rows.py: say in VALUES what these name at a unit:\n" + "\n".join(unknown)
