"""A signed package for a school outside Khuê, and the pupil who comes with one."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.clock import SchoolYear, day_of, school_year_of
from khue.core.errors import Fault, Missing
from khue.organisations import queries as organisations
from khue.people import actions as people
from khue.people import queries as persons
from khue.people.rules import Birth
from khue.students.actions.enrolling import enrol
from khue.students.actions.package_facts import carried_facts, take_facts
from khue.students.actions.refusals import BeingAdmitted, NotYetApproved, UnknownKey
from khue.students.models import Transfer
from khue.students.packages import PackagePupil, PackageStay, Read, write_package
from khue.students.packages.keys import own_key
from khue.students.queries.enrolment import place_of, time_line
from khue.students.rules import Can

CARRIED = ("personal_number", "learner_code", "lifelong_code")


@dataclass(frozen=True)
class Admitted:
    """What came of a package. is_new False: it had been admitted before and nothing changed.

    left_out: statuses and recognitions that could not be taken over, each with the reason; the office writes them anew.
    """

    transfer: Transfer
    is_new: bool
    left_out: tuple[Fault, ...] = ()


@transaction.atomic
def make_package(actor: Actor, transfer_id: int, *, now: datetime) -> tuple[str, bytes]:
    """Make the signed package of a pupil who goes to a school outside Khuê; returns its file name and content.

    Raises: Missing, Denied, NotYetApproved.
    """
    row = Transfer.objects.select_for_update(of=("self",)).filter(pk=transfer_id, taker=None).first()
    if row is None or row.giver_id is None or row.person_id is None:
        raise Missing(what=_("hồ sơ chuyển trường {number}").format(number=transfer_id))
    actor.must(Can.DECIDE_TRANSFER, at=row.giver_id)
    if row.state not in ("approved", "received"):
        raise NotYetApproved()
    if not row.package:
        row.package = uuid4().hex
        row.save(update_fields=["package"])
    pupil = _pupil(actor, row, now)
    content = write_package(pupil, row.package, own_key(now), now)
    record(actor, "students.package_made", row, person=row.person_id, from_unit=row.giver_id, package=row.package)
    return f"chuyen-truong-{row.package[:12]}.zip", content


def _pupil(actor: Actor, row: Transfer, now: datetime) -> PackagePupil:
    person = persons.person(actor, row.person_id or 0)
    place = place_of(person.pk, None)
    code = organisations.codes_of([row.giver_id or 0]).get(row.giver_id or 0, "")
    return PackagePupil(
        full_name=person.full_name,
        birth_date=person.birth_date.isoformat() if person.birth_date else "",
        sex=person.sex,
        ethnicity=person.ethnicity,
        nationality=person.nationality,
        birth_place=person.birth_place,
        home_address=person.home_address,
        grade=row.grade,
        school_year=school_year_of(row.on).start,
        on=row.on.isoformat(),
        why=row.why,
        giver=organisations.name_of(row.giver_id or 0),
        giver_code=code,
        taker=row.taker_text,
        chosen_subjects=tuple(place.chosen_subjects) if place else (),
        identifiers=_identifiers(actor, person.pk),
        stays=_stays(person.pk),
        **carried_facts(actor, person.pk, row.giver_id or 0, row.on),
    )


def _identifiers(actor: Actor, person_id: int) -> dict[str, str]:
    """Return the numbers that the other school needs; reading a secret one is written down."""
    found = {}
    for row in persons.identifiers(actor, person_id):
        if row.scheme not in CARRIED or row.period.upper is not None:
            continue
        purpose = "gói hồ sơ chuyển trường"
        secret = row.sealed is not None
        found[row.scheme] = people.show_number(actor, person_id, purpose, scheme=row.scheme) if secret else row.shown
    return found


def _stays(person_id: int) -> tuple[PackageStay, ...]:
    lines = time_line(person_id)
    called = organisations.names({stay.school_id for stay, _places in lines})
    return tuple(
        PackageStay(
            called.get(stay.school_id, ""),
            stay.period.lower.isoformat(),
            stay.period.upper.isoformat() if stay.period.upper else "",
            stay.entered_how,
            tuple(
                (
                    place.class_group.name,
                    place.grade,
                    SchoolYear(place.school_year).label,
                    place.period.lower.isoformat(),
                )
                for place in places
            ),
        )
        for stay, places in lines
    )


@transaction.atomic
def admit_package(
    actor: Actor,
    school_id: int,
    package: Read,
    *,
    on: date,
    now: datetime,
    class_id: int | None = None,
    trusted: bool = False,
) -> Admitted:
    """Admit the pupil of a package: person, stay and place in one transaction. The same package twice changes nothing.

    trusted: somebody confirmed an unknown key with the other school.
    Raises: Denied, UnknownKey, Invalid, IdentifierTaken, and those of `enrol`.
    """
    actor.must(Can.DECIDE_TRANSFER, at=school_id)
    earlier = Transfer.objects.filter(package=package.number, taker_id=school_id).first()
    if earlier is not None:
        return Admitted(earlier, is_new=False)
    if not (package.is_known or trusted):
        raise UnknownKey(key=package.key_id)
    told = package.pupil
    birth = Birth(date.fromisoformat(told.birth_date), "day") if told.birth_date else ""
    facts = people.Facts(
        told.full_name,
        birth,
        told.sex,
        told.ethnicity,
        told.nationality,
        birth_place=told.birth_place,
        home_address=told.home_address,
    )
    identifiers = {scheme: value for scheme, value in told.identifiers.items() if scheme in CARRIED}
    person = people.add(actor, facts, custody=school_id, identifiers=identifiers, now=now)
    row = _admitted(actor, school_id, person.pk, package, on, now)
    stay = enrol(
        actor,
        person.pk,
        school_id,
        on=on,
        how="transferred",
        came_from=told.giver[:200],
        class_id=class_id,
        grade=told.grade if class_id else "",
        chosen=told.chosen_subjects if class_id else (),
        needs=Can.DECIDE_TRANSFER,
    )
    taken = take_facts(actor, stay, package.pupil, today=day_of(now))
    facts_told = {"person": person.pk, "taker": school_id, "enrolment": stay.pk, "key": package.key_id}
    record(actor, "students.package_admitted", row, package=package.number, day=day_of(now).isoformat(), **facts_told)
    return Admitted(row, is_new=True, left_out=taken)


def _admitted(actor: Actor, school_id: int, person_id: int, package: Read, on: date, now: datetime) -> Transfer:
    told = package.pupil
    row = Transfer(
        person_id=person_id,
        taker_id=school_id,
        giver_text=told.giver[:200],
        requester_id=school_id,
        places=[school_id],
        is_far=True,
        state="received",
        grade=told.grade,
        on=on,
        why=told.why[:300],
        package=package.number,
        requested_at=now,
        requested_by=actor.user_id,
        closed_at=now,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:  # somebody admitted it a moment ago
        raise BeingAdmitted() from error
    return row
