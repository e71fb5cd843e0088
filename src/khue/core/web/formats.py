"""How numbers, dates and sizes are written for people, in the language of the page."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localtime
from django.utils.translation import get_language

NOTHING = "—"
SWAP = str.maketrans({",": ".", ".": ","})

Number = int | float | Decimal


def number(value: Number | None, digits: int | None = None) -> str:
    """Write a number: 1.234,5 in Vietnamese, 1,234.5 in English; without `digits` at most two decimals."""
    if value is None or value == "":
        return NOTHING
    if digits is None and not isinstance(value, int):
        text = f"{value:,.2f}".rstrip("0").rstrip(".")
    else:
        text = f"{value:,.{digits or 0}f}"
    text = text.replace("-", "−")
    return text if get_language() == "en" else text.translate(SWAP)


def percent(value: Number | None, digits: int = 1) -> str:
    """Write a share of one as a percentage: 0.123 -> 12,3%."""
    return NOTHING if value is None or value == "" else f"{number(value * 100, digits)}%"


def day(value: date | None) -> str:
    """Write a day as 31/12/2015."""
    if not value:
        return NOTHING
    if isinstance(value, datetime):
        value = localtime(value)
    return f"{value:%d/%m/%Y}"


def moment(value: datetime | None) -> str:
    """Write an instant in Vietnamese time, to the minute."""
    return f"{localtime(value):%d/%m/%Y %H:%M}" if value else NOTHING


def size(value: int | None) -> str:
    """Write a number of bytes in the largest fitting unit."""
    if value is None:
        return NOTHING
    amount, unit = float(value), "B"
    for larger in ("KB", "MB", "GB", "TB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    return f"{number(amount, 0 if unit == 'B' else 1)} {unit}"
