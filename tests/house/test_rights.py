"""Permissions are named, used and given to somebody; roles hold permissions that exist."""

import ast
from collections.abc import Iterator

import pytest

from khue.config import declared
from khue.core.manifest import manifests, permissions
from khue.core.rules import Workflow
from khue.security.rules import ROLES

PERMISSIONS = permissions()
WORKFLOWS = [workflow for manifest in manifests() for workflow in manifest.workflows]


def uses() -> Iterator[str]:
    """Yield what stands as `Can.X` or as the text of a permission outside its declaration and the roles."""
    values = {
        (manifest.app, member.name): str(member) for manifest in manifests() for member in manifest.permissions or ()
    }
    for path, tree in declared.modules():
        app = declared.place(path).split("/")[2]
        if declared.place(path).endswith("security/rules/roles.py"):
            continue
        titles = {id(key) for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys}
        declared_here = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Assign)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and id(node) not in titles and (app, node.attr) in values:
                yield values[app, node.attr]
            elif isinstance(node, ast.Constant) and node.value in PERMISSIONS and id(node) not in declared_here:
                yield str(node.value)


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_a_permission_has_a_vietnamese_title(permission: str) -> None:
    assert PERMISSIONS[permission], f"add {permission} to TITLES in rules.py of its app"
    assert permission == permission.lower() and permission.count(".") == 1, f"{permission}: write app.verb"


def test_every_permission_is_asked_for_somewhere() -> None:
    idle = set(PERMISSIONS) - set(uses())
    assert not idle, f"nothing asks for {sorted(idle)}: use `actor.must` or delete the permission"


def test_every_permission_belongs_to_some_role() -> None:
    unheld = set(PERMISSIONS) - {permission for role in ROLES for permission in role.permissions}
    assert not unheld, f"no role in security/rules/roles.py holds {sorted(unheld)}"


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_a_role_holds_permissions_that_exist(role: "object") -> None:
    unknown = set(role.permissions) - set(PERMISSIONS)  # type: ignore[attr-defined]
    assert not unknown, f"security/rules/roles.py: nothing declares {sorted(unknown)}"


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.name)
def test_a_workflow_uses_its_states_and_known_permissions(workflow: Workflow) -> None:
    used = {state for move in workflow.moves for state in (move.start, move.end)}
    assert used == set(workflow.states), f"{workflow.name}: states and moves differ in {used ^ set(workflow.states)}"
    for move in workflow.moves:
        assert move.needs in PERMISSIONS, f"{workflow.name}.{move.verb}: nothing declares {move.needs}"
    assert workflow.source, f"{workflow.name}: add its source"
