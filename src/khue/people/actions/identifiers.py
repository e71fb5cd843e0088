"""Identifiers are given, ended, and shown in full: the secret ones sealed, each full display written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.clock import today
from khue.core.errors import Fault, Invalid, Missing, Refused
from khue.core.names import nfc
from khue.core.web import formats
from khue.core.words import N_
from khue.people.actions.checks import fit_faults, said
from khue.people.actions.journal import ADDED, note_changes
from khue.people.actions.readings import log_reading, log_readings
from khue.people.models import Identifier, Person
from khue.people.queries.matching import issuer_of
from khue.people.rules import SCHEME_BY_CODE, Can, PersonalNumber, masked, read_identifier, read_personal_number
from khue.people.secrets import blind, seal, unseal

SHORTEST_PURPOSE = 5  # letters
OWN_PURPOSE = "Người có dữ liệu hoặc người giám hộ xem"
COPY_PURPOSE = "Người có dữ liệu hoặc người giám hộ lấy bản sao"


class IdentifierTaken(Refused):
    """Another person has this identifier."""

    text = N_(
        "«{title}» này đã thuộc về một hồ sơ khác, có thể ở đơn vị khác. "
        "Hãy tra đúng mã ở trang «Tra ở đơn vị khác» để xin nhận hồ sơ, hoặc ghi mã là đang tranh chấp."
    )


class HasOneAlready(Refused):
    """The person has an identifier of this kind."""

    text = N_("Người này đang có «{title}». Hãy kết thúc mã cũ trước khi ghi mã mới.")


class AlreadyEnded(Refused):
    """The identifier is no longer in force."""

    text = N_("Mã này đã hết hiệu lực. Hãy tải lại trang để xem các mã hiện nay.")


class NoPurpose(Refused):
    """A full number is shown for a purpose only."""

    status = 422
    text = N_("Cần ghi mục đích xem số đầy đủ. Hãy ghi ngắn gọn việc đang làm, ví dụ «lập danh sách dự thi».")


@dataclass(frozen=True)
class NewIdentifier:
    """An identifier to be entered; the value is clean."""

    scheme: str
    value: str
    issuer: str = ""
    is_disputed: bool = False


def sealed_values(scheme: str, value: str, custody_id: int) -> tuple[str, bytes | None, bytes]:
    """Return what is stored of an identifier: how it is shown, its seal if its kind is secret, its blind index."""
    sealed = seal(scheme, value) if SCHEME_BY_CODE[scheme].is_secret else None
    return masked(scheme, value), sealed, blind(scheme, value, issuer_of(scheme, custody_id))


def sealed_row(person: Person, given: NewIdentifier, since: date | None) -> Identifier:
    """Return the row of an identifier, sealed if its kind is secret, not yet stored."""
    shown, sealed, index = sealed_values(given.scheme, given.value, person.custody_id)
    return Identifier(
        person=person,
        scheme=given.scheme,
        shown=shown,
        sealed=sealed,
        blind=index,
        issuer=given.issuer,
        period=DateRange(since, None),
        is_disputed=given.is_disputed,
    )


def enter_identifiers(person: Person, given: Iterable[NewIdentifier], since: date | None) -> list[Identifier]:
    """Store identifiers of a person. Raises: IdentifierTaken."""
    entered = []
    for one in given:
        row = sealed_row(person, one, since)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise IdentifierTaken(title=_(SCHEME_BY_CODE[one.scheme].title)) from error
        entered.append(row)
    return entered


@transaction.atomic
def give_identifier(
    actor: Actor,
    person_id: int,
    scheme: str,
    value: str,
    *,
    issuer: str = "",
    since: date | None = None,
    is_disputed: bool = False,
    batch_id: int | None = None,
) -> Identifier:
    """Enter an identifier of a person.

    Raises: Missing, Denied, Invalid, HasOneAlready, IdentifierTaken.
    """
    person = _editable(actor, person_id)
    clean = _clean(scheme, value)
    if scheme != "old_code" and Identifier.objects.filter(person=person, scheme=scheme, period__endswith=None).exists():
        raise HasOneAlready(title=_(SCHEME_BY_CODE[scheme].title))
    if scheme == "personal_number" and (faults := fit_faults(read_personal_number(clean), person)):
        raise Invalid(faults)
    start = _start(scheme, since)
    row = enter_identifiers(person, [NewIdentifier(scheme, clean, nfc(issuer)[:120], is_disputed)], start)[0]
    _note(actor, row, {ADDED: (None, row.shown)}, batch_id=batch_id)
    record(actor, "people.identifier_given", person, identifier=row.pk, scheme=scheme, is_disputed=is_disputed)
    return row


def _start(scheme: str, since: date | None) -> date:
    """Return from when the identifier holds: never before there were any of its kind. Raises: Invalid."""
    first = SCHEME_BY_CODE[scheme].valid_from or date.min
    if since is not None and since < first:
        text = _("Loại mã này chỉ có từ {day}. Hãy ghi ngày từ đó về sau, hoặc để trống.").format(
            day=formats.day(first)
        )
        raise Invalid([Fault(_("Có hiệu lực từ ngày"), formats.day(since), text)])
    return since or max(today(), first)


def _clean(scheme: str, value: str) -> str:
    """Raises: Invalid."""
    if scheme not in SCHEME_BY_CODE:
        raise Invalid([Fault(_("Loại mã"), scheme, _("Không có loại mã này. Hãy chọn trong danh sách."))])
    try:
        return read_identifier(scheme, value)
    except Refused as error:
        raise Invalid([Fault(_(SCHEME_BY_CODE[scheme].title), "…", said(error))]) from error


@transaction.atomic
def end_identifier(actor: Actor, identifier_id: int, *, on: date | None = None, why: str = "") -> Identifier:
    """End an identifier from a day on; it stays in the history.

    Raises: Missing, Denied, AlreadyEnded.
    """
    row = Identifier.objects.select_for_update().filter(pk=identifier_id).first()
    if row is None:
        raise Missing(what=f"mã định danh {identifier_id}")
    _editable(actor, row.person_id)
    if row.period.upper is not None:
        raise AlreadyEnded
    day = on or today()
    start = row.period.lower if row.period.lower is None or row.period.lower < day else None
    row.period = DateRange(start, day)
    row.save()
    _note(actor, row, {"period": (None, day)}, why=why)
    record(actor, "people.identifier_ended", row.person, identifier=row.pk, scheme=row.scheme, on=day.isoformat())
    return row


@transaction.atomic
def show_number(actor: Actor, person_id: int, purpose: str, *, scheme: str = "personal_number") -> str:
    """Return a secret identifier in full; who asked, and what for, is written down.

    Raises: Missing, Denied, NoPurpose.
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise Missing(what=f"hồ sơ {person_id}")
    actor.must(Can.SHOW_NUMBER, at=person.custody_id)
    if len(nfc(purpose)) < SHORTEST_PURPOSE:
        raise NoPurpose
    row = Identifier.objects.filter(person=person, scheme=scheme, period__endswith=None).first()
    if row is None or row.sealed is None:
        raise Missing(what=_("mã «{title}» của người này").format(title=_(SCHEME_BY_CODE[scheme].title)))
    log_reading(actor, person_id, f"people.{scheme}", purpose)
    record(actor, "people.number_shown", person, identifier=row.pk, scheme=scheme)
    return unseal(scheme, bytes(row.sealed))


@transaction.atomic
def show_own_number(actor: Actor, person_id: int, scheme: str) -> str:
    """Return a secret identifier of oneself or of a child in full; this reading is written down like any other.

    Raises: Missing.
    """
    row = _own_secrets(actor, person_id).filter(scheme=scheme).first()
    if row is None:
        raise Missing(what=_("loại mã này"))
    log_reading(actor, person_id, f"people.{scheme}", OWN_PURPOSE)
    record(actor, "people.number_shown", row.person, identifier=row.pk, scheme=scheme)
    return unseal(scheme, bytes(row.sealed or b""))


def _own_secrets(actor: Actor, person_id: int) -> QuerySet[Identifier]:
    """Raises: Missing."""
    if person_id not in actor.own:
        raise Missing(what=f"hồ sơ {person_id}")
    return Identifier.objects.filter(person_id=person_id, sealed__isnull=False, period__endswith=None)


def own_numbers(actor: Actor, person_id: int) -> dict[str, str]:
    """Return the secret identifiers of an own person in full, by title: what is held on somebody is hers to have.

    Raises: Missing.
    """
    rows = _own_secrets(actor, person_id)
    log_readings(actor, [person_id] if rows else [], "people.personal_number", COPY_PURPOSE)
    return {_(SCHEME_BY_CODE[row.scheme].title): unseal(row.scheme, bytes(row.sealed or b"")) for row in rows}


def personal_number(person_id: int) -> PersonalNumber | None:
    """Return the personal number of a person for a check; it is shown to nobody."""
    row = Identifier.objects.filter(person_id=person_id, scheme="personal_number", period__endswith=None).first()
    return PersonalNumber(unseal(row.scheme, bytes(row.sealed))) if row is not None and row.sealed else None


def _editable(actor: Actor, person_id: int) -> Person:
    """Raises: Missing, Denied."""
    person = Person.objects.select_for_update(of=("self",)).filter(pk=person_id).first()
    if person is None:
        raise Missing(what=f"hồ sơ {person_id}")
    actor.must(Can.EDIT, at=person.custody_id)
    return person


def _note(
    actor: Actor, row: Identifier, changes: dict[str, tuple[object, object]], why: str = "", batch_id: int | None = None
) -> None:
    note_changes(actor, row.person_id, f"people.Identifier:{row.pk}", changes, why=why, batch_id=batch_id)
