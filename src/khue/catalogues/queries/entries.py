"""Code lists: their values as of a date, as known at an instant; school years; the days off."""

from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from khue.catalogues.models import Catalogue, Disagreement, Entry
from khue.core import clock
from khue.core.clock import DayOff, SchoolYear
from khue.core.errors import Missing
from khue.core.names import fold, nfc


def catalogues() -> QuerySet[Catalogue]:
    """Return the code lists with the number of values known today."""
    known = Q(entries__replaced_at=None)
    return Catalogue.objects.annotate(size=Count("entries", filter=known)).order_by("title")


def catalogue(code: str) -> Catalogue:
    """Raises: Missing."""
    found = Catalogue.objects.filter(code=nfc(code)).first()
    if found is None:
        raise Missing(what=f"danh mục {code}")
    return found


def entries(
    catalogue: str, on: date | None = None, *, known_at: datetime | None = None, text: str = ""
) -> QuerySet[Entry]:
    """Return the values of a code list that hold on the day, as known at the instant (now without it)."""
    rows = Entry.objects.filter(catalogue__code=catalogue, period__contains=on or clock.today())
    if known_at is None:
        rows = rows.filter(replaced_at=None)
    else:
        rows = rows.filter(recorded_at__lte=known_at).filter(Q(replaced_at=None) | Q(replaced_at__gt=known_at))
    return rows.filter(Q(folded__contains=fold(nfc(text))) | Q(code=nfc(text))) if text else rows


def entry(catalogue: str, code: str, on: date | None = None) -> Entry:
    """Raises: Missing."""
    found = entries(catalogue, on).filter(code=code).first()
    if found is None:
        raise Missing(what=f"mã {code} trong danh mục {catalogue}")
    return found


def labels(catalogue: str, on: date | None = None) -> dict[str, str]:
    """Return code -> name, for `code_of` of a sheet and for the choices of a form."""
    return dict(entries(catalogue, on).order_by("position", "code").values_list("code", "name"))


def school_years() -> list[SchoolYear]:
    """Return the school years of the catalogue, oldest first."""
    codes = Entry.objects.filter(catalogue__code="school_years", replaced_at=None).values_list("code", flat=True)
    return sorted(clock.school_year(code) for code in codes)


def calendar(year: int) -> list[DayOff]:
    """Return the days of a year that differ from their weekday."""
    return sorted(row for row in clock.days_off().values() if row.day.year == year)


def disagreements() -> QuerySet[Disagreement]:
    """Return what the official lists say differently, with the unit."""
    return Disagreement.objects.select_related("unit").order_by("unit__province_code", "unit__code")
