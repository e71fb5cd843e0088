"""What the layouts show around every page: the menu, who is signed in, the choices of language and theme."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from khue.core.actor import NOBODY, Actor
from khue.core.manifest import MenuItem, manifests
from khue.core.web import preferences

PUBLIC, OFFICE, FAMILY, SEARCH = "/", "/van-phong/", "/gia-dinh/", "/van-phong/tim-kiem"
SIGN_IN, SIGN_OUT, ACCOUNT = "/dang-nhap", "/dang-xuat", "/van-phong/tai-khoan"


@dataclass(frozen=True)
class Line:
    """A line of a menu, as shown."""

    title: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True)
class Section:
    """The menu lines of one app."""

    title: str
    lines: list[Line]


class Shell:
    """Read by the layouts only when they need it, so that fragments cost nothing."""

    public, office, family, search, account = PUBLIC, OFFICE, FAMILY, SEARCH, ACCOUNT
    sign_in, sign_out = SIGN_IN, SIGN_OUT

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.is_demo = settings.KHUE_DEMO
        self.theme = preferences.chosen(request, preferences.THEME)
        self.menu_width = preferences.chosen(request, preferences.MENU)

    @property
    def actor(self) -> Actor:
        """Return who is asking; nobody when the request failed before that was known."""
        actor: Actor = getattr(self.request, "actor", NOBODY)
        return actor

    @property
    def layout(self) -> str:
        """Return the layout around a page that both read: families have theirs, everybody else the office."""
        return "core/public.html" if self.actor.is_citizen else "core/office.html"

    @cached_property
    def sections(self) -> list[Section]:
        """Return the office menu: what the manifests offer and this person may open."""
        sections = []
        for manifest in manifests():
            allowed = [item for item in manifest.menu if not item.permission or self.actor.can(item.permission)]
            if allowed:
                sections.append(Section(manifest.title, [self._line(item) for item in allowed]))
        return sections

    @cached_property
    def public_lines(self) -> list[Line]:
        """Return the menu of the public pages."""
        return [self._line(item) for manifest in manifests() for item in manifest.public_menu]

    def _line(self, item: MenuItem) -> Line:
        return Line(item.title, reverse(item.url_name), item.icon, item.url_name == self.current)

    @cached_property
    def current(self) -> str:
        """Return the menu line that this page belongs to: the longest address that leads here."""
        path = self.request.path
        every = {item.url_name: reverse(item.url_name) for one in manifests() for item in (*one.menu, *one.public_menu)}
        above = {
            name: url
            for name, url in every.items()
            if path == url or (url != OFFICE and path.startswith(url.rstrip("/") + "/"))
        }
        return max(above, key=lambda name: len(above[name]), default="")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the templates `shell`."""
    return {"shell": Shell(request)}
