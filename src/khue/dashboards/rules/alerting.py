"""When a figure must be told to somebody: four tests, and the period in which one is told once. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from khue.core.words import N_

KINDS = {
    "threshold": N_("Vượt ngưỡng"),
    "sudden": N_("Thay đổi đột ngột"),
    "missing": N_("Thiếu số liệu"),
    "peers": N_("Lệch so với đơn vị cùng loại"),
}
TESTS = {"below": N_("thấp hơn"), "above": N_("cao hơn")}
UNTOUCHED = timedelta(days=3)  # after which a warning that nobody took goes to the unit above
FEWEST_PEERS = 5
SPREAD = 1.4826  # turns the median deviation into a standard one for ordinary spreads


@dataclass(frozen=True)
class Trigger:
    """What a rule asks of a figure. limit: the threshold, the percentage of change, or how many spreads away."""

    kind: str
    side: str
    limit: float


def threatens(test: Trigger, value: float | None, before: float | None) -> bool:
    """Say whether a figure of one unit must be told; `peers` is answered by `outliers`.

    value: None where there is no data, before: the last published value.

    >>> threatens(Trigger("threshold", "below", 95), 94.9, None), threatens(Trigger("threshold", "above", 45), 45, None)
    (True, False)
    >>> threatens(Trigger("sudden", "below", 20), 70, 100), threatens(Trigger("sudden", "above", 20), 70, 100)
    (True, False)
    >>> threatens(Trigger("missing", "below", 0), None, None), threatens(Trigger("threshold", "below", 95), None, 99)
    (True, False)

    Source: the brief of the operations centre (threshold, sudden change, missing report, out of line with peers).
    """
    if test.kind == "missing":
        return value is None
    if value is None:
        return False
    if test.kind == "threshold":
        return value < test.limit if test.side == "below" else value > test.limit
    if test.kind == "sudden" and before:
        moved = (value - before) / abs(before) * 100
        return moved <= -test.limit if test.side == "below" else moved >= test.limit
    return False


def outliers(values: Mapping[int, float], test: Trigger) -> frozenset[int]:
    """Return the units that stand out of line with their peers: too many spreads from the median.

    >>> sorted(outliers({1: 10, 2: 11, 3: 9, 4: 10, 5: 11, 6: 40}, Trigger("peers", "above", 4)))
    [6]
    >>> sorted(outliers({1: 10, 2: 11}, Trigger("peers", "above", 4)))
    []

    Source: median and median deviation, which one far value cannot move; fewer than five peers are no peers.
    """
    if len(values) < FEWEST_PEERS:
        return frozenset()
    middle = median(values.values())
    spread = median(abs(value - middle) for value in values.values()) * SPREAD
    return frozenset(unit for unit, value in values.items() if far_from(value, middle, spread, test))


def far_from(value: float, middle: float, spread: float, test: Trigger) -> bool:
    """Say whether a value lies further from the middle than the rule allows; without any spread nothing does.

    >>> far_from(5, 10, 1, Trigger("peers", "below", 4)), far_from(5, 10, 0, Trigger("peers", "below", 4))
    (True, False)

    Source: as `outliers`.
    """
    if not spread:
        return False
    away = (value - middle) / spread
    return away < -test.limit if test.side == "below" else away > test.limit


def period_of(every: str, on: date) -> date:
    """Return the first day of the period in which one warning of a rule and unit is enough.

    >>> period_of("month", date(2026, 11, 21)), period_of("school_year", date(2026, 11, 21))
    (datetime.date(2026, 11, 1), datetime.date(2026, 9, 1))
    >>> period_of("quarter", date(2026, 11, 21)), period_of("day", date(2026, 11, 21))
    (datetime.date(2026, 10, 1), datetime.date(2026, 11, 21))

    Source: the period that is declared with each indicator; a term is told as its school year.
    """
    if every == "day":
        return on
    if every == "month":
        return on.replace(day=1)
    if every == "quarter":
        return date(on.year, on.month - (on.month - 1) % 3, 1)
    if every == "year":
        return date(on.year, 1, 1)
    return date(on.year if on.month >= 9 else on.year - 1, 9, 1)
