"""Transfers: those one takes part in, what can be done next by whom, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from khue.core import clock
from khue.core.actor import Actor
from khue.core.clock import NoCalendar
from khue.core.errors import Missing
from khue.core.rules import Move
from khue.organisations import queries as organisations
from khue.people import queries as people
from khue.students.models import Enrolment, Transfer
from khue.students.queries.enrolment import known_people
from khue.students.rules import TRANSFER, Can, days_to_answer

OPEN = ("requested", "released", "supervised", "approved")
SEES = (Can.SEE, Can.REQUEST_TRANSFER, Can.DECIDE_TRANSFER, Can.SUPERVISE_TRANSFER)


@dataclass(frozen=True)
class Moving:
    """A transfer as a page shows it. name, birth_date: as far as they are seen from here. due: None when over."""

    row: Transfer
    name: str
    birth_date: date | None
    giver: str
    taker: str
    supervisor: str
    due: date | None

    @property
    def is_late(self) -> bool:
        """Whether the side whose turn it is has let the day pass."""
        return self.due is not None and self.due < clock.today()


def transfers(
    actor: Actor, *, school_id: int | None = None, side: str = "", only_open: bool = False
) -> QuerySet[Transfer]:
    """Return the transfers one takes part in, the newest first. side: "giver" or "taker" of `school_id`.

    Raises: Denied.
    """
    must_follow(actor)
    rows = Transfer.objects.all()
    if school_id is not None:
        chosen = {"giver": Q(giver_id=school_id), "taker": Q(taker_id=school_id)}
        rows = rows.filter(chosen.get(side, Q(places__contains=[school_id])))
    if only_open:
        rows = rows.filter(state__in=OPEN)
    return rows.order_by("-requested_at", "-pk")


def must_follow(actor: Actor) -> None:
    """Let through who takes any part in transfers.

    Raises: Denied.
    """
    if not any(actor.can(permission) for permission in SEES):
        actor.must(Can.SEE)


def transfer(actor: Actor, transfer_id: int) -> Transfer:
    """Return a transfer one takes part in.

    Raises: Missing, Denied.
    """
    must_follow(actor)
    row = Transfer.objects.filter(pk=transfer_id).first()
    if row is None or not any(actor.can(permission, at=place) for permission in SEES for place in row.places):
        raise Missing(what=f"hồ sơ chuyển trường {transfer_id}")
    return row


def place_of_step(row: Transfer, verb: str) -> int | None:
    """Return the organisation that takes the step; None when this transfer does not have it."""
    if verb in ("release", "send_up", "pass_on"):
        return row.giver_id
    if verb in ("approve", "reject"):
        return row.supervisor_id
    if verb == "receive":
        return row.taker_id if row.giver_id is not None else None
    if verb == "hand_out":
        return row.giver_id if row.taker_id is None else None
    if verb == "refuse":
        return row.giver_id if row.state == "requested" else row.taker_id
    return row.requester_id


def step(actor: Actor, row: Transfer, verb: str) -> Move:
    """Return a step that the actor may take now.

    Raises: WrongState, Missing, Denied.
    """
    move = TRANSFER.find(row.state, verb)
    place = place_of_step(row, verb)
    if place is None:
        raise Missing(what=_("bước này của hồ sơ chuyển trường"))
    actor.must(move.needs, at=place)
    return move


def steps(actor: Actor, row: Transfer) -> list[Move]:
    """Return the steps that the actor may take now: the buttons of the page."""
    found = []
    for move in TRANSFER.open_from(row.state):
        place = place_of_step(row, move.verb)
        if place is not None and actor.can(move.needs, at=place):
            found.append(move)
    return found


def due_on(row: Transfer) -> date | None:
    """Return the day by which the side whose turn it is has to answer; None when over, or no calendar is known."""
    days = days_to_answer(row.state, far=row.is_far)
    if days is None:
        return None
    try:
        return clock.due(row.requested_at, days)
    except NoCalendar:
        return None


def shown(rows: Iterable[Transfer]) -> list[Moving]:
    """Return transfers as a page shows them, names of pupils and schools read at once for all."""
    rows = list(rows)
    ids = [row.person_id for row in rows if row.person_id]
    known = known_people(ids)
    offered = people.offered_cards(ids) if len(known) < len(set(ids)) else {}
    kept = _kept(rows, set(ids) - set(known) - set(offered))
    units = {unit for row in rows for unit in (row.giver_id, row.taker_id, row.supervisor_id) if unit}
    called = organisations.names(units)
    return [_moving(row, known.get(row.person_id or 0), offered.get(row.person_id or 0), kept, called) for row in rows]


def _kept(rows: list[Transfer], missing: set[int]) -> dict[int, tuple[str, date | None]]:
    """What the school that let the pupil go keeps on its register."""
    if not missing:
        return {}
    stays = Enrolment.objects.filter(pk__in=[row.enrolment_id for row in rows if row.person_id in missing])
    return {stay.person_id: (stay.kept_name, stay.kept_birth) for stay in stays}


def _moving(
    row: Transfer,
    person: object,
    card: people.OfferedCard | None,
    kept: dict[int, tuple[str, date | None]],
    called: dict[int, str],
) -> Moving:
    seen = person or card
    name, born = kept.get(row.person_id or 0, ("", None))
    return Moving(
        row,
        getattr(seen, "full_name", name),
        getattr(seen, "birth_date", born),
        called.get(row.giver_id or 0, row.giver_text),
        called.get(row.taker_id or 0, row.taker_text),
        called.get(row.supervisor_id or 0, ""),
        due_on(row),
    )
