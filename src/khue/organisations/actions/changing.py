"""A unit goes on, but is called differently, stands elsewhere, or was entered wrongly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid
from khue.core.names import nfc
from khue.organisations import queries
from khue.organisations.actions.checks import area_faults, clean, facts_faults, parent_faults
from khue.organisations.actions.documents import Document, decide, done_before, faults_of, only_one
from khue.organisations.actions.ledger import Ledger, life_faults, versions_from
from khue.organisations.models import Decision, Facts
from khue.organisations.rules import Can


@dataclass(frozen=True)
class Transfer:
    """Where one unit goes: under which managing unit, in which area. None leaves it as it is."""

    organisation_id: int
    parent_id: int | None = None
    area_code: str | None = None
    area_name: str | None = None
    address: str | None = None

    def changes(self) -> dict[str, Any]:
        """Return what is to be changed."""
        asked = {name: getattr(self, name) for name in ("parent_id", "area_code", "area_name", "address")}
        return {name: value for name, value in asked.items() if value is not None}


@dataclass(frozen=True)
class Edit:
    """Facts of one unit that were entered wrongly, as they should be, from a day on."""

    organisation_id: int
    changes: Mapping[str, Any]


@transaction.atomic
def rename(
    actor: Actor, organisation_id: int, name: str, document: Document, *, now: datetime, short_name: str = ""
) -> Decision:
    """Give a unit another name from a day on.

    Raises: Denied, Invalid, AlreadyOther.
    """
    return _change(
        actor,
        "rename",
        Can.DECIDE,
        [(organisation_id, {"name": nfc(name), "short_name": nfc(short_name)})],
        document,
        now,
    )


@transaction.atomic
def move(actor: Actor, transfers: Sequence[Transfer], document: Document, *, now: datetime) -> Decision:
    """Put units under other managing units or in other areas from a day on; one decision may move many.

    Raises: Denied, Invalid, AlreadyOther.
    """
    for transfer in transfers:
        if transfer.parent_id is not None:
            actor.must(Can.DECIDE, at=transfer.parent_id)
    return _change(
        actor, "move", Can.DECIDE, [(one.organisation_id, one.changes()) for one in transfers], document, now
    )


@transaction.atomic
def correct(actor: Actor, edits: Sequence[Edit], document: Document, *, now: datetime) -> Decision:
    """Set right what was entered wrongly. What was believed before stays readable "as known at" that time.

    document: `title` says what was wrong; `effective_on` from which day the facts were different.
    Raises: Denied, Invalid, AlreadyOther.
    """
    return _change(
        actor, "correct", Can.EDIT, [(one.organisation_id, dict(one.changes)) for one in edits], document, now
    )


Changes = list[tuple[int, dict[str, Any]]]
PAST = {
    "rename": "organisations.unit_renamed",
    "move": "organisations.units_moved",
    "correct": "organisations.units_corrected",
}


def _change(actor: Actor, kind: str, needs: str, asked: Changes, document: Document, now: datetime) -> Decision:
    for organisation_id, _changes in asked:
        actor.must(needs, at=organisation_id)
    only_one()
    if earlier := done_before(document, kind):
        return earlier
    on = document.effective_on
    faults = [*faults_of(document, kind, now=now)]
    if not asked:
        faults.append(Fault(_("Đơn vị"), "", _("Hãy chọn ít nhất một đơn vị.")))
    for organisation_id, changes in asked:
        faults += life_faults(organisation_id, on, place=_("Ngày có hiệu lực")) or _new_faults(
            organisation_id, changes, on
        )
    faults += area_faults([changes.get("area_code", "") for _id, changes in asked], on)
    if faults:
        raise Invalid(faults)
    decision = decide(actor, kind, document, now=now)
    ledger = Ledger(decision)
    for organisation_id, changes in asked:
        ledger.change(organisation_id, on, changes)
    if faults := cycle_faults([organisation_id for organisation_id, _changes in asked], on):
        raise Invalid(faults)
    units = [organisation_id for organisation_id, _changes in asked]
    fields = sorted({name for _id, changes in asked for name in changes})
    record(actor, PAST[kind], decision, units=units, fields=fields, number=decision.number, since=on.isoformat())
    return decision


def _new_faults(organisation_id: int, changes: dict[str, Any], on: date) -> list[Fault]:
    before = Facts.of(versions_from(organisation_id, on)[0])
    after = clean(before.changed(changes))
    changes.update({name: getattr(after, name) for name in changes})
    if after == before:
        return [
            Fault(_("Đơn vị"), before.name, _("Không có gì thay đổi so với hiện nay. Hãy kiểm tra lại giá trị mới."))
        ]
    faults = facts_faults(after)
    return faults + (parent_faults(after, on) if after.parent_id != before.parent_id else [])


def cycle_faults(organisation_ids: Sequence[int], on: date) -> list[Fault]:
    """List the units that would stand above themselves on a day."""
    faults = []
    parents = dict(queries.as_of(on).values_list("organisation_id", "parent_id"))
    for organisation_id in organisation_ids:
        above, seen = parents.get(organisation_id), set[int]()
        while above is not None and above not in seen:
            if above == organisation_id:
                text = _("Đơn vị này sẽ nằm dưới chính nó. Hãy chọn đơn vị quản lí không trực thuộc nó.")
                faults.append(Fault(_("Đơn vị quản lí"), queries.name_of(organisation_id, on), text))
                break
            seen.add(above)
            above = parents.get(above)
    return faults
