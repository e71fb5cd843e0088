"""A table of figures pasted from a spreadsheet: a unit and a number on each line."""

import re
from decimal import Decimal, InvalidOperation

from khue.core.errors import Fault
from khue.core.words import N_

SEPARATOR = re.compile(r"\t|;|\s{2,}|,\s+|\s+(?=[\d.,\-−]+$)")
THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?")


def read_figures(text: str) -> tuple[dict[str, Decimal], list[Fault]]:
    """Read lines of "code, number"; a unit that comes twice is added up.

    >>> read_figures("44; 1.234,5\\n45\\t7")
    ({'44': Decimal('1234.5'), '45': Decimal('7')}, [])
    >>> [fault.place for fault in read_figures("44 x")[1]]
    ['dòng 1']

    Source: how numbers are written in Vietnam (point for thousands, comma for decimals); a plain point is a decimal.
    """
    figures: dict[str, Decimal] = {}
    faults = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        parts = [part for part in SEPARATOR.split(line.strip(), maxsplit=1) if part]
        value = _number(parts[1].strip()) if len(parts) == 2 else None
        if value is None:
            says = N_("Mỗi dòng gồm mã đơn vị và một số, cách nhau bằng dấu chấm phẩy hoặc phím Tab.")
            faults.append(Fault(f"dòng {number}", line.strip()[:60], says))
            continue
        code = parts[0].strip().upper()
        figures[code] = figures.get(code, Decimal(0)) + value
    return figures, faults


def _number(text: str) -> Decimal | None:
    plain = text.replace("−", "-").replace(" ", "")
    if THOUSANDS.fullmatch(plain):
        plain = plain.replace(".", "")
    try:
        value = Decimal(plain.replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
