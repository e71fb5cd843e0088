"""What the page of a pupil shows: everything that this actor may see of it, as of a day, as known at an instant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.web.asking import names_of
from khue.people import queries as people
from khue.people.rules import Can as OfPeople
from khue.students.models import Assignment, Enrolment, HealthCheck, Placement, Recognition, Status
from khue.students.queries.classes import classes_taught
from khue.students.queries.enrolment import time_line
from khue.students.rules import STATUS_NEEDS, Can

Life = list[tuple[Enrolment, list[Placement]]]


@dataclass(frozen=True)
class Sees:
    """What the actor may see and do on a pupil's page, at the school of the stay that is shown."""

    whole: bool  # not only as a teacher of the class
    contacts: bool
    health: bool
    readings: bool
    number: bool
    edit: bool
    edit_person: bool
    edit_health: bool


NOTHING = Sees(
    whole=False, contacts=False, health=False, readings=False, number=False, edit=False, edit_person=False,
    edit_health=False,
)  # fmt: skip


@dataclass(frozen=True)
class PupilPage:
    """A pupil as of a day. person None: the record went on with the pupil, only the stay is left here."""

    person_id: int
    name: str
    birth_date: date | None
    person: Any
    life: Life
    stay: Enrolment
    place: Placement | None
    sees: Sees
    known: Mapping[str, Any]  # facts that were different at the instant asked for
    identifiers: Sequence[Any]
    relatives: Sequence[Any]
    statuses: Sequence[Status]
    checks: Sequence[HealthCheck]
    recognitions: Sequence[Recognition]
    changes: Sequence[Any]
    readings: Sequence[Any]
    accounts: Mapping[int, str]
    is_limited: bool = False  # to name and class: the use of the data is restricted, and this actor need not use it

    @property
    def is_here(self) -> bool:
        """Whether the record is held where the actor sees it."""
        return self.person is not None


def pupil_page(actor: Actor, person_id: int, on: date, known_at: datetime | None = None) -> PupilPage:
    """Return the page of a pupil.

    Raises: Missing, when nothing of the pupil may be seen here.
    """
    life = time_line(person_id)
    stay = _stay(actor, life, on)
    sees = _sees(actor, life, stay, on)
    person = next(iter(people.cards(actor, [person_id])), None) and people.person(actor, person_id)
    is_limited = False
    if person:
        is_limited = not people.usable(actor, person.custody_id, person.restricted_on is not None)
    if is_limited:
        sees = NOTHING
    changes = people.journal(actor, person_id) if person and sees.whole else []
    readings = people.readings(actor, person_id, limit=30) if person and sees.readings else []
    accounts = names_of([*(one.user_id for one in changes), *(one.user_id for one in readings)])
    places = [one for one in dict(life)[stay] if _holds(one, on)]
    return PupilPage(
        person_id=person_id,
        name=person.full_name if person else stay.kept_name,
        birth_date=person.birth_date if person else stay.kept_birth,
        person=person,
        life=_life(life, stay, sees, is_limited),
        stay=stay,
        place=places[0] if places else None,
        sees=sees,
        known=_as_known(changes, known_at),
        identifiers=people.identifiers(actor, person_id) if person and sees.whole else [],
        relatives=people.relatives(actor, [person_id])[person_id] if person and sees.contacts else [],
        statuses=[] if is_limited else statuses_of(actor, person_id),
        checks=checks_of(actor, person_id) if sees.health else [],
        recognitions=[] if is_limited else recognitions_of(actor, person_id),
        changes=[one for one in changes if sees.health or not _is_health(one)],
        readings=readings,
        accounts=accounts,
        is_limited=is_limited,
    )


def _life(life: Life, stay: Enrolment, sees: Sees, is_limited: bool) -> Life:
    """Return the stays that are told: all of them, those at this school, or none."""
    if sees.whole:
        return life
    return [] if is_limited else [(one, placed) for one, placed in life if one.school_id == stay.school_id]


def _stay(actor: Actor, life: Life, on: date) -> Enrolment:
    """Return the stay to show: the main one of the day, or else the latest, where the actor may see it."""
    taught = classes_taught(actor, on) if actor.can(Can.SEE_OWN_CLASSES) else set()
    seen = [
        stay
        for stay, places in life
        if actor.can(Can.SEE, at=stay.school_id) or any(one.class_group_id in taught for one in places)
    ]
    if not seen:
        raise Missing(what="học sinh này")
    return next((one for one in seen if _holds(one, on) and not one.is_secondary), seen[0])


def _sees(actor: Actor, life: Life, stay: Enrolment, on: date) -> Sees:
    school = stay.school_id
    whole = actor.can(Can.SEE, at=school)
    ids = [one.class_group_id for one in dict(life)[stay] if _holds(one, on)]
    homeroom = Assignment.objects.filter(
        class_group_id__in=ids, person_id=actor.person_id or 0, is_homeroom=True, period__contains=on
    )
    return Sees(
        whole=whole,
        contacts=whole or homeroom.exists(),
        health=actor.can(Can.SEE_HEALTH, at=school),
        readings=actor.can(OfPeople.SEE_READINGS, at=school),
        number=actor.can(OfPeople.SHOW_NUMBER, at=school),
        edit=actor.can(Can.EDIT, at=school),
        edit_person=actor.can(OfPeople.EDIT, at=school),
        edit_health=actor.can(Can.EDIT_HEALTH, at=school),
    )


def _holds(row: Any, on: date) -> bool:
    return bool(row.period.lower <= on and (row.period.upper is None or on < row.period.upper))


def _as_known(changes: Iterable[Any], known_at: datetime | None) -> dict[str, Any]:
    """Return the facts of the person that were different at the instant: what the later changes replaced."""
    if known_at is None:
        return {}
    known: dict[str, Any] = {}
    for one in changes:  # the latest first, so that the first change after the instant has the last word
        if one.at > known_at and one.about.startswith("people.Person"):
            known |= {field: old for field, (old, _new) in one.fields.items()}
    return known


def _is_health(entry: Any) -> bool:
    return bool(set(entry.fields) & {"special_need", "insurance", "health_check"})


def statuses_of(actor: Actor, person_id: int) -> list[Status]:
    """Return the statuses of a pupil that the actor may see, those that go on first, then the latest."""
    rows = Status.objects.filter(person_id=person_id).order_by("-period__endswith", "-period__startswith", "pk")
    seen = [row for row in rows if actor.can(STATUS_NEEDS[row.kind][0], at=row.school_id)]
    return sorted(seen, key=lambda row: row.period.upper is not None)


def checks_of(actor: Actor, person_id: int) -> list[HealthCheck]:
    """Return the health checks that the actor may see, the latest first."""
    rows = HealthCheck.objects.filter(person_id=person_id).order_by("-on")
    return [row for row in rows if actor.can(Can.SEE_HEALTH, at=row.school_id)]


def recognitions_of(actor: Actor, person_id: int) -> list[Recognition]:
    """Return awards and discipline of a pupil, the latest first; a teacher sees those of the own school."""
    rows = Recognition.objects.filter(person_id=person_id).order_by("-on", "-pk")
    needs = (Can.SEE, Can.SEE_OWN_CLASSES)
    return [row for row in rows if any(actor.can(one, at=row.school_id) for one in needs)]


def may_see(actor: Actor, person_id: int, on: date) -> Enrolment:
    """Return the stay through which the actor sees a pupil. Raises: Missing."""
    return _stay(actor, time_line(person_id), on)
