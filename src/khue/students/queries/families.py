"""What families see: one's children and oneself, each with school, class, attendance and who looked at the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.organisations import queries as organisations
from khue.people import queries as people
from khue.privacy import queries as privacy
from khue.students.models import Absence, Enrolment, HealthCheck, LeaveNote, Placement, Recognition, Status
from khue.students.queries.attendance import AttendanceSummary, absences, summaries
from khue.students.queries.enrolment import time_line
from khue.students.rules import STATUS_NEEDS, Can

HOMEROOM = "SELECT person_id, full_name FROM students_homeroom(%s)"
OF_AGE = 18


@dataclass(frozen=True)
class Member:
    """Somebody a citizen acts for, as of a day. is_self: the citizen; place None: not in a class today."""

    person_id: int
    name: str
    birth: date | None
    has_photo: bool
    is_self: bool
    stay: Enrolment | None
    place: Placement | None
    school: str
    address: str
    homeroom: str
    summary: AttendanceSummary | None
    leaves: list[LeaveNote]

    @property
    def is_pupil(self) -> bool:
        """Whether the person is or was a pupil of a school here."""
        return self.stay is not None


@dataclass(frozen=True)
class MemberPage:
    """Everything of a child, or the little more modest page of oneself."""

    member: Member
    may_ask_leave: bool
    life: list[tuple[Enrolment, list[Placement]]]
    statuses: Sequence[Status]
    checks: Sequence[HealthCheck]
    recognitions: Sequence[Recognition]
    relatives: Sequence[Any]
    absences: Sequence[Absence]
    uses: Sequence[Any]


def family(actor: Actor, on: date) -> list[Member]:
    """Return those a citizen acts for: pupils first, in the order of their birth, oneself last.

    Raises: Missing, for whoever does not act as a citizen.
    """
    _must_be_citizen(actor)
    return sorted(_members(actor, sorted(actor.own), on), key=lambda one: (one.is_self, one.birth or on, one.name))


def member_page(actor: Actor, person_id: int, on: date) -> MemberPage:
    """Return the page of a child, or of oneself: a pupil's own page leaves out health and the relatives' contacts.

    Raises: Missing.
    """
    _must_be_citizen(actor)
    if person_id not in actor.own:
        raise Missing(what=f"hồ sơ {person_id}")
    member = next(iter(_members(actor, [person_id], on)), None)
    if member is None:
        raise Missing(what=f"hồ sơ {person_id}")
    statuses = Status.objects.filter(person_id=person_id).order_by("kind", "-period__startswith", "pk")
    mine = member.is_self
    shown = [row for row in statuses if not (mine and STATUS_NEEDS[row.kind][0] == Can.SEE_HEALTH)]
    return MemberPage(
        member,
        may_ask_leave(actor, member, on),
        time_line(person_id),
        sorted(shown, key=lambda row: row.period.upper is not None),
        [] if mine else list(HealthCheck.objects.filter(person_id=person_id).order_by("-on")),
        list(Recognition.objects.filter(person_id=person_id).order_by("-on", "-pk")),
        [] if mine else people.relatives(actor, [person_id])[person_id],
        absences(person_id, on=on),
        privacy.uses(actor, [person_id]),
    )


def may_ask_leave(actor: Actor, member: Member, on: date) -> bool:
    """Whether the citizen excuses this pupil: a guardian the child, a pupil of age herself."""
    if member.stay is None or member.stay.period.upper is not None:
        return False
    return not member.is_self or _is_of_age(member.birth, on)


def _is_of_age(birth: date | None, on: date) -> bool:
    return birth is not None and (on.year - birth.year, on.month, on.day) >= (OF_AGE, birth.month, birth.day)


def member(actor: Actor, person_id: int, on: date) -> Member:
    """Return somebody a citizen acts for. Raises: Missing."""
    found = [one for one in _members(actor, [person_id], on) if person_id in actor.own]
    if not found:
        raise Missing(what=f"hồ sơ {person_id}")
    return found[0]


def leaves_of(actor: Actor, person_id: int, on: date) -> list[LeaveNote]:
    """Return the leave notes of a pupil whose days are not over, the next first."""
    rows = LeaveNote.objects.filter(person_id=person_id, last_day__gte=on, withdrawn_at=None)
    return list(rows.order_by("first_day", "pk"))


def _must_be_citizen(actor: Actor) -> None:
    if not actor.is_citizen:
        raise Missing(what="hồ sơ gia đình trong vai đang dùng")


def _members(actor: Actor, ids: list[int], on: date) -> list[Member]:
    cards = people.cards(actor, ids)
    stays: dict[int, Enrolment] = {}
    for stay in Enrolment.objects.filter(person_id__in=ids, is_secondary=False).order_by("period"):
        stays[stay.person_id] = stay
    seats = Placement.objects.filter(person_id__in=ids, period__contains=on).select_related("class_group", "enrolment")
    places = {row.person_id: row for row in seats if not row.enrolment.is_secondary}
    units = {
        row.organisation_id: row
        for row in organisations.as_of(on).filter(organisation_id__in={stay.school_id for stay in stays.values()})
    }
    names = organisations.names([stay.school_id for stay in stays.values()], on)
    teachers, sums = _homerooms(on), summaries(actor, ids, on=on)
    found = []
    for person, card in cards.items():
        own = stays.get(person)
        unit = units.get(own.school_id) if own else None
        found.append(
            Member(
                person_id=person,
                name=card.name,
                birth=card.birth.on,
                has_photo=card.has_photo,
                is_self=person == actor.person_id,
                stay=own,
                place=places.get(person),
                school=names.get(own.school_id, "") if own else "",
                address=unit.address if unit else "",
                homeroom=teachers.get(person, ""),
                summary=sums.get(person),
                leaves=leaves_of(actor, person, on),
            )
        )
    return found


def _homerooms(on: date) -> dict[int, str]:
    """Return person -> name of the homeroom teacher, for own persons; the teacher's own row is not seen by families."""
    with connection.cursor() as cursor:
        cursor.execute(HOMEROOM, [on])
        return dict(cursor.fetchall())
