"""The small values that components on a page are drawn from."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise

Text = str | Promise  # a text, or one that is translated when it is shown


@dataclass(frozen=True)
class Tab:
    """One page of a set shown side by side."""

    title: str
    url: str
    current: bool = False
    count: int | None = None
    icon: str = ""


@dataclass(frozen=True)
class Moment:
    """One point of a time line. on: a day, an instant or a text such as "2025"."""

    on: date | str
    title: str
    text: str = ""
    tone: str = "neutral"
    url: str = ""
    icon: str = ""
    note: str = ""


@dataclass(frozen=True)
class CursorPage:
    """A page of a list that is too long to be counted: only the addresses before and after."""

    before: str = ""
    after: str = ""
    text: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell of a table, ready to be shown."""

    label: str
    kind: str
    value: Any
    text: str
    url: str = ""
    tone: str = ""
