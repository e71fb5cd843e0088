"""Every address of the product as the matrix asks for it: pages by name, operations of the API by method and path."""

import csv
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.template.backends.django import Template
from django.test import Client

from khue.config import declared
from khue.config.api import api
from khue.core.actor import NOBODY, Actor
from khue.core.manifest import permissions
from khue.core.web import limits
from tests.matrix.rows import Rows
from tests.matrix.world import apart

NEEDS = settings.PACKAGE / "config" / "data" / "needs.csv"
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>|{(\w+)}")
NOTHING = {"int": "0", "slug": "khong-co", "str": "khong-co", "path": "khong-co", "uuid": "0" * 32}
DRAWING = {"core/web/context.py"}  # the menu of every page asks for what it shows
APPS = {  # addresses not named after their app
    "exam-sessions": "exams",
    "exam-imports": "exams",
    "plans": "planning",
    "answers": "indicators",
    "boards": "dashboards",
    "collections": "indicators",
    "snapshots": "indicators",
}
# what needs no permission: nobody at all, any account, an account that acts for its own person and children
PUBLIC, ACCOUNT, PERSON = "anyone", "account", "person"


@dataclass(frozen=True)
class Asked:
    """An address with the method by which it is asked. body: what is sent, for those that want something."""

    name: str
    method: str
    route: str
    app: str
    body: dict[str, Any] | None = None

    @property
    def parameters(self) -> list[str]:
        """Return the names of its parameters."""
        return [match[2] or match[3] for match in PARAMETER.finditer(self.route)]


@dataclass(frozen=True)
class Needs:
    """What an address needs: permissions of which one suffices, or nobody or any account.

    where: empty is at the unit of the rows; `anywhere`: every unit may see it; `body`: the body names the unit.
    """

    permissions: tuple[str, ...]
    where: str

    @property
    def is_permission(self) -> bool:
        """Whether it needs a permission, not only an account or nothing."""
        return self.permissions[0] not in (PUBLIC, ACCOUNT, PERSON)

    def met_by(self, permissions: tuple[str, ...]) -> bool:
        """Whether somebody with these permissions may come in."""
        return self.permissions[0] in (PUBLIC, ACCOUNT) or bool(set(self.permissions) & set(permissions))


@cache
def needs() -> dict[str, Needs]:
    """Return the declared table: address -> what it needs."""
    with NEEDS.open(encoding="utf-8", newline="") as file:
        return {row["address"]: Needs(tuple(row["needs"].split("|")), row["where"]) for row in csv.DictReader(file)}


@cache
def pages() -> tuple[Asked, ...]:
    """Return every page; those that only take a POST are asked so."""
    found = []
    for one in declared.urls():
        if one.route.startswith("/api/") or not one.name:
            continue
        only_post = getattr(one.view, "__wrapped__", None) is not None and _only_post(one.view)
        found.append(Asked(one.name, "POST" if only_post else "GET", one.route, one.name.split(":")[0]))
    return tuple(found)


def _only_post(view: Callable[..., Any] | None) -> bool:
    """Whether a view refuses to be read (`@require_POST`)."""
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            if cell.cell_contents == ["POST"]:
                return True
        view = getattr(view, "__wrapped__", None)
    return False


@cache
def operations() -> tuple[Asked, ...]:
    """Return every operation of the OpenAPI document, with the smallest body that its schema accepts."""
    document = api.get_openapi_schema()
    found = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            body = smallest(content["schema"], document) if content else None
            first = path.split("/")[3]
            found.append(Asked(f"{method.upper()} {path}", method.upper(), path, APPS.get(first, first), body))
    return tuple(found)


def smallest(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    """Return the smallest value that a JSON schema accepts."""
    if "$ref" in schema:
        found: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return smallest(found, document)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return smallest(schema[several][0], document)
    if "enum" in schema or "const" in schema:
        return schema.get("const", next(iter(schema.get("enum", [None]))))
    if "default" in schema:
        return schema["default"]
    if schema.get("type") == "object":
        wanted = schema.get("required", [])
        return {name: smallest(schema["properties"][name], document) for name in wanted}
    return SMALLEST.get(schema.get("format", ""), SMALLEST.get(schema.get("type", "")))


SMALLEST: dict[str, Any] = {
    "date": "2026-09-01",
    "date-time": "2026-09-01T08:00:00Z",
    "uuid": "0" * 32,
    "email": "mau@example.vn",
    "string": "mau",
    "integer": 1,
    "number": 1,
    "boolean": False,
    "array": [],
}


def filled(asked: Asked, rows: Rows, unit: int) -> str:
    """Return the route with values that name rows of a unit; what names none stays a value of nothing."""

    def value(match: re.Match[str]) -> str:
        named = rows.named(match[2] or match[3], unit, asked.name, asked.app)
        return named if named is not None else NOTHING[match[1] or ("int" if match[0].endswith("id}") else "str")]

    return PARAMETER.sub(value, asked.route)


def ask(client: Client, asked: Asked, url: str, level: str = "") -> HttpResponseBase:
    """Ask and take back whatever it did. level: of whom asks, for each of which a page is drawn once."""
    limits.forget()
    _asked[:] = [f"{level} {asked.name}"]
    client.raise_request_exception = False
    kept = {name: cookie.value for name, cookie in client.cookies.items()}
    with apart():
        send = getattr(client, asked.method.lower())
        if asked.body is not None:
            response: HttpResponseBase = send(url, asked.body, content_type="application/json")
        else:
            response = send(url)
    client.cookies.clear()  # whatever the answer said: signed out, another language
    for name, value in kept.items():
        client.cookies[name] = value
    return response


def outcome(response: HttpResponseBase) -> str:
    """Say what happened in one word: open, denied, missing, sign-in, broken; unread when the form was not valid."""
    status = response.status_code
    if status in (301, 302) and response.headers["Location"].startswith("/dang-nhap?"):
        return "sign-in"
    return {401: "sign-in", 403: "denied", 404: "missing", 422: "unread", 428: "unread"}.get(
        status, "broken" if status >= 500 else "open"
    )


def all_seeing(user_id: int | None, *, hat: str = "") -> Actor:
    """Return an actor who may do everything everywhere: through its eyes it is overheard what an address asks for."""
    return Actor(user_id, name="Vai thử", everywhere=frozenset(permissions())) if user_id else NOBODY


_drawn: set[tuple[str, str]] = set()
_asked: list[str] = []


@contextmanager
def sparing() -> Iterator[None]:
    """Draw each page once for each level of the offices: what opens is answered before anything is drawn.

    The views run whole each time; only the text that a template makes of their answer is left out when it was made.
    """
    draw = Template.render

    def once(self: Any, context: Any = None, request: Any = None) -> Any:
        key = (_asked[-1] if _asked else "", self.template.name or "")
        if key in _drawn:
            return ""
        text = draw(self, context, request)
        _drawn.add(key)
        return text

    _drawn.clear()
    Template.render = once  # type: ignore[method-assign]
    try:
        yield
    finally:
        Template.render = draw  # type: ignore[method-assign]


@contextmanager
def overheard() -> Iterator[list[str]]:
    """Note which permissions are asked for, in order, leaving out what the menu asks when the page is drawn."""
    heard: list[str] = []
    can, places = Actor.can, Actor.places

    def note(permission: str) -> None:
        frame, names = sys._getframe(2), set()
        while frame.f_back is not None:
            names.add(frame.f_code.co_filename.rsplit("/khue/", 1)[-1])
            frame = frame.f_back
        if not names & DRAWING:
            heard.append(str(permission))

    def asked_can(self: Actor, permission: str, *, at: int | None = None) -> bool:
        note(permission)
        return can(self, permission, at=at)

    def asked_places(self: Actor, permission: str) -> frozenset[int] | None:
        note(permission)
        return places(self, permission)

    Actor.can, Actor.places = asked_can, asked_places  # type: ignore[method-assign]
    try:
        yield heard
    finally:
        Actor.can, Actor.places = can, places  # type: ignore[method-assign]
