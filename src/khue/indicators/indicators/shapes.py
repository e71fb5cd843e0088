"""The two shapes of indicators without records: waiting for records, and reported by people."""

from khue.core.indicators import Indicator

ABOVE, BELOW = "reported_numerator", "reported_denominator"


def waiting(
    name: str,
    title: str,
    means: str,
    waits_for: str,
    source: str,
    *,
    owner: str,
    direction: str = "up",
    unit: str = "%",
    every: str = "year",
) -> Indicator:
    """Declare a figure whose records do not exist yet; it has no data and says what it waits for."""
    return Indicator(
        f"indicators.{name}", title, unit, ABOVE, means, source,
        denominator=BELOW if unit == "%" else "", scale=100 if unit == "%" else 1, digits=1 if unit == "%" else 0,
        every=every, direction=direction, owner=owner, waits_for=waits_for,
    )  # fmt: skip


def reported(
    name: str,
    title: str,
    means: str,
    source: str,
    *,
    owner: str,
    direction: str = "up",
    unit: str = "%",
    every: str = "year",
) -> Indicator:
    """Declare a figure that only people can know; it is collected with evidence and checked by the level above."""
    return Indicator(
        f"indicators.{name}", title, unit, ABOVE, means, source,
        denominator=BELOW if unit == "%" else "", scale=100 if unit == "%" else 1, digits=1 if unit == "%" else 0,
        every=every, direction=direction, owner=owner, reported=True,
    )  # fmt: skip
