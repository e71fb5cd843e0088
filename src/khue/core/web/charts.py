"""Charts as data: one declaration draws the picture and writes the table beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import get_language

from khue.core.web.formats import NOTHING, Number, number

Kind = Literal["bar", "stacked", "line", "area", "pie", "hbar", "hbar-stacked"]


@dataclass(frozen=True)
class Series:
    """One row of values, one for each category; None where there is nothing to show."""

    name: str
    values: Sequence[Number | None]


@dataclass(frozen=True)
class Chart:
    """A picture with its table. marks: label -> index of the category to point at."""

    id: str
    title: str
    kind: Kind
    categories: Sequence[str]
    series: Sequence[Series]
    x: str = ""
    y: str = ""
    unit: str = ""
    digits: int | None = None
    note: str = ""
    marks: Mapping[str, int] = field(default_factory=dict)

    def drawing(self) -> dict[str, Any]:
        """Return what the browser needs to draw it."""
        return {
            "title": self.title,
            "kind": self.kind,
            "categories": list(self.categories),
            "series": [{"name": row.name, "values": [_plain(value) for value in row.values]} for row in self.series],
            "x": self.x,
            "y": self.y,
            "unit": self.unit,
            "digits": self.digits,
            "marks": [{"label": label, "at": at} for label, at in self.marks.items()],
            "language": get_language() or "vi",
        }

    def rows(self) -> list[tuple[str, list[str]]]:
        """Return the table: each category with the written values of every series."""
        return [
            (category, [self._written(row.values[place]) for row in self.series])
            for place, category in enumerate(self.categories)
        ]

    def _written(self, value: Number | None) -> str:
        if value is None:
            return NOTHING
        return number(value, self.digits) + (f" {self.unit}" if self.unit and self.unit != "%" else self.unit)


def _plain(value: Number | None) -> int | float | None:
    return value if value is None or isinstance(value, int) else float(value)
