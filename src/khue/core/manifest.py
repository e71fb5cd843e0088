"""A manifest: one page saying what an app contributes. Data and references, never logic."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps

from khue.core.indicators import Figures
from khue.core.rules import Workflow
from khue.core.words import N_


@dataclass(frozen=True)
class MenuItem:
    """A line of a menu; in the office shown to those who hold the permission anywhere.

    detail: one sentence for citizens, on the front door of the public side.
    """

    title: str
    url_name: str
    icon: str
    permission: str | None = None
    detail: str = ""


@dataclass(frozen=True)
class Found:
    """One answer of the global search."""

    title: str
    detail: str
    url: str
    icon: str


@dataclass(frozen=True)
class Line:
    """One line of the director's page: what changed, is late, is below target or needs a decision; whose it is, where.

    kind: one of `LINES`. owner: the unit or room that answers for it. on: since when, or when it falls due.
    """

    kind: str
    title: str
    detail: str
    owner: str
    url: str
    on: date | None = None


LINES = {
    "decide": N_("Cần quyết định"),
    "late": N_("Chậm hạn"),
    "below": N_("Dưới chỉ tiêu"),
    "changed": N_("Thay đổi đáng chú ý"),
}


@dataclass(frozen=True)
class Goal:
    """What a figure of a unit should reach. meets: value -> whether it does, None while that cannot be told."""

    indicator: str
    unit: int
    text: str
    meets: Callable[[float], bool | None]
    source: str
    url: str
    year: int | None = None


@dataclass(frozen=True)
class Export:
    """A table that leaves the platform as a file.

    columns: (title, what it means). rows: function (actor, on) -> rows, values in the order of the columns.
    """

    kind: str
    title: str
    columns: Sequence[tuple[str, str]]
    rows: Callable[..., Iterable[Sequence[Any]]]


@dataclass(frozen=True)
class Manifest:
    """Everything one app contributes to the platform, on one page.

    permissions: enum of "app.verb" -> with Vietnamese titles in `titles`.
    router: dotted name of the ninja router. urls: dotted name of the url module; public_urls likewise.
    search: functions (actor, text, limit) -> list of Found. imports: sheets that can be imported.
    commands: dotted names of click commands or groups. exports: tables that `khue export` writes.
    roles: lists of permissions with a title, so that any app can say who may see its rows.
    alerts: functions (actor) -> list of Found that the home of the office shows first, because they must not wait.
    lines: functions (actor) -> list of Line for the director's page. goals: functions (actor, units) -> list of Goal.
    figures: indicators of the app and the sources they are counted from.
    """

    app: str
    title: str
    icon: str = "folder"
    order: int = 50
    permissions: type[StrEnum] | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    workflows: Sequence[Workflow] = ()
    menu: Sequence[MenuItem] = ()
    public_menu: Sequence[MenuItem] = ()
    urls: str | None = None
    router: str | None = None
    search: Sequence[Callable[..., list[Found]]] = ()
    imports: Sequence[Any] = ()
    exports: Sequence[Export] = ()
    commands: Sequence[str] = ()
    roles: Sequence[Any] = ()
    alerts: Sequence[Callable[..., list[Found]]] = ()
    lines: Sequence[Callable[..., list[Line]]] = ()
    goals: Sequence[Callable[..., list[Goal]]] = ()
    figures: Figures | None = None


@cache
def manifests() -> tuple[Manifest, ...]:
    """Return the manifests of the installed apps, in the order of the menu."""
    found = [
        import_module(f"{config.name}.manifest").manifest
        for config in apps.get_app_configs()
        if config.name.startswith("khue.") and config.label != "core" and (Path(config.path) / "manifest.py").exists()
    ]
    return tuple(sorted(found, key=lambda manifest: (manifest.order, manifest.app)))


@cache
def permissions() -> dict[str, str]:
    """Return every declared permission with its Vietnamese title."""
    return {
        permission: manifest.titles.get(permission, "")
        for manifest in manifests()
        for permission in (manifest.permissions or ())
    }


@cache
def roles() -> tuple[Any, ...]:
    """Return every declared role: code, title and permissions."""
    return tuple(role for manifest in manifests() for role in manifest.roles)
