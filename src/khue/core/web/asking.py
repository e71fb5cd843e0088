"""Who asks: the actor that the middleware put on the request; and how those behind accounts are called."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from khue.core.actor import Actor


def asking(request: HttpRequest) -> Actor:
    """Return the actor of the request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """Return how the persons behind accounts are called, for pages that say who did something."""
    found: dict[int, str] = import_string(settings.KHUE_NAMES)(user_ids)
    return found
