"""What students need to know of a school on a day: its name, its levels, who manages it, and whether it is open."""

from dataclasses import dataclass
from datetime import date

from khue.organisations import queries as organisations


@dataclass(frozen=True)
class School:
    """A school on a day. opens, closed: when it is not open on the day, the day from which it is, or is no more."""

    id: int
    name: str
    kind: str
    levels: tuple[str, ...]
    features: tuple[str, ...]
    parent_id: int | None
    area_code: str
    is_open: bool
    opens: date | None = None
    closed: date | None = None


def school(school_id: int, on: date) -> School:
    """Return a school as of a day; outside its life with its nearest facts.

    Raises: Missing.
    """
    version = organisations.as_of(on).filter(organisation_id=school_id).first()
    facts = version or organisations.card(school_id, on).nearest
    is_early = version is None and facts.valid.lower is not None and facts.valid.lower > on
    return School(
        school_id,
        facts.name,
        facts.kind,
        tuple(facts.levels),
        tuple(facts.features),
        facts.parent_id,
        facts.area_code,
        is_open=version is not None,
        opens=facts.valid.lower if is_early else None,
        closed=None if version is not None or is_early else facts.valid.upper,
    )


def heirs(school_id: int, on: date) -> list[str]:
    """Return the names of the units in which an ended school goes on."""
    found = organisations.successors(school_id, on)
    called = organisations.names(found, on)
    return [called.get(pk, f"#{pk}") for pk in found]
