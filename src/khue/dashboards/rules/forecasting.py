"""How many pupils there will be: cohorts move up a grade each year, fewer or more of them. Pure.

A pupil of grade 3 is next year in grade 4, if nobody leaves, comes or repeats; the share that arrived in the years
before is the share that is expected. Who enters the first grade is not known without births, so the mean of the years
known is carried on, and said so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

YEARS_AHEAD = 5
FEWEST_YEARS = 3  # two moves from year to year: one alone is no range
GRADES = tuple(str(grade) for grade in range(1, 13))
Years = Mapping[int, Mapping[str, int]]  # school year -> grade -> pupils


@dataclass(frozen=True)
class Forecast:
    """Pupils of a grade in a coming year: what is expected, and between the fewest and most that past years make."""

    year: int
    grade: str
    low: int
    middle: int
    high: int


@dataclass(frozen=True)
class Outlook:
    """A forecast with its test: how far it would have been off for the last known year. error: per cent, or None."""

    rows: tuple[Forecast, ...]
    tested_year: int | None
    told: int | None
    was: int | None

    @property
    def error(self) -> float | None:
        """Return by how many per cent the forecast of a known year missed it."""
        if self.told is None or not self.was:
            return None
        return round((self.told - self.was) / self.was * 100, 1)


def moves(years: Years, grade: str) -> list[float]:
    """Return, for each pair of years, how many of a grade there were for each pupil one grade lower the year before.

    >>> moves({2024: {"1": 100}, 2025: {"1": 90, "2": 98}, 2026: {"2": 90}}, "2")
    [0.98, 1.0]

    Source: cohort survival, the ordinary way of school planning (UNESCO, Methods of projecting enrolment) [check].
    """
    before = str(int(grade) - 1)
    return [
        years[year][grade] / years[year - 1][before]
        for year in sorted(years)
        if year - 1 in years and years[year - 1].get(before) and years[year].get(grade) is not None
    ]


def forecast(years: Years, ahead: int = YEARS_AHEAD) -> tuple[Forecast, ...]:
    """Carry the last year on; nothing where there is not enough history.

    >>> steady = {2024: {"1": 100, "2": 100}, 2025: {"1": 100, "2": 90}, 2026: {"1": 100, "2": 100}}
    >>> [(row.year, row.low, row.middle, row.high) for row in forecast(steady, 1) if row.grade == "2"]
    [(2027, 90, 95, 100)]
    >>> forecast({2025: {"1": 100}, 2026: {"1": 100}})
    ()

    Source: as `moves`; the range is that of the shares of the years known.
    """
    known = _run(years)
    if len(known) < FEWEST_YEARS:
        return ()
    last = known[-1]
    taught = [grade for grade in GRADES if any(years[year].get(grade) for year in known)]
    shares = {grade: moves({year: years[year] for year in known}, grade) for grade in taught}
    entered = {
        grade: [float(years[year].get(grade, 0)) for year in known] for grade in taught if not shares[grade]
    }  # fmt: skip
    rows: list[Forecast] = []
    standing = {grade: (float(years[last].get(grade, 0)),) * 3 for grade in taught}
    for step in range(1, ahead + 1):
        standing = {grade: _next(grade, standing, shares, entered) for grade in taught}
        rows += [
            Forecast(last + step, grade, *(round(value) for value in standing[grade]))
            for grade in taught
        ]  # fmt: skip
    return tuple(rows)


def _next(
    grade: str,
    standing: Mapping[str, tuple[float, ...]],
    shares: Mapping[str, Sequence[float]],
    entered: Mapping[str, Sequence[float]],
) -> tuple[float, float, float]:
    if grade in entered:
        came = entered[grade]
        return min(came), mean(came), max(came)
    low, middle, high = standing[str(int(grade) - 1)]
    moved = shares[grade]
    return low * min(moved), middle * mean(moved), high * max(moved)


def _run(years: Years) -> list[int]:
    """Return the last years without a gap between them."""
    known = sorted(years)
    run = known[-1:]
    for year in reversed(known[:-1]):
        if run[0] - year != 1:
            break
        run.insert(0, year)
    return run


def outlook_of(years: Years) -> Outlook:
    """Return the forecast, with what the same rule would have told for the last year from the years before it.

    >>> grows = {year: {"1": 100, "2": 95} for year in range(2022, 2027)}
    >>> outlook = outlook_of(grows)
    >>> outlook.tested_year, outlook.told, outlook.was, outlook.error
    (2026, 195, 195, 0.0)

    Source: as `forecast`.
    """
    rows = forecast(years)
    known = _run(years)
    earlier = forecast({year: years[year] for year in known[:-1]}, 1) if known else ()
    if not rows or not earlier:
        return Outlook(rows, None, None, None)
    told = sum(row.middle for row in earlier)
    was = sum(years[known[-1]].get(row.grade, 0) for row in earlier)
    return Outlook(rows, known[-1], told, was)
