"""What the front door shows: doors for citizens, the desk, and what a search finds."""

from dataclasses import dataclass
from typing import Any

from khue.core.actor import Actor
from khue.core.errors import Denied
from khue.core.manifest import Found, Manifest, MenuItem, manifests
from khue.core.models import Job

EACH = 8  # answers of one kind shown on the search page


@dataclass(frozen=True)
class Group:
    """What was found of one kind."""

    title: str
    icon: str
    found: list[Found]


def doors() -> list[MenuItem]:
    """Return what citizens can look up, in the order of the manifests."""
    return [item for manifest in manifests() for item in manifest.public_menu]


def desk(actor: Actor) -> dict[str, Any]:
    """Return the parts of the desk: what must not wait, the open work, and the jobs running or just ended."""
    sections = [(manifest, open_items(actor, manifest)) for manifest in manifests() if manifest.app != "portal"]
    return {
        "alerts": [found for manifest in manifests() for ask in manifest.alerts for found in ask(actor)],
        "sections": [(manifest, items) for manifest, items in sections if items],
        "jobs": list(Job.objects.filter(user_id=actor.user_id).order_by("-created_at")[:5]),
    }


def open_items(actor: Actor, manifest: Manifest) -> list[MenuItem]:
    """Return the menu lines of an app that the person may open."""
    return [item for item in manifest.menu if not item.permission or actor.can(item.permission)]


def search(actor: Actor, text: str) -> list[Group]:
    """Ask every app that can be searched; nothing is asked for fewer than two letters.

    Raises: Denied.
    """
    if not actor.is_known:
        raise Denied(permission="portal.search", place="này")
    text = text.strip()
    if len(text) < 2:
        return []
    groups = [
        Group(manifest.title, manifest.icon, found)
        for manifest in manifests()
        for find in manifest.search
        if (found := find(actor, text, EACH))
    ]
    return groups
