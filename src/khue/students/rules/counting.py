"""The yearly counts of the sector: on which days they are taken, and the limits they compare with. Pure."""

from dataclasses import dataclass
from datetime import date

from khue.core.words import N_


@dataclass(frozen=True)
class Moment:
    """A day of the school year on which the sector counts. years: how many after the year in which it starts."""

    code: str
    title: str
    month: int
    day: int
    years: int
    source: str

    def on(self, school_year: int) -> date:
        """Return the day in the school year that starts in `school_year`."""
        return date(school_year + self.years, self.month, self.day)


MOMENTS = (
    Moment("start", N_("Đầu năm học"), 9, 30, 0, "Circular 19/2017/TT-BGDĐT, statistics of the sector [check]"),
    Moment("middle", N_("Giữa năm học"), 12, 31, 0, "Circular 19/2017/TT-BGDĐT, statistics of the sector [check]"),
    Moment("end", N_("Cuối năm học"), 5, 31, 1, "Circular 19/2017/TT-BGDĐT, statistics of the sector [check]"),
)
MOMENT_BY_CODE = {moment.code: moment for moment in MOMENTS}

# Most pupils in a class. Source: charters of the levels: Circular 52/2020 (preschool), 28/2020 (primary),
# 32/2020/TT-BGDĐT (secondary); in force since the end of 2020.
MOST_IN_CLASS = (
    {"N1": 15, "N2": 20, "N3": 25, "M1": 25, "M2": 30, "M3": 35}
    | {str(grade): 35 for grade in range(1, 6)}
    | {str(grade): 45 for grade in range(6, 13)}
)

AGE_OF = {"N1": 0, "N2": 1, "N3": 2, "M1": 3, "M2": 4, "M3": 5} | {str(grade): grade + 5 for grade in range(1, 13)}
VERY_SMALL_PEOPLES = frozenset(
    {"48", "45", "51", "50", "46", "49", "39", "11", "44", "53", "52", "54", "43", "42", "47", "41"}
)  # Decree 57/2017/NĐ-CP: under 10,000 people


def age_in(school_year: int, born: date) -> int:
    """Return the age by which pupils are admitted: the calendar year of the start minus the year of birth.

    >>> age_in(2026, date(2020, 12, 31))
    6

    Source: Education Law 43/2019/QH14, Art. 28.
    """
    return school_year - born.year
