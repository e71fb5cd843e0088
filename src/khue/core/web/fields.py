"""What forms share when a person names a row: suggestions while typing, and one row or a clear refusal."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

SHOWN = 5  # codes named when a text means several rows

Row = TypeVar("Row")


def suggesting(address: str, suggestions: str, placeholder: str | Promise = "") -> dict[str, str | Promise]:
    """Return the attributes of an input whose suggestions come from an address into the datalist of that id."""
    return {
        "list": suggestions,
        "autocomplete": "off",
        "hx-get": address,
        "hx-trigger": "input changed delay:250ms",
        "hx-target": f"#{suggestions}",
        "placeholder": placeholder,
    }


def only(found: Sequence[Row], text: str, code: Callable[[Row], str]) -> Row:
    """Return the one row that a code or an exact name means. Raises: ValidationError, with the codes of several."""
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValidationError(
            _("Không có tên hoặc mã «{text}». Hãy chọn trong danh sách gợi ý.").format(text=text), code="unknown"
        )
    codes = ", ".join(code(row) for row in found[:SHOWN])
    raise ValidationError(
        _("«{text}» là tên của {count} nơi. Hãy ghi mã: {codes}.").format(text=text, count=len(found), codes=codes),
        code="several",
    )
