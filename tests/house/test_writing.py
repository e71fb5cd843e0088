"""Rows are written in actions, and what is written about them names nobody."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from khue.config import declared

WRITES = {"save", "create", "bulk_create", "update_or_create", "get_or_create", "delete", "bulk_update"}
SQL = re.compile(r"^\s*(INSERT INTO|UPDATE \w+ SET|DELETE FROM|TRUNCATE|COPY \w+)", re.IGNORECASE)
ROOMS = {"actions", "samples"}


def outside_the_writing_rooms() -> Iterator[tuple[Path, ast.Module]]:
    for path, tree in declared.modules():
        parts = path.relative_to(settings.PACKAGE).with_suffix("").parts
        of_the_ground = parts[0] == "core" and parts[1:2] != ("web",)  # what actions stand on
        if not (set(parts[1:]) & ROOMS or of_the_ground):
            yield path, tree


def writes(tree: ast.Module) -> Iterator[str]:
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    decorators = {id(decorator) for function in functions for decorator in function.decorator_list}  # @router.delete
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and id(node) not in decorators:
            name = node.func.attr
            if name in WRITES or (name == "update" and node.keywords and not node.args):
                yield f".{name}() in line {node.lineno}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value):
            yield f"{node.value.split()[0]} in line {node.lineno}"


def test_rows_are_written_in_actions_only() -> None:
    found = [f"{declared.place(path)}: {write}" for path, tree in outside_the_writing_rooms() for write in writes(tree)]
    assert not found, "move these into the app's actions.py:\n" + "\n".join(found)


def test_an_event_never_names_a_person() -> None:
    ids = {"user", "person", "organisation"}  # ids, by the rule of `record`
    personal: dict[str, set[str]] = defaultdict(set)
    for model in declared.models():
        personal[model._meta.app_label] |= set(model.Data.personal)  # type: ignore[attr-defined]
    found = [
        f"{event.where}: {event.name} has {sorted(named)}"
        for event in declared.events()
        if (named := set(event.facts) & (personal[event.name.split(".")[0]] - ids))
    ]
    assert not found, "facts hold ids and codes, never personal data:\n" + "\n".join(found)


def test_an_event_is_a_past_fact_of_its_own_app() -> None:
    found = [
        f"{event.where}: {event.name}"
        for event in declared.events()
        if event.where and not all(event.name.split(".")[0] == where.split("/")[2] for where in event.where.split(", "))
    ]
    assert not found, "name an event after the app that records it:\n" + "\n".join(found)


def catches_all(handler: ast.ExceptHandler) -> bool:
    named = handler.type.id if isinstance(handler.type, ast.Name) else ""
    return handler.type is None or named in ("Exception", "BaseException")


def test_no_error_is_swallowed() -> None:
    edges = {"core/tasks.py", "core/web/middleware.py", "exams/publishing/serving.py"}
    found = []
    for path, tree in declared.modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler) and catches_all(node) and not isinstance(node.body[-1], ast.Raise):
                found.append(f"{declared.place(path)}: line {node.lineno}")
    found = [line for line in found if not any(edge in line for edge in edges)]
    assert not found, "name the error that is expected; only the outermost edge catches all:\n" + "\n".join(found)
