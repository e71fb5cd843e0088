"""Who is asking, and at which organisations they may do what; and the one transaction in which they act.

`security` builds the actor once per request, task or command. `acting_as` tells PostgreSQL whose rows exist for it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

from django.apps import apps
from django.db import connection, transaction

from khue.core.errors import Denied

SCOPED_ROLE = "khue_app"
PROVINCE_ROLE = "khue_province"


@dataclass(frozen=True)
class Actor:
    """A person, a program or nobody, with what they may do where.

    name, post: how the pages greet a person. grants: permission -> organisation ids, already expanded over the tree.
    everywhere: permissions held over the whole province; an actor holds either grants or everywhere, not both
    (`security` expands a mixture to ids), so that the database knows which policy applies.
    """

    user_id: int | None
    name: str = ""
    post: str = ""
    grants: Mapping[str, frozenset[int]] = field(default_factory=dict)
    everywhere: frozenset[str] = frozenset()
    is_system: bool = False

    def __post_init__(self) -> None:
        if self.grants and self.everywhere:
            raise ValueError("an actor holds grants or everywhere, not both")

    @property
    def is_known(self) -> bool:
        """Whether somebody signed in, or the system itself, is asking."""
        return self.is_system or self.user_id is not None

    def can(self, permission: str, *, at: int | None = None) -> bool:
        """Whether the permission is held at the organisation; without `at`, at any."""
        if self.is_system or permission in self.everywhere:
            return True
        places = self.grants.get(permission, frozenset())
        return bool(places) if at is None else at in places

    def must(self, permission: str, *, at: int | None = None) -> None:
        """Raises: Denied, when the permission is not held there."""
        if not self.can(permission, at=at):
            raise Denied(permission=permission, place=at if at is not None else "này")

    def places(self, permission: str) -> frozenset[int] | None:
        """Return the organisations where the permission is held; None means the whole province."""
        if self.is_system or permission in self.everywhere:
            return None
        return self.grants.get(permission, frozenset())


NOBODY = Actor(None)


def system_actor(name: str = "Hệ thống") -> Actor:
    """Return the actor of commands and of the worker's own duties; it sees the whole province."""
    return Actor(None, name=name, is_system=True)


@cache
def guarded_apps() -> tuple[str, ...]:
    """Return the apps that have rows seen from an organisation (`class Data: scope`)."""
    return tuple(
        sorted(
            {
                model._meta.app_label
                for model in apps.get_models()
                if getattr(getattr(model, "Data", None), "scope", None)
            }
        )
    )


@contextmanager
def acting_as(actor: Actor | Callable[[], Actor]) -> Iterator[Actor]:
    """Open the one transaction of a request, task or command and tell PostgreSQL whose rows exist in it.

    A permission opens rows of its own app only: "exams.publish" says nothing about organisations. A function is
    called inside the transaction, where nobody's rows are seen yet.
    """
    with transaction.atomic(durable=True):
        if callable(actor):
            _tell(NOBODY)
            actor = actor()
        _tell(actor)
        yield actor
        if connection.in_atomic_block and len(connection.savepoint_ids) > 0 and not connection.needs_rollback:
            _tell(NOBODY)  # inside a test's own transaction: the next statement is nobody's


def _tell(actor: Actor) -> None:
    seen = _seen(actor)
    role = PROVINCE_ROLE if "*" in seen.values() else SCOPED_ROLE
    settings = [("role", role), *((f"khue.{app}", seen.get(app, "")) for app in guarded_apps())]
    calls = ", ".join(["set_config(%s, %s, true)"] * len(settings))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [value for pair in settings for value in pair])


def _seen(actor: Actor) -> dict[str, str]:
    if actor.is_system:
        return dict.fromkeys(guarded_apps(), "*")
    if actor.everywhere:
        return {permission.split(".")[0]: "*" for permission in actor.everywhere}
    places: dict[str, set[int]] = {}
    for permission, ids in actor.grants.items():
        places.setdefault(permission.split(".")[0], set()).update(ids)
    return {app: ",".join(map(str, sorted(ids))) for app, ids in places.items()}
