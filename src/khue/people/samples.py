"""Sample people for tests and demo data; every one is marked synthetic."""

from dataclasses import dataclass
from datetime import date

from khue.core.actor import system_actor
from khue.people import actions
from khue.people.actions import Facts, Tie
from khue.people.models import Person
from khue.people.rules import Birth


@dataclass(frozen=True)
class Cast:
    """An and Bích, pupils of school A; their mother Mai, held by A; Cường, her son too, pupil of school B."""

    an: Person
    mai: Person
    bich: Person
    cuong: Person


def pupil(
    custody: int,
    name: str = "Nguyễn Văn An",
    birth: date = date(2010, 5, 3),
    sex: str = "male",
    number: str = "",
    **facts: object,
) -> Person:
    """Enter a pupil, as the system."""
    told = Facts(name, Birth(birth, "day"), sex, **facts)  # type: ignore[arg-type]
    identifiers = {"personal_number": number} if number else {}
    return actions.add(system_actor(), told, custody=custody, identifiers=identifiers, is_synthetic=True)


def guardian(child: Person, name: str = "Trần Thị Mai", kind: str = "mother", birth: date = date(1985, 3, 8)) -> Person:
    """Enter a guardian of the child, held by the same unit, as the system."""
    sex = {"father": "male", "mother": "female"}.get(kind, "")
    tie = Tie(kind, is_guardian=True, is_first_contact=True, told=("marks", "attendance"), phone="0905123456")
    facts = Facts(name, Birth(birth, "day"), sex, phone="0905123456")
    return actions.add_relative(system_actor(), child.pk, facts, tie).relative


def cast(school_a: int, school_b: int) -> Cast:
    """Enter the people of the tests; call it while acting as the system."""
    an = pupil(school_a, "Nguyễn Văn An", date(2010, 5, 3), "male", "079210001234")
    mai = guardian(an)
    bich = pupil(school_a, "Nguyễn Thị Bích", date(2011, 9, 12), "female", "077311004567")
    cuong = pupil(school_b, "Nguyễn Mạnh Cường", date(2012, 1, 20), "male")
    tie = Tie("mother", is_guardian=True, is_first_contact=True, phone="0905123456")
    for child in (bich, cuong):
        actions.relate(system_actor(), child.pk, mai.pk, tie)
    return Cast(an, mai, bich, cuong)
