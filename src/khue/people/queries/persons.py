"""One person, and the little that lists show of many."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from khue.catalogues import queries as catalogues
from khue.catalogues.rules import TWO_LEVELS_SINCE
from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.people.models import Identifier, Person
from khue.people.rules import Birth, Can

LAST_DAY_OF_63 = TWO_LEVELS_SINCE - timedelta(days=1)  # provinces; their codes stand in personal numbers
CARD = (
    "id", "full_name", "birth_date", "birth_precision", "sex", "ethnicity", "custody_id", "photo", "is_synthetic",
    "merged_into_id", "restricted_on",
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """The little of a person that lists of other apps show."""

    id: int
    name: str
    birth: Birth
    sex: str
    ethnicity: str
    custody_id: int
    has_photo: bool
    is_synthetic: bool
    merged_into_id: int | None
    is_restricted: bool = False


def card_of(person: Person) -> Card:
    """Return the card of a row at hand."""
    return Card(
        person.pk,
        person.full_name,
        birth_of(person),
        person.sex,
        person.ethnicity,
        person.custody_id,
        bool(person.photo),
        person.is_synthetic,
        person.merged_into_id,
        person.restricted_on is not None,
    )


def birth_of(person: Person) -> Birth:
    """Return the date of birth with how exact it is."""
    return Birth(person.birth_date, person.birth_precision) if person.birth_date else Birth()


def cards(actor: Actor, ids: Iterable[int]) -> dict[int, Card]:
    """Return the cards of those among these persons whom the actor may see."""
    return {person.pk: card_of(person) for person in Person.objects.filter(pk__in=list(ids)).only(*CARD)}


def card(actor: Actor, person_id: int) -> Card:
    """Raises: Missing."""
    found = cards(actor, [person_id])
    if not found:
        raise Missing(what=f"hồ sơ {person_id}")
    return found[person_id]


def person(actor: Actor, person_id: int) -> Person:
    """Return the whole row, with its administrative units. Raises: Missing."""
    rows = Person.objects.select_related("birth_unit", "native_unit", "home_unit")
    rows = rows.defer("birth_unit__outline", "native_unit__outline", "home_unit__outline")
    found = rows.filter(pk=person_id).first()
    if found is None:
        raise Missing(what=f"hồ sơ {person_id}")
    return found


def usable(actor: Actor, custody_id: int, is_restricted: bool) -> bool:
    """Whether a record may be used: one whose processing is restricted, only by who must, where the law demands it."""
    return not is_restricted or actor.can(Can.SEE_RESTRICTED, at=custody_id)


def persons_at(actor: Actor, units: Iterable[int] | None = None, *, for_file: bool = False) -> QuerySet[Person]:
    """Return the persons of one's units, or of some of them, in the order of class lists.

    Those whose processing is restricted are seen by who must see them only, and go into no file.
    """
    places = actor.places(Can.SEE) if units is None else frozenset(units)
    rows = Person.objects.filter(merged_into=None)
    must = frozenset[int]() if for_file else actor.places(Can.SEE_RESTRICTED)
    if must is not None:
        rows = rows.filter(Q(restricted_on=None) | Q(custody_id__in=must)) if must else rows.filter(restricted_on=None)
    rows = rows if places is None else rows.filter(custody_id__in=places)
    return rows.order_by("name_key", "pk")


def identifiers(actor: Actor, person_id: int) -> list[Identifier]:
    """Return the identifiers of a person, the open ones first."""
    rows = Identifier.objects.filter(person_id=person_id)
    return sorted(rows, key=lambda row: (not row.period.upper_inf, row.scheme, row.pk))


def old_provinces() -> frozenset[str]:
    """Return the codes of the 63 provinces that stand in personal numbers; empty when the list was never loaded."""
    return frozenset(catalogues.provinces(LAST_DAY_OF_63).values_list("code", flat=True))


def number_place(code: str) -> str:
    """Return the province whose code stands in a personal number (three digits), by the name of its time."""
    found = catalogues.provinces(LAST_DAY_OF_63).filter(code=code[1:]).first()
    return found.name if found is not None and code[0] == "0" else ""
