"""An administrative unit in a form: of any time, named with its upper units, suggested while typing."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from khue.catalogues import queries as catalogues
from khue.core.web.formats import day

_IN_BRACKETS = re.compile(r"\[(\d{1,18})\]\s*$")


def written(unit: Any) -> str:
    """Return how a unit stands in a field: with its upper units, until when it was, and its number."""
    if unit is None:
        return ""
    return _with_number(unit, catalogues.addresses([unit])[unit.pk])


def _with_number(unit: Any, address: str) -> str:
    until = f" ({_('đến {day}').format(day=day(unit.period.upper))})" if unit.period.upper else ""
    return f"{address}{until} [{unit.pk}]"


def suggestions(text: str, limit: int = 12) -> list[str]:
    """Return units whose name holds the text, as they stand in a field."""
    found = catalogues.find_units(text, limit=limit)
    addresses = catalogues.addresses(found)
    return [_with_number(unit, addresses[unit.pk]) for unit in found]


class UnitField(forms.CharField):
    """A unit of any time; gives its number, or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, required=False, **kwargs)
        self.widget.attrs |= {
            "list": "place-suggestions",
            "autocomplete": "off",
            "hx-get": "/van-phong/nguoi/goi-y-noi",
            "hx-trigger": "input changed delay:250ms",
            "hx-target": "#place-suggestions",
        }

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        if found := _IN_BRACKETS.search(text):
            return int(found[1])
        units = catalogues.find_units(text, limit=2)
        if len(units) == 1:
            return int(units[0].pk)
        raise ValidationError(_("Chưa rõ đơn vị hành chính nào. Hãy chọn một dòng trong danh sách gợi ý."))
