"""Decisions on units: what each changed, and the life of one unit told by its decisions."""

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from khue.core.errors import Missing
from khue.core.words import N_
from khue.organisations.models import Decision, Facts, OrganisationVersion, Succession
from khue.organisations.queries.tree import names
from khue.organisations.rules import KINDS, LEVELS, OWNERSHIPS

FIELDS = {
    "name": N_("Tên"),
    "short_name": N_("Tên viết tắt"),
    "kind": N_("Loại đơn vị"),
    "levels": N_("Cấp học"),
    "features": N_("Loại hình riêng"),
    "ownership": N_("Hình thức sở hữu"),
    "parent_id": N_("Đơn vị quản lí"),
    "area_code": N_("Mã đơn vị hành chính"),
    "area_name": N_("Địa bàn"),
    "address": N_("Địa chỉ"),
}


@dataclass(frozen=True)
class Difference:
    """One fact that became another."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """What a decision did to one unit."""

    organisation_id: int
    name: str
    fate: str  # founded, ended, back, gone, changed
    differences: tuple[Difference, ...]
    since: OrganisationVersion | None


@dataclass(frozen=True)
class Passage:
    """A share of one unit going on in another."""

    old_id: int
    old: str
    new_id: int
    new: str
    share: Fraction | None


@dataclass(frozen=True)
class Effect:
    """What a decision changed: unit by unit, and which went on in which."""

    lines: list[Line]
    passages: list[Passage]


@dataclass(frozen=True)
class Step:
    """One point in the life of a unit."""

    decision: Decision
    line: Line | None
    passages: list[Passage]
    is_undone: bool


def decisions() -> QuerySet[Decision]:
    """Return all decisions with the mark whether they were taken back."""
    undone = Decision.objects.filter(undoes=OuterRef("pk"))
    return Decision.objects.annotate(is_undone=Exists(undone)).select_related("undoes")


def decision(decision_id: int) -> Decision:
    """Return one decision.

    Raises: Missing.
    """
    found = decisions().filter(pk=decision_id).first()
    if found is None:
        raise Missing(what=_("quyết định"))
    return found


def effect(decision: Decision) -> Effect:
    """Return what a decision changed."""
    return _effects([decision])[decision.pk]


def timeline(organisation_id: int) -> list[Step]:
    """Return the life of a unit, the latest decision first, those taken back included."""
    versions = OrganisationVersion.objects.filter(organisation_id=organisation_id)
    edges = Succession.objects.filter(Q(old_id=organisation_id) | Q(new_id=organisation_id))
    touched: set[int] = set()
    for opened, closed in [
        *versions.values_list("opened_by_id", "closed_by_id"),
        *edges.values_list("opened_by_id", "closed_by_id"),
    ]:
        touched |= {opened, closed} - {None}
    rows = list(decisions().filter(pk__in=touched).order_by("-effective_on", "-recorded_at"))
    undone = {row.undoes_id for row in Decision.objects.filter(undoes__in=touched)}
    effects = _effects(rows, only=organisation_id)
    return [
        Step(row, next(iter(effects[row.pk].lines), None), effects[row.pk].passages, row.pk in undone) for row in rows
    ]


def _effects(rows: list[Decision], only: int | None = None) -> dict[int, Effect]:
    ids = [row.pk for row in rows]
    versions = OrganisationVersion.objects.filter(Q(opened_by__in=ids) | Q(closed_by__in=ids)).order_by("valid")
    edges = Succession.objects.filter(Q(opened_by__in=ids))
    if only:
        versions = versions.filter(organisation_id=only)
        edges = edges.filter(Q(old_id=only) | Q(new_id=only))
    changed, passed = list(versions), list(edges)
    called = names(
        {row.organisation_id for row in changed}
        | {row.parent_id for row in changed if row.parent_id}
        | {unit for edge in passed for unit in (edge.old_id, edge.new_id)}
    )
    return {
        row.pk: Effect(
            _lines(row, changed, called),
            [
                Passage(
                    edge.old_id,
                    called.get(edge.old_id, ""),
                    edge.new_id,
                    called.get(edge.new_id, ""),
                    Fraction(edge.part, edge.of) if edge.part and edge.of else None,
                )
                for edge in passed
                if edge.opened_by_id == row.pk
            ],
        )
        for row in rows
    }


def _lines(decision: Decision, changed: list[OrganisationVersion], called: dict[int, str]) -> list[Line]:
    before: dict[int, OrganisationVersion] = {}
    after: dict[int, OrganisationVersion] = {}
    for row in changed:
        if row.closed_by_id == decision.pk:
            before[row.organisation_id] = row
        if row.opened_by_id == decision.pk:
            after[row.organisation_id] = row
    touched = dict.fromkeys([*before, *after])
    lines = [_line(decision, unit, before.get(unit), after.get(unit), called) for unit in touched]
    return sorted(lines, key=lambda line: (line.fate != "ended", line.fate != "founded", line.name))


def _line(
    decision: Decision,
    unit: int,
    before: OrganisationVersion | None,
    after: OrganisationVersion | None,
    called: dict[int, str],
) -> Line:
    latest = after or before
    name = latest.name if latest else called.get(unit, "")
    if before is None:
        fate = "founded"
    elif after is None:
        fate = "gone" if decision.kind == "undo" else "ended"
    elif after.valid.upper and not before.valid.upper:
        fate = "ended"
    elif before.valid.upper and not after.valid.upper:
        fate = "back"
    else:
        fate = "changed"
    differences = _differences(before, after, called) if before and after and fate == "changed" else ()
    return Line(unit, name, fate, differences, after)


def _differences(
    before: OrganisationVersion, after: OrganisationVersion, called: dict[int, str]
) -> tuple[Difference, ...]:
    old, new = Facts.of(before), Facts.of(after)
    return tuple(
        Difference(_(label), _written(field, getattr(old, field), called), _written(field, getattr(new, field), called))
        for field, label in FIELDS.items()
        if getattr(old, field) != getattr(new, field)
    )


def _written(field: str, value: object, called: dict[int, str]) -> str:
    if field == "parent_id":
        return called.get(int(str(value)), "") if value else ""
    if field == "levels":
        return ", ".join(_(LEVELS[level]) for level in value)  # type: ignore[attr-defined]
    if field == "kind":
        return _(KINDS[str(value)])
    if field == "ownership" and value:
        return _(OWNERSHIPS[str(value)])
    return ", ".join(value) if isinstance(value, tuple) else str(value)
