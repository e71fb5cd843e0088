"""An indicator: a figure declared once, computed from records, opened down to them. Data, never logic.

The app that owns the records declares its indicators, their sources and measures (`indicators.py`, shown in its
manifest as `Figures`); `core.counting` counts them; pages, API, files and the reference of `indicators` read this.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from khue.core.words import N_

WHOLE = ""  # the group that is not split
PERIODS = {
    "day": N_("Mỗi ngày"),
    "month": N_("Mỗi tháng"),
    "quarter": N_("Mỗi quý"),
    "term": N_("Mỗi học kì"),
    "school_year": N_("Mỗi năm học"),
    "year": N_("Mỗi năm"),
}
DIRECTIONS = {"up": N_("Càng cao càng tốt"), "down": N_("Càng thấp càng tốt"), "": N_("Không có chiều tốt, xấu")}


@dataclass(frozen=True)
class Indicator:
    """A figure (chỉ số): what is counted, over what, by which groups.

    numerator, denominator: names of measures, "app.measure" or of the owning app; without a denominator it is a count.
    Numerator and denominator are kept apart, so that roll-ups add up and no percentage is ever averaged.
    scale, per: value = numerator * scale / (denominator * per): 100 for a percentage, 1 for a mean.
    exists: the measure that is zero where nothing was recorded yet, which is no data and never nought.
    hide_below: a figure over fewer than these is hidden from those who may not see the records.
    waits_for: which records do not exist yet. reported: only a person can know, so it is collected, not computed.
    owner: the room of the department that answers for it.
    """

    code: str
    title: str
    unit: str
    numerator: str
    means: str  # in one sentence: what is counted
    source: str
    denominator: str = ""
    scale: int = 1
    per: int = 1
    digits: int = 0
    by: Sequence[str] = ()
    version: int = 1
    every: str = "school_year"
    exists: str = ""
    hide_below: int = 0
    direction: str = ""
    owner: str = ""
    waits_for: str = ""
    reported: bool = False

    @property
    def is_share(self) -> bool:
        """Whether the figure is a quotient of two counts."""
        return bool(self.denominator)

    @property
    def app(self) -> str:
        """Return the app that owns the records."""
        return self.code.split(".")[0]

    @property
    def is_computed(self) -> bool:
        """Whether the figure is counted from records that exist."""
        return not (self.waits_for or self.reported)

    def full(self, measure: str) -> str:
        """Return the full name of a measure: "students.pupils".

        >>> Indicator("a.b", "", "", "girls", "", "").full("girls")
        'a.girls'
        """
        return measure if "." in measure or not measure else f"{self.app}.{measure}"

    @property
    def measures(self) -> tuple[str, ...]:
        """Return the full names of all measures it needs; the last tells whether there is data."""
        if not self.is_computed:
            return ()
        exists = self.exists or self.denominator or self.numerator
        return tuple(dict.fromkeys(self.full(one) for one in (self.numerator, self.denominator, exists) if one))

    @property
    def existing(self) -> str:
        """Return the full name of the measure that tells whether anything was recorded."""
        return self.full(self.exists or self.denominator or self.numerator)

    def formula(self) -> dict[str, Any]:
        """Return what decides a value, to be kept with what was computed by it."""
        return {
            "numerator": self.full(self.numerator), "denominator": self.full(self.denominator),
            "exists": self.existing if self.is_computed else "",
            "scale": self.scale, "per": self.per, "digits": self.digits, "version": self.version,
        }  # fmt: skip

    @property
    def digest(self) -> str:
        """Return the digest of the definition: another formula or meaning is another definition."""
        text = json.dumps({**self.formula(), "means": self.means, "by": list(self.by)}, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Value:
    """A figure of one group: its numerator and, for a quotient, its denominator; None: nothing to divide by."""

    numerator: int
    denominator: int | None
    value: float | None


NO_DATA = N_("chưa có dữ liệu")


def value_of(indicator: Indicator, numerator: int, denominator: int | None) -> Value:
    """Divide once, at the end.

    >>> share = Indicator("a.b", "", "%", "girls", "", "", denominator="pupils", scale=100, digits=1)
    >>> value_of(share, 1, 3).value
    33.3
    """
    if not indicator.is_share:
        return Value(numerator, None, numerator)
    return Value(
        numerator,
        denominator,
        divide(numerator, denominator or 0, indicator.scale, indicator.per, indicator.digits),
    )


def divide(numerator: int, denominator: int, scale: int, per: int, digits: int) -> float | None:
    """Return numerator * scale / (denominator * per), rounded half up; None when there is nothing to divide by.

    >>> divide(1, 8, 100, 1, 1), divide(-1, 8, 100, 1, 1), divide(1, 0, 100, 1, 1)
    (12.5, -12.5, None)
    >>> divide(5, 1000, 100, 1, 0), divide(45, 1000, 100, 1, 0)
    (1.0, 5.0)
    """
    if not denominator:
        return None
    above, below = abs(numerator * scale) * 10**digits, denominator * per
    whole = (2 * above + below) // (2 * below)
    quotient: float = (-whole if numerator < 0 else whole) / 10**digits
    return quotient


class Counted(NamedTuple):
    """A count of one unit's own records. kind, group: by what it is split and which part; both "" for the whole."""

    measure: str
    unit: int
    kind: str
    group: str
    n: int


@dataclass(frozen=True)
class Asked:
    """What to count: on which day of which school year.

    units: only of these; None is all. measures: only these, full names. kinds: only split by these; () is the whole.
    """

    on: date
    school_year: int
    units: Collection[int] | None = None
    measures: Collection[str] | None = None
    kinds: Collection[str] | None = None


@dataclass(frozen=True)
class Measure:
    """What is counted: the rows of a source that meet a condition, or the sum of an expression over them.

    rule: in words, why a row is counted.
    """

    rule: str
    where: str = "true"
    of: str = ""


@dataclass(frozen=True)
class Source:
    """Records that can be counted: SQL from FROM on, over `%(on)s` and `%(school_year)s`; it ends in a WHERE.

    unit: whose the record is. key: the number of the record, for the list behind a figure. groups: kind -> expression.
    joined: kind -> (join, expression) where a record stands in several groups; the join goes where `{join}` stands.
    watches: table -> column of the unit; a change there makes the live counts of the unit stale.
    opens: function (actor, keys) -> list of `Behind`.
    """

    sql: str
    unit: str
    key: str
    measures: Mapping[str, Measure]
    groups: Mapping[str, str] = field(default_factory=dict)
    joined: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    watches: Mapping[str, str] = field(default_factory=dict)
    opens: "Callable[[Any, Sequence[int]], list[Behind]] | None" = None


@dataclass(frozen=True)
class Behind:
    """A record behind a figure, as the reader may see it."""

    key: int
    title: str
    detail: str
    url: str
    unit: int


@dataclass(frozen=True)
class Figures:
    """What an app contributes to figures: its indicators, and the sources of its measures.

    permission: who holds it at a unit sees the records behind, so nothing is hidden from them.
    groups: kind -> title. names: kind -> function that names the groups of the kind.
    """

    indicators: Sequence[Indicator]
    sources: Sequence[Source] = ()
    permission: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, Callable[[], Mapping[str, str]]] = field(default_factory=dict)
