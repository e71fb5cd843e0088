"""Who belongs to whom is recorded, amended and ended: guardians, how to reach them, what they may be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.clock import today
from khue.core.errors import Fault, Invalid, Missing, Refused
from khue.core.names import nfc
from khue.core.words import N_
from khue.people.actions.checks import Facts, label, said
from khue.people.actions.elsewhere import find_elsewhere
from khue.people.actions.journal import ADDED, note_changes
from khue.people.actions.persons import NothingChanged, add, held
from khue.people.models import Person, Relation
from khue.people.rules import RELATION_KINDS, TOLD, read_email, read_phone

READERS = {"phone": read_phone, "email": read_email}
LONGEST = {"occupation": 100, "note": 200}
AMENDABLE = (
    "kind", "is_guardian", "is_first_contact", "lives_together", "told", "phone", "email", "occupation", "note",
)  # fmt: skip


class AlreadyRelated(Refused):
    """The relation stands already."""

    text = N_("Quan hệ này đã được ghi. Hãy sửa quan hệ đang có thay vì ghi thêm.")


class OwnRelative(Refused):
    """Nobody is one's own relative."""

    text = N_("Một người không thể là người thân của chính mình. Hãy chọn người khác.")


class RelationEnded(Refused):
    """The relation is over."""

    text = N_("Quan hệ này đã kết thúc. Hãy ghi quan hệ mới nếu nó bắt đầu lại.")


@dataclass(frozen=True)
class Tie:
    """What stands on a relation. told: codes of `rules.TOLD`."""

    kind: str
    is_guardian: bool = False
    is_first_contact: bool = False
    lives_together: bool = True
    told: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    occupation: str = ""
    note: str = ""


@transaction.atomic
def relate(
    actor: Actor, person_id: int, relative_id: int, tie: Tie, *, since: date | None = None, batch_id: int | None = None
) -> Relation:
    """Record that somebody is a relative of a person, mostly of a child.

    Raises: Missing, Denied, TakenInto, OwnRelative, Invalid, AlreadyRelated.
    """
    person = held(actor, person_id)
    if person_id == relative_id:
        raise OwnRelative
    if not _is_known(person_id, relative_id):
        raise Missing(what=f"hồ sơ {relative_id}")
    return _store(actor, person, relative_id, tie, since, batch_id)


def _is_known(person_id: int, relative_id: int) -> bool:
    """Whether the actor sees the relative, or knows her already by a relation of this person."""
    if Person.objects.filter(pk=relative_id).exists():
        return True
    return Relation.objects.filter(person_id=person_id, relative_id=relative_id).exists()


@transaction.atomic
def relate_by_number(
    actor: Actor, person_id: int, scheme: str, value: str, tie: Tie, *, since: date | None = None
) -> Relation:
    """Record a relative whose record may be held elsewhere, named by an exact identifier; the search is logged.

    Raises: Missing, Denied, TakenInto, OwnRelative, Invalid, AlreadyRelated.
    """
    person = held(actor, person_id)
    found = find_elsewhere(actor, scheme, value, purpose=_("Ghi người thân của một học sinh"))
    if found is None:
        raise Missing(what=_("hồ sơ mang mã này"))
    if found.person_id == person_id:
        raise OwnRelative
    return _store(actor, person, found.person_id, tie, since, None)


@transaction.atomic
def add_relative(
    actor: Actor, person_id: int, facts: Facts, tie: Tie, *, identifiers: Mapping[str, str] | None = None
) -> Relation:
    """Enter a relative who is not known yet, held by the unit that holds the person, and relate the two.

    Raises: Missing, Denied, TakenInto, Invalid, IdentifierTaken.
    """
    person = held(actor, person_id)
    relative = add(actor, facts, custody=person.custody_id, identifiers=identifiers, is_synthetic=person.is_synthetic)
    return _store(actor, person, relative.pk, tie, None, None)


def _store(
    actor: Actor, person: Person, relative_id: int, tie: Tie, since: date | None, batch_id: int | None
) -> Relation:
    columns = _columns({name: getattr(tie, name) for name in AMENDABLE})
    row = Relation(person=person, relative_id=relative_id, period=DateRange(since or today(), None), **columns)
    if row.is_first_contact:
        _no_other_first(actor, person.pk)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AlreadyRelated from error
    note_changes(actor, person.pk, _about(row), {ADDED: (None, relative_id)}, batch_id=batch_id)
    record(actor, "people.relation_added", person, relation=row.pk, relative=relative_id, guardian=row.is_guardian)
    return row


@transaction.atomic
def amend_relation(
    actor: Actor, relation_id: int, changes: Mapping[str, Any], *, why: str = "", batch_id: int | None = None
) -> Relation:
    """Change what stands on a relation.

    Raises: Missing, Denied, RelationEnded, Invalid, NothingChanged, AlreadyRelated.
    """
    row = _open(actor, relation_id)
    columns = _columns(changes)
    differing = {name: (getattr(row, name), value) for name, value in columns.items() if getattr(row, name) != value}
    if not differing:
        raise NothingChanged
    for name, (_old, value) in differing.items():
        setattr(row, name, value)
    if differing.get("is_first_contact", (None, False))[1]:
        _no_other_first(actor, row.person_id, row.pk)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AlreadyRelated from error
    note_changes(actor, row.person_id, _about(row), differing, why=why, batch_id=batch_id)
    record(actor, "people.relation_amended", row.person, relation=row.pk, fields=sorted(differing))
    return row


@transaction.atomic
def unrelate(actor: Actor, relation_id: int, *, on: date | None = None, why: str = "") -> Relation:
    """End a relation from a day on: the relative may no longer act for the person, the history stays.

    Raises: Missing, Denied, RelationEnded.
    """
    row = _open(actor, relation_id)
    day = on or today()
    begun = row.period.lower
    row.period = DateRange(begun if begun is None or begun < day else None, day)
    row.save()
    note_changes(actor, row.person_id, _about(row), {"period": (None, day)}, why=why)
    record(actor, "people.relation_ended", row.person, relation=row.pk, on=day.isoformat())
    return row


def _open(actor: Actor, relation_id: int) -> Relation:
    row = Relation.objects.select_for_update(of=("self",)).filter(pk=relation_id).first()
    if row is None:
        raise Missing(what=f"quan hệ {relation_id}")
    held(actor, row.person_id)
    if row.period.upper is not None:
        raise RelationEnded
    return row


def _no_other_first(actor: Actor, person_id: int, relation_id: int = 0) -> None:
    """One is called first: whoever was, is so no longer."""
    others = Relation.objects.filter(person_id=person_id, is_first_contact=True, period__endswith=None)
    for other in others.exclude(pk=relation_id):
        other.is_first_contact = False
        other.save(update_fields=["is_first_contact"])
        note_changes(actor, person_id, _about(other), {"is_first_contact": (True, False)})


def _columns(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is asked for in its clean form. Raises: Invalid, with every problem."""
    columns: dict[str, Any] = {}
    faults = []
    for name, value in changes.items():
        title = label(name) if name in AMENDABLE else name
        try:
            columns[name] = _read(name, value)
        except Refused as error:
            faults.append(Fault(title, str(value)[:60], said(error)))
        except ValueError as error:
            faults.append(Fault(title, str(value)[:60], str(error)))
    if faults:
        raise Invalid(faults)
    return columns


def _read(name: str, value: Any) -> Any:
    """Raises: Refused; ValueError with a sentence for people."""
    if name not in AMENDABLE:
        raise ValueError(_("Không có thông tin này trong hồ sơ."))
    if name.startswith(("is_", "lives_")):
        return bool(value)
    if name == "told":
        if set(value) - set(TOLD):
            raise ValueError(_("Hãy chọn các nội dung trong danh sách."))
        return [code for code in TOLD if code in value]
    if name == "kind":
        if value not in RELATION_KINDS:
            raise ValueError(_("Hãy chọn một quan hệ trong danh sách."))
        return value
    if name in READERS:
        return READERS[name](str(value))
    text = nfc(str(value))
    if len(text) > LONGEST[name]:
        raise ValueError(_("Nội dung dài quá {most} kí tự. Hãy rút gọn.").format(most=LONGEST[name]))
    return text


def _about(row: Relation) -> str:
    return f"people.Relation:{row.pk}"
