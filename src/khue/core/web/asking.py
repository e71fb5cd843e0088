"""Who asks: the actor that the middleware put on the request."""

from django.http import HttpRequest

from khue.core.actor import Actor


def asking(request: HttpRequest) -> Actor:
    """Return the actor of the request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
