"""Counts pupils and classes on a day, by groups, and finds the pupils behind a count. Row security narrows both.

A pupil who has left is counted on the days when she was here: sex and people come from the register then.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from khue.core.indicators import Indicator, Value, value_of
from khue.students.rules.counting import AGE_OF, MOST_IN_CLASS, VERY_SMALL_PEOPLES


def _table_of(numbers: Mapping[str, int]) -> str:
    return "(VALUES " + ", ".join(f"('{code}', {number})" for code, number in numbers.items()) + ")"


SEATS = f"""
FROM students_placement seat
JOIN students_enrolment stay ON stay.id = seat.enrolment_id
JOIN students_classgroup room ON room.id = seat.class_group_id
JOIN {_table_of(AGE_OF)} AS right_age (grade, age) ON right_age.grade = seat.grade
LEFT JOIN people_person pupil ON pupil.id = seat.person_id
WHERE seat.period @> %(on)s::date AND seat.school_year = %(school_year)s AND NOT stay.is_secondary
  AND seat.school_id = ANY (%(schools)s)
"""
ROOMS = f"""
FROM students_classgroup room
JOIN {_table_of(MOST_IN_CLASS)} AS limits (grade, most) ON limits.grade = room.grades[1]
JOIN LATERAL (
    SELECT count(*) AS size FROM students_placement seat
    WHERE seat.class_group_id = room.id AND seat.period @> %(on)s::date
) seats ON seats.size > 0
WHERE room.school_year = %(school_year)s AND room.school_id = ANY (%(schools)s)
"""
STAYS = """
FROM students_enrolment stay
WHERE stay.school_id = ANY (%(schools)s) AND NOT stay.is_secondary
"""
SEX, PEOPLE = "coalesce(pupil.sex, stay.kept_sex)", "coalesce(pupil.ethnicity, stay.kept_ethnicity)"
BORN = "coalesce(pupil.birth_date, stay.kept_birth)"
AGE = f"(%(school_year)s - extract(year FROM {BORN})::int)"
SMALL = ", ".join(f"'{code}'" for code in sorted(VERY_SMALL_PEOPLES))
HELD = (
    "EXISTS (SELECT FROM students_status held WHERE held.person_id = seat.person_id"
    " AND held.period @> %(on)s::date AND held.kind = '{kind}')"
)
THIS_YEAR = "daterange(make_date(%(school_year)s, 9, 1), %(on)s::date, '[]')"


@dataclass(frozen=True)
class Measure:
    """What is counted: rows of a source that meet a condition."""

    source: str
    where: str = "true"


MEASURES = {
    "pupils": Measure(SEATS),
    "girls": Measure(SEATS, f"{SEX} = 'female'"),
    "minority": Measure(SEATS, f"{PEOPLE} NOT IN ('01', '')"),
    "very_small_peoples": Measure(SEATS, f"{PEOPLE} IN ({SMALL})"),
    "right_age": Measure(SEATS, f"{AGE} = right_age.age"),
    "over_age": Measure(SEATS, f"{AGE} > right_age.age"),
    "with_birth_date": Measure(SEATS, f"{BORN} IS NOT NULL"),
    "new": Measure(SEATS, "seat.how = 'new'"),
    "repeating": Measure(SEATS, "seat.how = 'repeat'"),
    "policy": Measure(SEATS, HELD.format(kind="policy_group")),
    "special_need": Measure(SEATS, HELD.format(kind="special_need")),
    "boarding": Measure(SEATS, HELD.format(kind="boarding")),
    "insured": Measure(SEATS, HELD.format(kind="insurance")),
    "classes": Measure(ROOMS),
    "classes_over_limit": Measure(ROOMS, "seats.size > limits.most"),
    "came_by_transfer": Measure(STAYS, f"stay.entered_how = 'transferred' AND {THIS_YEAR} @> lower(stay.period)"),
    "left_by_transfer": Measure(STAYS, f"stay.left_how = 'transferred' AND {THIS_YEAR} @> upper(stay.period)"),
    "dropped_out": Measure(STAYS, f"stay.left_how = 'dropped_out' AND {THIS_YEAR} @> upper(stay.period)"),
}
GROUPS = {  # how a source is split: group -> expression
    SEATS: {
        "school": "seat.school_id::text",
        "grade": "seat.grade",
        "sex": SEX,
        "ethnicity": PEOPLE,
        "age": f"{AGE}::text",
    },
    ROOMS: {"school": "room.school_id::text", "grade": "room.grades[1]"},
    STAYS: {"school": "stay.school_id::text"},
}
POLICY = "policy_group"
BY_POLICY = """
JOIN students_status status ON status.person_id = seat.person_id AND status.kind = 'policy_group'
    AND status.period @> %(on)s::date
"""


@dataclass(frozen=True)
class Asked:
    """Of which schools, in which school year, on which day."""

    schools: Sequence[int]
    school_year: int
    on: date

    def values(self) -> dict[str, Any]:
        return {"schools": list(self.schools), "school_year": self.school_year, "on": self.on}


def overview(indicators: Iterable[Indicator], asked: Asked) -> dict[str, Value]:
    """Return the figures of all the schools together, by code; one statement a source."""
    counts: dict[str, int] = {}
    with connection.cursor() as cursor:
        for source in GROUPS:
            names = [name for name, measure in MEASURES.items() if measure.source == source]
            columns = ", ".join(f"count(*) FILTER (WHERE {MEASURES[name].where})" for name in names)
            cursor.execute(f"SELECT {columns} {source}", asked.values())
            counts |= dict(zip(names, cursor.fetchone(), strict=True))
    return {one.code: value_of(one, counts[one.numerator], counts.get(one.denominator)) for one in indicators}


def figure(indicator: Indicator, asked: Asked) -> Value:
    """Return the figure of all the schools together."""
    return figures(indicator, asked, "")[""]


def figures(indicator: Indicator, asked: Asked, by: str) -> dict[str, Value]:
    """Return the figure of each group; an empty `by` makes one group named ""."""
    above = _counts(indicator.numerator, asked, by)
    below = _counts(indicator.denominator, asked, by) if indicator.is_share else {}
    keys = sorted({*above, *below}) if by else [""]
    return {
        key: value_of(indicator, above.get(key, 0), below.get(key, 0) if indicator.is_share else None) for key in keys
    }


def _counts(measure: str, asked: Asked, by: str) -> dict[str, int]:
    declared = MEASURES[measure]
    source, group = _split(declared, by)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {group}, count(*) {source} AND {declared.where} GROUP BY 1",
            asked.values(),
        )
        return {str(key or ""): count for key, count in cursor.fetchall()}


def _split(measure: Measure, by: str) -> tuple[str, str]:
    """Return the source and the expression of the group; a pupil stands in each policy group she belongs to."""
    if by == POLICY and measure.source == SEATS:
        return measure.source.replace("LEFT JOIN people_person", f"{BY_POLICY}LEFT JOIN people_person"), "status.code"
    return measure.source, GROUPS[measure.source].get(by, "''")


def splits(indicator: Indicator) -> list[str]:
    """Return the groups by which all measures of the indicator can be split."""
    measures = [MEASURES[name] for name in (indicator.numerator, indicator.denominator) if name]
    return [by for by in indicator.by if all(by in GROUPS[one.source] or by == POLICY for one in measures)]


def counted(measure: str, asked: Asked, by: str, group: str) -> list[int]:
    """Return the pupils who were counted in a group, as ids of people, at most 5,000; classes have none."""
    declared = MEASURES[measure]
    if declared.source == ROOMS:
        return []
    source, expression = _split(declared, by)
    person = "stay.person_id" if declared.source == STAYS else "seat.person_id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {person} {source} AND {declared.where} AND coalesce({expression}, '') = %(group)s LIMIT 5000",
            {**asked.values(), "group": group if by else ""},
        )
        return [row[0] for row in cursor.fetchall()]
