"""Where the made-up pupils go: the schools of each commune, by the grades they teach."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from khue.catalogues import queries as catalogues
from khue.organisations import queries as organisations
from khue.organisations.samples import former_districts

GRADES = {
    "nursery": ("N3",),
    "kindergarten": ("M1", "M2", "M3"),
    "primary": ("1", "2", "3", "4", "5"),
    "lower_secondary": ("6", "7", "8", "9"),
    "upper_secondary": ("10", "11", "12"),
}
GRADE_AT = {2: "N3", 3: "M1", 4: "M2", 5: "M3"} | {age: str(age - 5) for age in range(6, 18)}  # by age


@dataclass
class School:
    """A school of the demo province: its unit, its commune's unit row, the grades it teaches."""

    pk: int
    commune: str
    unit_id: int
    district: str
    grades: tuple[str, ...]
    is_boarding: bool = False


@dataclass
class Places:
    """The schools of the province, found by commune and grade."""

    schools: list[School]
    here: dict[tuple[str, str], list[School]] = field(default_factory=lambda: defaultdict(list))
    anywhere: dict[str, list[School]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for school in self.schools:
            for grade in school.grades:
                self.here[school.commune, grade].append(school)
                self.anywhere[grade].append(school)

    def school_for(self, commune: str, grade: str, draw: int) -> School | None:
        """Return the school of the commune that teaches the grade, or else one elsewhere."""
        near = self.here.get((commune, grade)) or self.anywhere.get(grade)
        return near[draw % len(near)] if near else None


def places_of(schools: Sequence[int]) -> Places:
    """Read the schools as they are today."""
    units = {unit.code: unit.pk for unit in catalogues.communes_of("51")}
    districts = {row["commune"]: row["district_name"] for row in former_districts()}
    found = [
        School(
            row.organisation_id,
            row.area_code,
            units[row.area_code],
            districts.get(row.area_code, ""),
            tuple(grade for level, grades in GRADES.items() if level in row.levels for grade in grades),
            "ethnic_boarding" in row.features,
        )
        for row in organisations.as_of().filter(organisation_id__in=schools, kind="school").order_by("organisation_id")
        if row.area_code in units
    ]
    return Places([school for school in found if school.grades])
