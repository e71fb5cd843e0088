"""Units end: merged into another, divided into several, or dissolved; others go on with what they had."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid
from khue.organisations import queries
from khue.organisations.actions.changing import cycle_faults
from khue.organisations.actions.checks import area_faults, clean, must_at
from khue.organisations.actions.documents import Document, decide, done_before, faults_of, only_one
from khue.organisations.actions.founding import NewUnit, enter, new_unit_faults
from khue.organisations.actions.ledger import Ledger, life_faults, versions_from
from khue.organisations.models import Decision
from khue.organisations.rules import Can, make_a_whole

Target = int | NewUnit


@dataclass(frozen=True)
class Heir:
    """One that takes over: a unit of today or a new one, with the share of the old unit; None while not known."""

    unit: Target
    share: Fraction | None = Fraction(1)


Plan = list[tuple[int, tuple[Heir, ...]]]


@transaction.atomic
def merge(
    actor: Actor,
    old_ids: Sequence[int],
    into: Target,
    document: Document,
    *,
    now: datetime,
    is_synthetic: bool = False,
) -> Decision:
    """Merge units into one that goes on (sáp nhập) or into a new one (hợp nhất). Units below them go along.

    Raises: Denied, Invalid, AlreadyOther.
    """
    plan: Plan = [(old_id, (Heir(into),)) for old_id in old_ids]
    return _reshape(actor, "merge", plan, {}, document, now, is_synthetic)


@transaction.atomic
def split(
    actor: Actor,
    old_id: int,
    heirs: Sequence[Heir],
    document: Document,
    *,
    now: datetime,
    children: Mapping[int, int] | None = None,
    is_synthetic: bool = False,
) -> Decision:
    """Divide a unit into several (chia, tách). When it goes on itself with a rest, it is one of the heirs.

    children: unit below the old one -> place in `heirs` (from 0) of the one it goes along with.
    Raises: Denied, Invalid, AlreadyOther.
    """
    return _reshape(actor, "split", [(old_id, tuple(heirs))], children or {}, document, now, is_synthetic)


@transaction.atomic
def dissolve(
    actor: Actor,
    endings: Mapping[int, Sequence[Heir]],
    document: Document,
    *,
    now: datetime,
    children: Mapping[int, int] | None = None,
) -> Decision:
    """Dissolve units; heirs, where named, take over their records by shares.

    endings: unit -> its heirs, maybe none. children: as for `split`.
    Raises: Denied, Invalid, AlreadyOther.
    """
    plan = [(old_id, tuple(heirs)) for old_id, heirs in endings.items()]
    return _reshape(actor, "dissolve", plan, children or {}, document, now, False)


PAST = {
    "merge": "organisations.units_merged",
    "split": "organisations.unit_split",
    "dissolve": "organisations.units_dissolved",
}


def _reshape(
    actor: Actor,
    kind: str,
    plan: Plan,
    children: Mapping[int, int],
    document: Document,
    now: datetime,
    is_synthetic: bool,
) -> Decision:
    for place in {old_id for old_id, _heirs in plan} | {_place(heir) for _old, heirs in plan for heir in heirs}:
        must_at(actor, Can.DECIDE, place)
    only_one()
    if earlier := done_before(document, kind):
        return earlier
    on = document.effective_on
    plan = [(old_id, tuple(replace(heir, unit=_cleaned(heir.unit)) for heir in heirs)) for old_id, heirs in plan]
    faults = [*faults_of(document, kind, now=now), *_plan_faults(kind, plan, children, on)]
    if faults:
        raise Invalid(faults)
    decision = decide(actor, kind, document, now=now)
    ledger = Ledger(decision)
    settled = _settle(ledger, plan, on, is_synthetic)
    for (old_id, heirs), ids in zip(plan, settled, strict=True):
        _end(ledger, old_id, list(zip(ids, heirs, strict=True)), children, on)
    old_ids, new_ids = [old_id for old_id, _heirs in plan], sorted({pk for ids in settled for pk in ids})
    if faults := cycle_faults([*old_ids, *new_ids], on):
        raise Invalid(faults)
    record(actor, PAST[kind], decision, old=old_ids, new=new_ids, number=decision.number, since=on.isoformat())
    return decision


def _place(heir: Heir) -> int | None:
    return heir.unit if isinstance(heir.unit, int) else heir.unit.facts.parent_id


def _cleaned(unit: Target) -> Target:
    return unit if isinstance(unit, int) else replace(unit, facts=clean(unit.facts))


def _settle(ledger: Ledger, plan: Plan, on: date, is_synthetic: bool) -> list[list[int]]:
    """Enter the new heirs, each once, and return the ids of the heirs of every old unit, in their order."""
    fresh = _fresh(plan)
    made = enter(ledger, fresh, on, is_synthetic=is_synthetic)
    return [
        [heir.unit if isinstance(heir.unit, int) else made[fresh.index(heir.unit)].pk for heir in heirs]
        for _old_id, heirs in plan
    ]


def _fresh(plan: Plan) -> list[NewUnit]:
    """Return the heirs that are new units; two that are equal are one."""
    fresh: list[NewUnit] = []
    for _old_id, heirs in plan:
        fresh += [heir.unit for heir in heirs if isinstance(heir.unit, NewUnit) and heir.unit not in fresh]
    return fresh


def _end(ledger: Ledger, old_id: int, heirs: list[tuple[int, Heir]], children: Mapping[int, int], on: date) -> None:
    goes_on = any(heir_id == old_id for heir_id, _heir in heirs)
    for child in queries.as_of(on).filter(parent_id=old_id).order_by("organisation_id"):
        heir_id = heirs[children.get(child.organisation_id, 0)][0]
        if heir_id not in (old_id, child.organisation_id):
            ledger.change(child.organisation_id, on, {"parent_id": heir_id})
    if not goes_on:
        ledger.end(old_id, on)
    ledger.open(
        [
            ledger.succession(
                old_id,
                heir_id,
                on,
                heir.share.numerator if heir.share else None,
                heir.share.denominator if heir.share else None,
            )
            for heir_id, heir in heirs
            if heir_id != old_id
        ]
    )


def _plan_faults(kind: str, plan: Plan, children: Mapping[int, int], on: date) -> list[Fault]:
    old_ids = [old_id for old_id, _heirs in plan]
    heirs = list(dict.fromkeys(heir.unit for _old, of_one in plan for heir in of_one if isinstance(heir.unit, int)))
    place = _("Đơn vị kế thừa")
    faults = _old_faults(plan, on)
    for heir_id in heirs:
        faults += life_faults(heir_id, on, place=place)
    if kind == "merge" and set(heirs) & set(old_ids):
        text = _("Một đơn vị không thể sáp nhập với chính nó. Hãy bỏ nó khỏi danh sách đơn vị bị sáp nhập.")
        faults.append(Fault(place, queries.name_of(heirs[0], on), text))
    if kind == "merge" and len(set(old_ids)) < 2 and not heirs:
        faults.append(Fault(_("Đơn vị bị sáp nhập"), "", _("Hợp nhất cần ít nhất hai đơn vị. Hãy chọn thêm đơn vị.")))
    if kind == "split" and plan and len(plan[0][1]) < 2:
        faults.append(Fault(place, "", _("Chia, tách cần ít nhất hai đơn vị kế thừa. Hãy thêm đơn vị.")))
    faults += [fault for _old, of_one in plan for fault in _share_faults(of_one)]
    fresh = _fresh(plan)
    faults += new_unit_faults(fresh, on, leaving=frozenset(old_ids))
    faults += area_faults([unit.facts.area_code for unit in fresh], on)
    return faults + _children_faults(plan, children, on)


def _share_faults(heirs: Sequence[Heir]) -> list[Fault]:
    if not heirs or make_a_whole([heir.share for heir in heirs]):
        return []
    shown = " + ".join(str(heir.share) if heir.share else "?" for heir in heirs)
    text = _("Các tỉ lệ phải cộng lại bằng 1. Hãy sửa tỉ lệ, hoặc bỏ trống tỉ lệ chưa biết.")
    return [Fault(_("Tỉ lệ kế thừa"), shown, text)]


def _old_faults(plan: Plan, on: date) -> list[Fault]:
    place = _("Đơn vị chấm dứt hoạt động")
    if not plan:
        return [Fault(place, "", _("Hãy chọn ít nhất một đơn vị."))]
    faults = [
        Fault(place, queries.name_of(old_id, on), _("Đơn vị này được chọn hai lần. Hãy bỏ bớt một lần."))
        for old_id, count in Counter(old_id for old_id, _heirs in plan).items()
        if count > 1
    ]
    for old_id, heirs in dict(plan).items():
        life = life_faults(old_id, on, place=place)
        goes_on = any(heir.unit == old_id for heir in heirs)
        faults += life or ([] if goes_on else _later_faults(old_id, on, place))
    return faults


def _later_faults(old_id: int, on: date, place: str) -> list[Fault]:
    """A unit that changed after the day on which it is to end: that change would be lost without a word."""
    later = [row for row in versions_from(old_id, on) if row.valid.lower and row.valid.lower > on]
    if not later:
        return []
    text = _("«{name}» còn thay đổi từ {day}, sau ngày có hiệu lực. Hãy huỷ bỏ quyết định đó trước.")
    day = f"{later[0].valid.lower:%d/%m/%Y}"
    return [Fault(place, day, text.format(name=later[0].name, day=day))]


def _children_faults(plan: Plan, children: Mapping[int, int], on: date) -> list[Fault]:
    """Units below an ending unit must go somewhere: with the one heir, or as `children` says."""
    heirs_of = dict(plan)
    below = queries.as_of(on).filter(parent_id__in=heirs_of).exclude(organisation_id__in=heirs_of).order_by("sort_key")
    lost = [
        row
        for row in below
        if children.get(row.organisation_id, 0 if len(heirs_of[row.parent_id or 0]) == 1 else -1)
        not in range(len(heirs_of[row.parent_id or 0]))
    ]
    if not lost:
        return []
    text = _("Còn {count} đơn vị trực thuộc chưa biết về đâu. Hãy chuyển chúng trước, hoặc chọn đơn vị nhận.")
    names = "; ".join(row.name for row in lost[:5]) + ("…" if len(lost) > 5 else "")
    return [Fault(_("Đơn vị trực thuộc"), names, text.format(count=len(lost)))]
