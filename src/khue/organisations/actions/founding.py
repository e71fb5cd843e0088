"""New units: founded by a decision, or recorded as already working (a list, an import)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid
from khue.organisations import queries
from khue.organisations.actions.checks import area_faults, clean, code_faults, facts_faults, must_at, parent_faults
from khue.organisations.actions.documents import Document, decide, done_before, faults_of, only_one
from khue.organisations.actions.ledger import Ledger
from khue.organisations.models import Facts, Organisation
from khue.organisations.rules import CODE_LETTERS, Can


@dataclass(frozen=True)
class NewUnit:
    """A unit to be entered.

    code: its permanent key, made when empty. codes: outside list -> code. since: when not from the decision's day on.
    """

    facts: Facts
    code: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    since: date | None = None


@transaction.atomic
def found(
    actor: Actor, unit: NewUnit, document: Document, *, now: datetime, is_synthetic: bool = False
) -> Organisation:
    """Found a unit by a decision, from the day on which the decision takes effect.

    Raises: Denied, Invalid, AlreadyOther.
    """
    must_at(actor, Can.DECIDE, unit.facts.parent_id)
    only_one()
    if earlier := done_before(document, "found"):
        return Organisation.objects.get(versions__opened_by=earlier)
    unit = replace(unit, facts=clean(unit.facts))
    faults = [
        *faults_of(document, "found", now=now),
        *new_unit_faults([unit], document.effective_on),
        *area_faults([unit.facts.area_code], document.effective_on),
    ]
    if faults:
        raise Invalid(faults)
    decision = decide(actor, "found", document, now=now)
    made = enter(Ledger(decision), [unit], document.effective_on, is_synthetic=is_synthetic)[0]
    record(actor, "organisations.unit_founded", decision, unit=made.pk, code=made.code, number=decision.number)
    return made


@transaction.atomic
def register(
    actor: Actor,
    units: Sequence[NewUnit],
    document: Document,
    *,
    now: datetime,
    is_synthetic: bool = False,
    needs: str = Can.DECIDE,
) -> list[Organisation]:
    """Record units that are already working, known from a day on, when their founding papers are not at hand.

    needs: the permission to hold at every managing unit; imports ask for `Can.IMPORT`.
    Raises: Denied, Invalid, AlreadyOther.
    """
    for parent in {unit.facts.parent_id for unit in units}:
        must_at(actor, needs, parent)
    only_one()
    if earlier := done_before(document, "register"):
        return list(Organisation.objects.filter(versions__opened_by=earlier).order_by("pk"))
    units = [replace(unit, facts=clean(unit.facts)) for unit in units]
    faults = [*faults_of(document, "register", now=now), *new_unit_faults(units, document.effective_on)]
    if faults:
        raise Invalid(faults)
    decision = decide(actor, "register", document, now=now)
    made = enter(Ledger(decision), units, document.effective_on, is_synthetic=is_synthetic)
    record(actor, "organisations.units_registered", decision, count=len(made), first=made[0].pk if made else None)
    return made


def new_unit_faults(units: Sequence[NewUnit], on: date, *, leaving: frozenset[int] = frozenset()) -> list[Fault]:
    """List what is wrong with units to be entered on a day. leaving: units that end on that day, whose names go."""
    faults: list[Fault] = []
    for number, unit in enumerate(units, start=1):
        place = "" if len(units) == 1 else _("Đơn vị {number} «{name}»").format(number=number, name=unit.facts.name)
        faults += facts_faults(unit.facts, place=place)
    kinds_of_parents = {(unit.facts.parent_id, unit.facts.kind): unit.facts for unit in units}
    for facts in kinds_of_parents.values():
        faults += parent_faults(facts, on)
    faults += code_faults([unit.codes for unit in units], on)
    faults += _permanent_code_faults([unit.code for unit in units if unit.code])
    faults += _name_faults([unit.facts for unit in units], on, leaving)
    return faults


def _permanent_code_faults(codes: list[str]) -> list[Fault]:
    taken = {code for code, count in Counter(codes).items() if count > 1}
    taken |= set(Organisation.objects.filter(code__in=codes).values_list("code", flat=True))
    text = _("Mã đơn vị này đã có. Hãy bỏ trống để Khuê đặt mã, hoặc chọn mã khác.")
    return [Fault(_("Mã đơn vị"), code, text) for code in sorted(taken)]


def _name_faults(units: Sequence[Facts], on: date, leaving: frozenset[int]) -> list[Fault]:
    """A second unit of the same name, kind and area under the same managing unit is taken for a mistake."""
    wanted = Counter((facts.parent_id, facts.kind, facts.area_code, facts.area_name, facts.name) for facts in units)
    there = set(
        queries.as_of(on)
        .filter(name__in=[facts.name for facts in units])
        .exclude(organisation_id__in=leaving)
        .values_list("parent_id", "kind", "area_code", "area_name", "name")
    )
    text = _("Đã có đơn vị cùng tên, cùng loại ở nơi này. Nếu là đơn vị khác, hãy thêm phần phân biệt vào tên.")
    return [
        Fault(_("Tên đơn vị"), key[-1], text)
        for key, count in wanted.items()
        if key[-1] and (count > 1 or key in there)
    ]


def enter(ledger: Ledger, units: Sequence[NewUnit], on: date, *, is_synthetic: bool) -> list[Organisation]:
    """Write new units into the book, valid from a day on."""
    organisations = [
        Organisation(pk=pk, code=unit.code or f"{CODE_LETTERS[unit.facts.kind]}{pk:06d}", is_synthetic=is_synthetic)
        for pk, unit in zip(_numbers(len(units)), units, strict=True)
    ]
    Organisation.objects.bulk_create(organisations, batch_size=1000)
    pairs = list(zip(organisations, units, strict=True))
    ledger.open([ledger.version(made.pk, unit.facts, DateRange(unit.since or on, None)) for made, unit in pairs])
    ledger.open(
        [
            ledger.code(made.pk, *item, DateRange(unit.since or on, None))
            for made, unit in pairs
            for item in unit.codes.items()
        ]
    )
    return organisations


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('organisations_organisation', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]
