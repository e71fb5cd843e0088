"""Pairs that may be one person, side by side, and the merges that were made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from khue.catalogues import queries as catalogues
from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.web import formats
from khue.organisations import queries as organisations
from khue.people.models import Duplicate, Identifier, Merge, Person, Relation
from khue.people.rules import SCHEME_BY_CODE, Can
from khue.people.rules.likeness import RULES

UNITS = ("birth_unit", "native_unit", "home_unit")


@dataclass(frozen=True)
class Line:
    """One fact of the two rows. field: its name when one may choose between the two values, else empty."""

    title: str
    left: str
    right: str
    field: str = ""

    @property
    def differs(self) -> bool:
        """Whether the two rows say different things."""
        return self.left != self.right


@dataclass(frozen=True)
class Comparison:
    """A pair with everything one needs to decide."""

    pair: Duplicate
    lines: list[Line]
    reasons: list[tuple[str, int]]
    decider: str


def duplicates(actor: Actor, *, state: str = Duplicate.State.OPEN) -> QuerySet[Duplicate]:
    """Return the pairs that one's units decide, the surest first. Raises: Denied."""
    actor.must(Can.DECIDE_DUPLICATES)
    rows = Duplicate.objects.select_related("left", "right").filter(state=state)
    places = actor.places(Can.DECIDE_DUPLICATES)
    rows = rows if places is None else rows.filter(decider_id__in=places)
    return rows.order_by("-is_certain", "-score", "pk")


def waiting_duplicates(actor: Actor, on: date) -> tuple[int, int]:
    """Return how many pairs wait for one's decision, and how many of them were found since the day before."""
    fresh = Count("pk", filter=Q(found_on__gte=on - timedelta(days=1)))
    counted = duplicates(actor).order_by().aggregate(waiting=Count("pk"), fresh=fresh)
    return counted["waiting"], counted["fresh"]


def comparison(actor: Actor, duplicate_id: int) -> Comparison:
    """Return a pair side by side. Raises: Denied, Missing."""
    actor.must(Can.DECIDE_DUPLICATES)
    pair = Duplicate.objects.select_related("left", "right").filter(pk=duplicate_id).first()
    if pair is None:
        raise Missing(what=_("cặp hồ sơ {pair}").format(pair=duplicate_id))
    reasons = [(_(RULES[reason["rule"]]), reason["points"]) for reason in pair.reasons]
    decider = organisations.name_of(pair.decider_id)
    return Comparison(pair, _lines(pair.left, pair.right), reasons, decider)


def _lines(left: Person, right: Person) -> list[Line]:
    peoples = catalogues.labels("ethnic_groups")
    names = organisations.names([left.custody_id, right.custody_id])
    codes, kin = (_codes(left.pk), _codes(right.pk)), (_relatives(left.pk), _relatives(right.pk))

    def line(field: str, show: Callable[[Any], str] = str) -> Line:
        title = str(Person._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
        first, second = (show(value) if (value := getattr(one, field)) else "" for one in (left, right))
        return Line(title[0].upper() + title[1:], first, second, field)

    return [
        line("full_name"),
        line("birth_date", formats.day),
        Line(_("Giới tính"), _(left.get_sex_display()), _(right.get_sex_display()), "sex"),
        line("ethnicity", lambda code: peoples.get(code, code)),
        *[line(field, lambda unit: unit.name) for field in UNITS],
        line("home_address"),
        line("phone"),
        line("email"),
        Line(_("Đơn vị quản lí hồ sơ"), names[left.custody_id], names[right.custody_id], "custody"),
        Line(_("Mã định danh"), *codes),
        Line(_("Thân nhân"), *kin),
    ]


def _codes(person_id: int) -> str:
    rows = Identifier.objects.filter(person_id=person_id, period__upper_inf=True).order_by("scheme")
    return "; ".join(f"{_(SCHEME_BY_CODE[row.scheme].title)}: {row.shown}" for row in rows)


def _relatives(person_id: int) -> str:
    rows = Relation.objects.filter(person_id=person_id, period__upper_inf=True).order_by("kind")
    return "; ".join(
        f"{_(kind)}: {name}"
        for kind, name in ((row.get_kind_display(), row.relative.full_name) for row in rows.select_related("relative"))
    )


def merges(actor: Actor) -> QuerySet[Merge]:
    """Return the merges of one's units, the latest first. Raises: Denied."""
    actor.must(Can.DECIDE_DUPLICATES)
    rows = Merge.objects.select_related("kept", "gone")
    places = actor.places(Can.DECIDE_DUPLICATES)
    rows = rows if places is None else rows.filter(decider_id__in=places)
    return rows.order_by("-at", "-pk")
