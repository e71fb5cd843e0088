"""The date a page looks from: as of which day things were true, and as known at which instant."""

from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import gettext as _

from khue.core.errors import Fault, Invalid

ON = "tinh-den"
KNOWN = "biet-den"


@dataclass(frozen=True)
class AsOf:
    """What a page was asked to look from; `known_at` None means as known now."""

    on: date
    known_at: datetime | None
    is_now: bool

    @property
    def query(self) -> str:
        """Return the query string that carries the date over to another page; empty for today."""
        if self.is_now:
            return ""
        asked = {ON: self.on.isoformat()}
        if self.known_at:
            asked[KNOWN] = self.known_at.date().isoformat()
        return f"?{urlencode(asked)}"


def as_of(request: HttpRequest) -> AsOf:
    """Read the dates of a page from its address.

    Raises: Invalid, when a date cannot be read.
    """
    problems: list[Fault] = []
    on = _day(request, ON, _("Tính đến ngày"), problems)
    known = _day(request, KNOWN, _("Biết đến ngày"), problems)
    if problems:
        raise Invalid(problems)
    known_at = datetime.combine(known, time.max, get_current_timezone()) if known else None
    return AsOf(on or localdate(), known_at, is_now=on is None and known is None)


def _day(request: HttpRequest, name: str, label: str, problems: list[Fault]) -> date | None:
    raw = request.GET.get(name, "").strip()
    if not raw:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(raw, form).date()
        except ValueError:
            continue
    problems.append(Fault(label, raw, _("Hãy nhập một ngày có thật, dạng 31/12/2025.")))
    return None
