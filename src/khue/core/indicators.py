"""An indicator: a figure declared once, computed from records, opened down to them. Data, never logic.

The app that owns the records computes its indicators (`queries`); pages, API, files and the reference read this.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from khue.core.words import N_


@dataclass(frozen=True)
class Indicator:
    """A figure (chỉ số): what is counted, over what, by which groups.

    numerator, denominator: names of measures of the owning app; without a denominator the figure is a count.
    Numerator and denominator are kept apart, so that roll-ups add up and no percentage is ever averaged.
    scale: what the quotient is multiplied by: 100 for a percentage, 1 for a mean. by: groups it may be split by.
    """

    code: str
    title: str
    unit: str
    numerator: str
    means: str  # in one sentence: what is counted
    source: str
    denominator: str = ""
    scale: int = 1
    digits: int = 0
    by: Sequence[str] = ()
    version: int = 1

    @property
    def is_share(self) -> bool:
        """Whether the figure is a quotient of two counts."""
        return bool(self.denominator)


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
    if not denominator:
        return Value(numerator, denominator, None)
    return Value(numerator, denominator, round(numerator * indicator.scale / denominator, indicator.digits))
