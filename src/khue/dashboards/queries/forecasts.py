"""Pupils by grade of past years, from published snapshots, and what is expected from them."""

from khue.dashboards.queries.kept import kept, rights_of
from khue.dashboards.queries.tiles import Looked, reading_at
from khue.dashboards.rules import Outlook, outlook_of
from khue.indicators import queries as figures

PUPILS = "students.pupils"


def outlook(looked: Looked) -> tuple[dict[int, dict[str, int]], Outlook]:
    """Return the pupils by grade of each school year known, and the forecast from them. Raises: Denied.

    Of each past school year the latest published snapshot counts; this year is counted today.
    """
    one = figures.find(PUPILS)
    mark = (looked.unit, looked.on, looked.pace.mark(one), rights_of(looked.actor))
    years: dict[int, dict[str, int]] = kept(("years", mark), lambda: _years(looked))
    return years, outlook_of(years)


def _years(looked: Looked) -> dict[int, dict[str, int]]:
    one = figures.find(PUPILS)
    latest = {
        held.school_year: held
        for held in figures.snapshots().filter(state="published", as_of__lt=looked.on).order_by("as_of")
    }
    readings = {year: figures.reading_of(held) for year, held in latest.items()}
    today = reading_at(looked.on, looked.borders)
    readings[today.school_year] = today
    found = {}
    for year, reading in sorted(readings.items()):
        if looked.unit not in reading.borders.above:
            continue
        grades = figures.by_groups(looked.actor, one, looked.unit, reading, "grade")
        known = {grade: int(figure.number) for grade, figure in grades.items() if figure.number is not None}
        numbered = {grade: n for grade, n in known.items() if grade.isdecimal() and 1 <= int(grade) <= 12}
        if numbered:
            found[year] = numbered
    return found
