"""How targets are written."""

from typing import Any

from khue.core.web import formats
from khue.planning import rules
from khue.planning.models import Target


def aim_of(target: Target) -> str:
    """Write what a target asks for: "≥ 95 %", "90 – 100 %"."""
    unit = f" {target.unit}" if target.unit else ""
    low = formats.number(_plain(target.low))
    if target.high is not None:
        return f"{low} – {formats.number(_plain(target.high))}{unit}"
    return f"{rules.SIGNS[target.comparator]} {low}{unit}".strip()


def _plain(value: Any) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
