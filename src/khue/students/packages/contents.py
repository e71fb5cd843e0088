"""What stands in a package, as plain values that turn into JSON and back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

FORMAT = "khue.transfer/1"
DATA, PAPER, MANIFEST, SEAL, KEY = (
    "hoc-sinh.json",
    "giay-chuyen-truong.html",
    "manifest.json",
    "manifest.sig",
    "key.pem",
)


@dataclass(frozen=True)
class PackageStay:
    """A stay at a school, with the classes. Days are written 2026-09-01."""

    school: str
    since: str
    until: str
    entered: str
    classes: tuple[tuple[str, str, str, str], ...] = ()  # class, grade, school year, since


@dataclass(frozen=True)
class PackagePupil:
    """The pupil and what the receiving school has to know. identifiers: scheme -> value."""

    full_name: str
    birth_date: str
    sex: str
    ethnicity: str
    nationality: str
    birth_place: str
    home_address: str
    grade: str
    school_year: int
    on: str
    why: str
    giver: str
    giver_code: str
    taker: str
    chosen_subjects: tuple[str, ...] = ()
    identifiers: Mapping[str, str] = field(default_factory=dict)
    stays: tuple[PackageStay, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "PackagePupil":
        """Read the plain values. Raises: KeyError, TypeError, ValueError."""
        known = {name: told[name] for name in cls.__dataclass_fields__ if name in told}
        known["chosen_subjects"] = tuple(str(code) for code in known.get("chosen_subjects", ()))
        known["identifiers"] = {str(key): str(value) for key, value in dict(known.get("identifiers", {})).items()}
        known["stays"] = tuple(_stay(one) for one in known.get("stays", ()))
        made = cls(**known)
        date.fromisoformat(made.on)
        if made.birth_date:
            date.fromisoformat(made.birth_date)
        if not made.full_name or not made.giver:
            raise ValueError("name and school are needed")
        return made


def _stay(told: Mapping[str, Any]) -> PackageStay:
    classes = tuple((str(one[0]), str(one[1]), str(one[2]), str(one[3])) for one in told.get("classes", ()))
    texts = {name: str(told[name]) for name in ("school", "since", "until", "entered")}
    return PackageStay(**texts, classes=classes)
