"""The records behind a figure, as far as the reader may see them, and the rule that counted each of them."""

from dataclasses import dataclass

from khue.core import counting
from khue.core.actor import Actor
from khue.core.indicators import Asked, Behind, Indicator
from khue.core.words import N_
from khue.indicators.queries.declared import by_measure, permission_of, rule_of
from khue.indicators.queries.readings import Reading
from khue.indicators.queries.values import units_seen

NOT_OPEN = N_("Số đo này đếm theo nhóm nên không có danh sách hồ sơ.")
NOT_SEEN = N_("Bạn chưa được giao quyền xem hồ sơ ở đây nên chỉ thấy số đếm và cách tính.")


@dataclass(frozen=True)
class Opened:
    """The records behind one measure of a unit: those seen, how many were counted, and by which rule."""

    rule: str
    records: list[Behind]
    counted: int
    why_none: str = ""


def may_open(actor: Actor, measure: str) -> bool:
    """Whether the actor may see the records that a measure counts."""
    origin = by_measure().get(measure)
    return origin is not None and origin.source.opens is not None and actor.can(permission_of(measure))


def open_figure(
    actor: Actor, indicator: Indicator, measure: str, unit: int, reading: Reading, kind: str = "", group: str = ""
) -> Opened:
    """Return the records behind the numerator or denominator of a figure. Raises: Denied."""
    units = units_seen(actor, reading.borders, unit)
    counted = reading.sums(actor, [measure], units, kind).get(measure, {}).get(group, 0)
    rule, origin = rule_of(measure), by_measure().get(measure)
    if rule is None or origin is None:
        return Opened("", [], counted, NOT_OPEN)
    if origin.source.opens is None:
        return Opened(rule.rule, [], counted, NOT_OPEN)
    if not may_open(actor, measure):
        return Opened(rule.rule, [], counted, NOT_SEEN)
    asked = Asked(reading.on, reading.school_year, sorted(units))
    keys = counting.keys(origin.source, measure.split(".", 1)[1], asked, kind, group)
    return Opened(rule.rule, origin.source.opens(actor, keys), counted)
