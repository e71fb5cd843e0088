"""What stands in a package, as plain values that turn into JSON and back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

FORMAT = "khue.transfer/2"  # what is written; 2 added statuses, awards and discipline
READ = ("khue.transfer/1", FORMAT)  # what is read
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
class PackageStatus:
    """A policy group, boarding, special need or insurance card that holds; until "" while it has no end."""

    kind: str
    code: str
    since: str
    until: str = ""
    document: str = ""
    note: str = ""


@dataclass(frozen=True)
class PackageRecognition:
    """An award, or a disciplinary measure that was not lifted."""

    kind: str
    title: str
    level: str
    on: str
    decision: str = ""


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
    statuses: tuple[PackageStatus, ...] = ()
    recognitions: tuple[PackageRecognition, ...] = ()

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
        known["statuses"] = tuple(_status(one) for one in known.get("statuses", ()))
        known["recognitions"] = tuple(_recognition(one) for one in known.get("recognitions", ()))
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


def _status(told: Mapping[str, Any]) -> PackageStatus:
    made = PackageStatus(**_texts(PackageStatus, told))
    date.fromisoformat(made.since)
    if made.until:
        date.fromisoformat(made.until)
    return made


def _recognition(told: Mapping[str, Any]) -> PackageRecognition:
    made = PackageRecognition(**_texts(PackageRecognition, told))
    date.fromisoformat(made.on)
    return made


def _texts(kind: type, told: Mapping[str, Any]) -> dict[str, str]:
    """Return the known fields of one thing as texts; what a later format adds is left aside."""
    return {name: str(told[name]) for name in kind.__dataclass_fields__ if name in told}  # type: ignore[attr-defined]
