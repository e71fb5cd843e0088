"""Families of a commune: parents and their children of school age, brothers and sisters at different schools."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from khue.students.demo.names import BA_NA, CO, GIE_TRIENG, HRE_CODE, KINH, XO_DANG, Made, family_of, name_of

HIGHLAND_MIX = ((XO_DANG, 40), (BA_NA, 20), (GIE_TRIENG, 15), (KINH, 25))
HRE_MIX = ((HRE_CODE, 65), (CO, 10), (KINH, 25))
COAST_MIX = ((KINH, 98), (HRE_CODE, 2))
HRE_DISTRICTS = frozenset({"Huyện Ba Tơ", "Huyện Minh Long", "Huyện Sơn Hà", "Huyện Sơn Tây", "Huyện Trà Bồng"})
HIGHLAND_DISTRICTS = frozenset(
    {"Huyện Kon Plông", "Huyện Kon Rẫy", "Huyện Ngọc Hồi", "Huyện Sa Thầy", "Huyện Tu Mơ Rông", "Huyện Đắk Glei",
     "Huyện Đắk Hà", "Huyện Đắk Tô", "Huyện Ia H' Drai"}
)  # fmt: skip
CHILDREN = ((1, 35), (2, 50), (3, 15))
OCCUPATIONS = ("Nông dân", "Công nhân", "Buôn bán", "Ngư dân", "Giáo viên", "Lái xe", "Thợ xây", "Nội trợ", "Viên chức")
YOUNGEST, OLDEST = 2, 17  # ages in the calendar year in which the school year starts


@dataclass
class Child:
    """A child of school age. age: in the calendar year in which the school year starts."""

    name: Made
    sex: str
    birth: date
    age: int
    is_late: bool = False  # a grade below that of her age

    @property
    def grade_age(self) -> int:
        """Return the age of the grade she is in."""
        return self.age - self.is_late


@dataclass
class Parent:
    """A father or a mother."""

    kind: str
    name: Made
    sex: str
    birth: date
    phone: str
    occupation: str


@dataclass
class Family:
    """Parents with the children who go to school."""

    ethnicity: str
    is_poor: bool
    parents: list[Parent] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)


def mix_of(district: str) -> tuple[tuple[str, int], ...]:
    """Return which peoples live in a former district: the western ones of Quảng Ngãi, former Kon Tum, the coast."""
    return HRE_MIX if district in HRE_DISTRICTS else HIGHLAND_MIX if district in HIGHLAND_DISTRICTS else COAST_MIX


def families(chance: random.Random, district: str, pupils: int, year: int) -> Iterator[Family]:
    """Make families until they send that many children to school in the school year that starts in `year`."""
    mix = mix_of(district)
    codes, weights = [code for code, _ in mix], [weight for _, weight in mix]
    sent = 0
    while sent < pupils:
        ethnicity = chance.choices(codes, weights)[0]
        family = _family(chance, ethnicity, year, pupils - sent)
        sent += len(family.children)
        yield family


def _family(chance: random.Random, ethnicity: str, year: int, most: int) -> Family:
    made = Family(ethnicity, chance.random() < (0.06 if ethnicity == KINH else 0.3))
    surname = family_of(chance, ethnicity)
    count = min(most, chance.choices([number for number, _ in CHILDREN], [weight for _, weight in CHILDREN])[0])
    age = chance.randint(YOUNGEST, OLDEST)
    for _ in range(count):
        if not YOUNGEST <= age <= OLDEST:
            break
        sex = "male" if chance.random() < 0.52 else "female"
        birth = date(year - age, 1, 1) + timedelta(days=chance.randrange(365))
        is_late = age > 6 and chance.random() < (0.008 if ethnicity == KINH else 0.03)
        made.children.append(Child(name_of(chance, sex, birth.year, ethnicity, surname), sex, birth, age, is_late))
        age -= chance.randint(1, 5)
    eldest = made.children[0].birth.year
    for kind, sex, odds in (("father", "male", 0.96), ("mother", "female", 0.985)):
        if chance.random() < odds:
            made.parents.append(_parent(chance, kind, sex, eldest, ethnicity, surname))
    return made


def _parent(chance: random.Random, kind: str, sex: str, eldest: int, ethnicity: str, surname: str) -> Parent:
    birth = date(eldest - chance.randint(20, 36), 1, 1) + timedelta(days=chance.randrange(365))
    family = surname if kind == "father" else family_of(chance, ethnicity)
    name = name_of(chance, sex, birth.year, ethnicity, family)
    phone = f"01{chance.randrange(10**8):08d}"  # no telephone number of today begins with 01
    return Parent(kind, name, sex, birth, phone, chance.choice(OCCUPATIONS))
