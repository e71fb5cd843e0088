"""What the code declares, found by reading it: events with their facts, refusals with their texts, models, URLs.

Read-only. The generated reference and the house tests look here, so that they cannot disagree.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from khue.core.errors import Refused
from khue.core.manifest import manifests

OUTSIDE = {"migrations", "tests", "__pycache__"}


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Yield every module of the package with its syntax tree; migrations and tests left out."""
    for path in sorted(Path(settings.PACKAGE).rglob("*.py")):
        if not OUTSIDE & set(path.relative_to(settings.PACKAGE).parts):
            yield path, parsed(path)


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text("utf-8"))


def place(path: Path) -> str:
    """Return a path as a person names it, from the root of the repository."""
    return str(path.relative_to(settings.ROOT))


@dataclass(frozen=True)
class RecordedEvent:
    """An event that an action records: its name, the names of its facts, and where."""

    name: str
    facts: tuple[str, ...]
    where: str


def events() -> list[RecordedEvent]:
    """Return the events that `record` and `finish` write, by name."""
    facts: dict[str, set[str]] = defaultdict(set)
    where: dict[str, set[str]] = defaultdict(set)
    moves = _moves()
    for path, tree in modules():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            verbs = {verb for call in _calls(function, "begin") if (verb := _text(call, 3))}
            for call in _calls(function, "record"):
                if name := _text(call, 1):
                    facts[name] |= _keywords(call)
                    where[name].add(place(path))
            for call in _calls(function, "finish"):
                for name in {moves[_app(path), verb] for verb in verbs if (_app(path), verb) in moves}:
                    facts[name] |= _keywords(call)
                    where[name].add(place(path))
    names = set(facts) | set(moves.values())
    return [RecordedEvent(name, tuple(sorted(facts[name])), ", ".join(sorted(where[name]))) for name in sorted(names)]


def _moves() -> dict[tuple[str, str], str]:
    return {
        (manifest.app, move.verb): move.event
        for manifest in manifests()
        for workflow in manifest.workflows
        for move in workflow.moves
    }


def _app(path: Path) -> str:
    return path.relative_to(settings.PACKAGE).parts[0]


def _calls(function: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def _text(call: ast.Call, position: int) -> str | None:
    argument = call.args[position] if len(call.args) > position else None
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def _keywords(call: ast.Call) -> set[str]:
    return {keyword.arg for keyword in call.keywords if keyword.arg and keyword.arg != "at"}


@cache
def refusals() -> tuple[type[Refused], ...]:
    """Return every refusal of the product, by code."""
    for path, _ in modules():
        if path.name != "__main__.py" and "config/settings" not in str(path):
            dotted = ".".join(("khue", *path.relative_to(settings.PACKAGE).with_suffix("").parts))
            import_module(dotted.removesuffix(".__init__"))
    found = set(_below(Refused))
    return tuple(sorted((one for one in found if one.__module__.startswith("khue.")), key=lambda one: one.__qualname__))


def _below(kind: type[Refused]) -> Iterator[type[Refused]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def models(*, with_core: bool = False) -> list[type[Model]]:
    """Return the models of Khuê by their label; those of core only when asked."""
    found = [model for model in apps.get_models() if model.__module__.startswith("khue.")]
    return sorted(
        (model for model in found if with_core or model._meta.app_label != "core"), key=lambda one: one._meta.label
    )


@dataclass(frozen=True)
class Address:
    """A URL of the product: the pattern, its name, and the view behind it."""

    route: str
    name: str
    view: Any
    parameters: tuple[str, ...]


def urls() -> list[Address]:
    """Return every URL in the order in which it is tried."""
    return list(_urls(get_resolver().url_patterns, "/", ""))


def _urls(patterns: list[Any], before: str, namespace: str) -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern).removeprefix("^").removesuffix("$").removesuffix(r"\Z")
        if isinstance(pattern, URLResolver):
            inner = ":".join(part for part in (namespace, pattern.namespace) if part)
            yield from _urls(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern):
            name = ":".join(part for part in (namespace, pattern.name) if part)
            yield Address(route, name, pattern.callback, tuple(pattern.pattern.converters))
