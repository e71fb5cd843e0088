"""Who is asking, and at which organisations they may do what; and the one transaction in which they act.

`security` builds the actor once per request, task or command. `acting_as` tells PostgreSQL whose rows exist for it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from khue.core.errors import Denied
from khue.core.seals import MOMENT, seal

SCOPED_ROLE = "khue_app"
PROVINCE_ROLE = "khue_province"
CITIZEN_ROLE = "khue_citizen"
WATCHED = "progress"  # the second connection: what is written there is seen before the work is saved
SYSTEM = "0"  # what `khue_user()` answers while the system itself acts; accounts are numbered from 1
GROUND = "core"  # its rows (jobs, imports) are opened by anything held at a place
BEYOND = "beyond"  # ending of the setting by which a permission reaches a unit beyond the actor's own
_building: ContextVar[str] = ContextVar("building", default="")  # the moment, while `acting_as` builds its actor


@dataclass(frozen=True)
class Actor:
    """A person, a program or nobody, with what they may do where.

    name, post: how the pages greet a person. grants: permission -> organisation ids, already expanded over the tree.
    everywhere: permissions held over the whole province. own: the persons a citizen acts for, oneself and the
    children one is guardian of. An actor holds one of the three (`security` expands a mixture of grants to ids, and a
    teacher who is a mother acts as one of them at a time), so that the database knows which policy applies.
    person_id: whose row in `people` this is, when the account belongs to a person: it tells a teacher's classes.
    """

    user_id: int | None
    name: str = ""
    post: str = ""
    grants: Mapping[str, frozenset[int]] = field(default_factory=dict)
    everywhere: frozenset[str] = frozenset()
    own: frozenset[int] = frozenset()
    is_system: bool = False
    person_id: int | None = None

    def __post_init__(self) -> None:
        if (bool(self.grants) + bool(self.everywhere) + bool(self.own) + self.is_system) > 1:
            raise ValueError("an actor holds grants, everywhere or own, not two of them")

    @property
    def is_citizen(self) -> bool:
        """Whether a pupil or guardian is asking, who sees the rows of own persons only."""
        return bool(self.own)

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


@cache
def sealed_apart() -> tuple[str, ...]:
    """Return the permissions that guards ask for by name, not only by app (`class Data: asks_for`)."""
    asked = (getattr(getattr(model, "Data", None), "asks_for", ()) for model in apps.get_models())
    return tuple(sorted({str(permission) for several in asked for permission in several}))


@contextmanager
def acting_as(actor: Actor | Callable[[], Actor], *, using: str = DEFAULT_DB_ALIAS) -> Iterator[Actor]:
    """Open the one transaction of a request, task or command and tell PostgreSQL whose rows exist in it.

    A permission opens rows of its own app only: "exams.publish" says nothing about organisations. A function is
    called inside the transaction, where nobody's rows are seen yet but those that `recognised` opens.
    """
    with transaction.atomic(using=using, durable=True):
        database = connections[using]
        moment = _tell_nobody(database)
        if callable(actor):
            actor = _built(database, actor, moment)
        _tell(database, actor, moment)
        yield actor
        if database.in_atomic_block and len(database.savepoint_ids) > 0 and not database.needs_rollback:
            _tell_nobody(database)  # inside a test's own transaction: the next statement is nobody's


@contextmanager
def widened(actor: Actor, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[Actor]:
    """Act as the system for a few statements inside the actor's transaction, after the rights were checked.

    For steps that concern one matter but rows of units that the actor does not see (two rows made one). The caller
    checks before, and after the block that nothing went beyond what the actor may decide.
    """
    database = connections[using]
    system = system_actor(actor.name)
    _tell(database, system, _tell_nobody(database))
    try:
        yield system
    finally:
        if not database.needs_rollback:
            _tell(database, actor, _tell_nobody(database))


@contextmanager
def recognised(user_id: int, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Act as an account that may do nothing yet, to read what it holds, of which its actor is then made.

    Nothing is written inside: what was said before holds again afterwards, because the savepoint is taken back.
    """
    database = connections[using]
    if moment := _building.get():
        _tell(database, Actor(user_id), moment)
        yield
        return
    with transaction.atomic(using=using):
        _tell(database, Actor(user_id), _tell_nobody(database))
        yield
        transaction.set_rollback(True, using=using)


@contextmanager
def beyond(permission: str, place: int, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Let one permission reach one unit beyond the actor's own for a few statements, after the rights were checked."""
    database, name = connections[using], f"{permission}.{BEYOND}"
    with database.cursor() as cursor:
        cursor.execute(f"SELECT {MOMENT}")
        sealed = seal(str(cursor.fetchone()[0]), name, str(place))
        cursor.execute("SELECT set_config(%s, %s, true)", [f"khue.{name}", sealed])
        try:
            yield
        finally:
            if not database.needs_rollback:
                cursor.execute("SELECT set_config(%s, '', true)", [f"khue.{name}"])


def _built(database: Any, build: Callable[[], Actor], moment: str) -> Actor:
    token = _building.set(moment)
    try:
        actor = build()
    finally:
        _building.reset(token)
    if not actor.is_known:
        _tell_nobody(database)  # the account that was recognised may not act
    return actor


def _tell_nobody(database: Any) -> str:
    """Take away what was said before; return the moment for which the next seals are good."""
    names = [f"khue.{name}" for name in ("user", "own", *guarded_apps(), *sealed_apart())]
    calls = ", ".join(["set_config(%s, '', true)"] * len(names))
    with database.cursor() as cursor:
        cursor.execute(f"SELECT {MOMENT}, set_config('role', %s, true), {calls}", [SCOPED_ROLE, *names])
        return str(cursor.fetchone()[0])


def _tell(database: Any, actor: Actor, moment: str) -> None:
    seen = {name: value for name, value in _seen(actor).items() if value}
    if not seen:
        return
    role = CITIZEN_ROLE if actor.is_citizen else PROVINCE_ROLE if "*" in seen.values() else SCOPED_ROLE
    settings = [("role", role), *((f"khue.{name}", seal(moment, name, value)) for name, value in seen.items())]
    calls = ", ".join(["set_config(%s, %s, true)"] * len(settings))
    with database.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [value for pair in settings for value in pair])


def _seen(actor: Actor) -> dict[str, str]:
    """Return what the settings say: the account, and either own persons or the places of apps and permissions."""
    if actor.is_system:
        return {"user": SYSTEM, **dict.fromkeys((*guarded_apps(), *sealed_apart()), "*")}
    said = {"user": "" if actor.user_id is None else str(actor.user_id), "own": _listed(actor.own)}
    if actor.everywhere:
        return said | dict.fromkeys(_apps(actor.everywhere) | (actor.everywhere & set(sealed_apart())), "*")
    places: dict[str, set[int]] = {}
    for permission, ids in actor.grants.items():
        for app in _apps([permission]):
            places.setdefault(app, set()).update(ids)
    places |= {one: set(actor.grants[one]) for one in sealed_apart() if one in actor.grants}
    return said | {app: _listed(ids) for app, ids in places.items()}


def _apps(permissions: Iterable[str]) -> set[str]:
    return ({permission.split(".")[0] for permission in permissions} | {GROUND}) & set(guarded_apps())


def _listed(ids: Iterable[int]) -> str:
    return ",".join(map(str, sorted(ids)))
