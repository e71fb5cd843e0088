"""When a school year teaches: as its entry in the catalogue says."""

from datetime import date

from khue.catalogues import queries as catalogues
from khue.core.clock import SchoolYear
from khue.core.errors import Missing
from khue.students.rules.attendance import LAST_TEACHING_DAY


def last_teaching_day(school_year: int) -> date:
    """Return the day by which teaching ends: `closes_before` of the catalogue; 31 May when it says nothing."""
    year = SchoolYear(school_year)
    try:
        said = catalogues.entry("school_years", year.label, year.first_day).extra.get("closes_before")
    except Missing:
        said = None
    return date.fromisoformat(said) if said else date(school_year + 1, *LAST_TEACHING_DAY)
