"""A person is entered, and her facts are amended: with a journal of each, never over somebody else's change."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid, Missing, Refused
from khue.core.words import N_
from khue.people import queries
from khue.people.actions.checks import AMENDABLE, Facts, columns_of, fit_faults, label, list_faults, said
from khue.people.actions.identifiers import NewIdentifier, enter_identifiers, personal_number
from khue.people.actions.journal import ADDED, note_changes
from khue.people.actions.words import learn_words
from khue.people.models import Custody, Person
from khue.people.rules import Can, read_identifier, read_personal_number


@dataclass(frozen=True)
class Differing:
    """A fact to which two people gave different values: what is stored now, and what was asked for."""

    field: str
    label: str
    theirs: str
    yours: str


class StaleRecord(Refused):
    """Somebody else changed the record since it was opened."""

    text = N_(
        "Hồ sơ này vừa được người khác sửa ở {count} chỗ mà bạn cũng sửa. Hãy xem hai giá trị rồi chọn giá trị đúng."
    )

    def __init__(self, person_id: int, version: int, both: Sequence[Differing]) -> None:
        self.both = tuple(both)
        told = [asdict(one) for one in both]
        super().__init__(person=person_id, version=version, count=len(told), both=told)


class NothingChanged(Refused):
    """The record says already what was asked for."""

    text = N_("Không có gì thay đổi so với hồ sơ hiện nay. Hãy sửa ít nhất một ô rồi lưu.")


class TakenInto(Refused):
    """The row was merged into another, which is amended instead."""

    text = N_("Hồ sơ này đã được gộp vào hồ sơ {kept}. Hãy mở hồ sơ đó để sửa.")


@transaction.atomic
def add(
    actor: Actor,
    facts: Facts,
    *,
    custody: int,
    identifiers: Mapping[str, str] | None = None,
    is_synthetic: bool = False,
    batch_id: int | None = None,
    now: datetime | None = None,
) -> Person:
    """Enter a person whose record this organisation will hold.

    identifiers: scheme -> value.
    Raises: Denied, Invalid, IdentifierTaken.
    """
    actor.must(Can.EDIT, at=custody)
    moment, faults = now or timezone.now(), list[Fault]()
    columns = columns_of(facts.as_changes(), faults)
    given = _identifiers(identifiers or {}, faults)
    faults += list_faults(columns)
    person = Person(**columns, custody_id=custody, is_synthetic=is_synthetic, created_at=moment, changed_at=moment)
    number = next((one.value for one in given if one.scheme == "personal_number"), None)
    faults += fit_faults(read_personal_number(number) if number else None, person)
    if faults:
        raise Invalid(faults)
    person.save()
    Custody.objects.create(person=person, organisation_id=custody, period=DateTimeTZRange(moment, None))
    enter_identifiers(person, given, moment.date())
    note_changes(actor, person.pk, _about(person), {ADDED: (None, person.pk)}, batch_id=batch_id, at=moment)
    learn_words([person.full_name])
    record(actor, "people.person_added", person, at_unit=custody, schemes=sorted(one.scheme for one in given))
    return person


def _identifiers(identifiers: Mapping[str, str], faults: list[Fault]) -> list[NewIdentifier]:
    given = []
    for scheme, value in identifiers.items():
        try:
            given.append(NewIdentifier(scheme, read_identifier(scheme, value)))
        except Refused as error:
            faults.append(Fault(_("Mã định danh"), "…", said(error)))
    return given


@transaction.atomic
def amend(
    actor: Actor,
    person_id: int,
    changes: Mapping[str, Any],
    *,
    version: int,
    why: str = "",
    batch_id: int | None = None,
    now: datetime | None = None,
) -> Person:
    """Change facts of a person; each changed fact is one row of the journal.

    changes: names of `Facts` -> new values. version: of the row that the changes were made from.
    Raises: Missing, Denied, TakenInto, Invalid, StaleRecord, NothingChanged.
    """
    person = held(actor, person_id)
    faults = [Fault(name, "", _("Không có thông tin này trong hồ sơ.")) for name in changes if name not in AMENDABLE]
    columns = columns_of({name: value for name, value in changes.items() if name in AMENDABLE}, faults)
    new = {name: value for name, value in columns.items() if getattr(person, name) != value}
    faults += list_faults(new)
    before = _facts(person)
    for name, value in new.items():
        setattr(person, name, value)
    if {"birth_date", "sex", "died_on"} & set(new):
        faults += fit_faults(personal_number(person.pk), person)
    if faults:
        raise Invalid(faults)
    after = _facts(person)
    differing = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    if version != person.version and differing:
        raise StaleRecord(person.pk, person.version, [_both(name, *two) for name, two in differing.items()])
    if not differing:
        raise NothingChanged
    save_changed(actor, person, differing, why=why, batch_id=batch_id, now=now)
    if "full_name" in differing:
        learn_words([person.full_name])
    record(actor, "people.person_amended", person, fields=sorted(differing), version=person.version, batch=batch_id)
    return person


def held(actor: Actor, person_id: int) -> Person:
    """Return the row, locked, when the actor may change it. Raises: Missing, Denied, TakenInto."""
    person = Person.objects.select_for_update(of=("self",)).filter(pk=person_id).first()
    if person is None:
        raise Missing(what=f"hồ sơ {person_id}")
    actor.must(Can.EDIT, at=person.custody_id)
    if person.merged_into_id is not None:
        raise TakenInto(kept=person.merged_into_id)
    return person


def save_changed(
    actor: Actor,
    person: Person,
    differing: Mapping[str, tuple[Any, Any]],
    *,
    why: str = "",
    batch_id: int | None = None,
    now: datetime | None = None,
) -> None:
    """Save a changed row under its next version, with its journal."""
    person.version += 1
    person.changed_at = now or timezone.now()
    person.save()
    note_changes(actor, person.pk, _about(person), differing, why=why, batch_id=batch_id, at=person.changed_at)


def _facts(person: Person) -> dict[str, Any]:
    """Return the facts of a row as they are written in the journal: one a name of `Facts`."""
    return {name: str(queries.birth_of(person)) if name == "birth" else getattr(person, name) for name in AMENDABLE}


def _both(name: str, theirs: Any, yours: Any) -> Differing:
    return Differing(name, label(name), "" if theirs is None else str(theirs), "" if yours is None else str(yours))


def _about(person: Person) -> str:
    return f"people.Person:{person.pk}"
