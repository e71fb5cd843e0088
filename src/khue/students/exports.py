"""What sheets take in leaves in the same layout: with the school in front, and without the numbers that are secret."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

from khue.catalogues import queries as catalogues
from khue.core.actor import Actor
from khue.core.clock import SchoolYear, school_year_of
from khue.core.manifest import Export
from khue.core.sheets import Sheet
from khue.core.sheets.declaration import note_of
from khue.core.words import N_
from khue.organisations import queries as organisations
from khue.people import queries as people
from khue.people.rules import SEXES
from khue.privacy import queries as privacy
from khue.students.models import Absence, Assignment, ClassGroup, Enrolment, HealthCheck, Placement, Recognition, Status
from khue.students.queries.enrolment import known_people
from khue.students.queries.year_classes import Seat, seats_of
from khue.students.rules import (
    ABSENCE_REASONS,
    AWARD_LEVELS,
    BOARDING,
    CLASS_KINDS,
    LEAVINGS,
    MEASURES,
    RECOGNITIONS,
    SESSIONS,
    SPECIAL_NEEDS,
)
from khue.students.sheets import assignments, attendance, classes, corrections, facts, leaving
from khue.students.sheets.roster import NATIONALITIES, ROSTER

PART = 1_000
UNIT = N_("Trường")
YES, NO = "Có", "Không"
Values = dict[str, Any]
Found = Iterable[Any]


def _export(
    kind: str, sheet: Sheet, found: Callable[[date], Found], values_of: Callable[[list[Any], date], list[Values]]
) -> Export:
    """Declare the export of a sheet: the rows of a day, made into values by column, a part at a time.

    Rows about persons whose data is restricted go into no file.
    """
    columns = ((UNIT, UNIT), *((column.title, note_of(column)) for column in sheet.columns))

    def rows(_actor: Actor, on: date) -> Iterator[Sequence[Any]]:
        source = iter(found(on))
        while read := list(islice(source, PART)):
            part = _unrestricted(read, on)
            names = organisations.names({row.school_id for row in part}, on)
            for row, values in zip(part, values_of(part, on), strict=True):
                yield (names.get(row.school_id, ""), *(values.get(column.name) for column in sheet.columns))

    return Export(kind, sheet.title, columns, rows)


def _unrestricted(part: list[Any], on: date) -> list[Any]:
    about = {row.person_id for row in part if hasattr(row, "person_id")}
    kept_out = privacy.restricted(about, on) if about else frozenset()
    return [row for row in part if getattr(row, "person_id", None) not in kept_out]


def _who(part: list[Any]) -> list[Values]:
    """Return the columns that say whom each row is about."""
    ids = {row.person_id for row in part}
    known, codes, seats = known_people(ids), people.open_codes(ids), _seats(part)
    return [
        {
            "class_name": seats[row.person_id].class_name if row.person_id in seats else "",
            **_named(known.get(row.person_id)),
            **codes.get(row.person_id, {}),
        }
        for row in part
    ]


def _seats(part: list[Any]) -> dict[int, Seat]:
    by_school: dict[int, set[int]] = defaultdict(set)
    for row in part:
        by_school[row.school_id].add(row.person_id)
    return {pk: seat for school, ids in by_school.items() for pk, seat in seats_of(ids, school).items()}


def _named(person: Any) -> Values:
    if person is None:
        return {}
    return {"full_name": person.full_name, "birth": str(people.birth_of(person))}


def _pupils(on: date) -> Found:
    rows = Placement.objects.filter(period__contains=on).select_related("class_group", "enrolment")
    return rows.order_by("school_id", "class_group__name_key", "number", "pk").iterator(PART)


def _pupil_values(part: list[Any], on: date) -> list[Values]:
    ids = [row.person_id for row in part]
    known, who = known_people(ids), _who(part)
    groups = catalogues.labels("ethnic_groups")
    units = {pk for one in known.values() for pk in (one.native_unit_id, one.home_unit_id) if pk}
    places = catalogues.addresses(catalogues.current().filter(pk__in=units))
    held = _held(ids, on)
    return [
        {
            **values,
            **held[row.person_id],
            **(_person_values(known[row.person_id], groups, places) if row.person_id in known else {}),
            "class_name": row.class_group.name,
            "school_year": SchoolYear(row.school_year).label,
            "grade": row.grade,
            "number": row.number,
            "note": row.enrolment.note,
        }
        for row, values in zip(part, who, strict=True)
    ]


def _held(person_ids: list[int], on: date) -> dict[int, Values]:
    """Return person -> the statuses that a class list names, without those of health."""
    titles = {"policy_group": catalogues.labels("priority_categories", on), "boarding": BOARDING}
    rows = Status.objects.filter(person_id__in=person_ids, kind__in=titles, period__contains=on).order_by("pk")
    held: dict[int, Values] = defaultdict(dict)
    for person_id, kind, code in rows.values_list("person_id", "kind", "code"):
        title = titles[kind].get(code, code)
        held[person_id][kind] = f"{held[person_id][kind]}; {title}" if kind in held[person_id] else title
    return held


def _person_values(person: Any, groups: dict[str, str], places: dict[int, str]) -> Values:
    return {
        "sex": SEXES.get(person.sex),
        "ethnicity": groups.get(person.ethnicity),
        "nationality": NATIONALITIES.get(person.nationality),
        "birth_place": person.birth_place,
        "native_place": places.get(person.native_unit_id),
        "home_unit": places.get(person.home_unit_id),
        "home_address": person.home_address,
        "phone": person.phone,
    }


def _classes(on: date) -> Found:
    rows = ClassGroup.objects.filter(school_year=school_year_of(on).start, is_closed=False)
    return rows.order_by("school_id", "name_key").iterator(PART)


def _class_values(part: list[Any], _on: date) -> list[Values]:
    return [
        {
            "name": row.name,
            "school_year": SchoolYear(row.school_year).label,
            "grades": "; ".join(row.grades),
            "kind": CLASS_KINDS[row.kind],
            "sessions": "; ".join(SESSIONS[code] for code in row.sessions),
            "capacity": row.capacity,
        }
        for row in part
    ]


def _assignments(on: date) -> Found:
    rows = Assignment.objects.filter(period__contains=on).select_related("class_group", "person")
    return rows.order_by("school_id", "class_group__name_key", "pk").iterator(PART)


def _assignment_values(part: list[Any], on: date) -> list[Values]:
    subjects, codes = catalogues.labels("subjects", on), people.open_codes({row.person_id for row in part})
    return [
        {
            "class_name": row.class_group.name,
            "subject": subjects.get(row.subject, row.subject),
            "is_homeroom": YES if row.is_homeroom else NO,
            "teacher": row.person.full_name,
            "teacher_code": codes.get(row.person_id, {}).get("teacher_code"),
            "on": row.period.lower,
        }
        for row in part
    ]


def _absences(on: date) -> Found:
    rows = Absence.objects.filter(day__year=on.year, day__month=on.month)
    return rows.order_by("school_id", "class_group_id", "day", "pk").iterator(PART)


def _absence_values(part: list[Any], _on: date) -> list[Values]:
    return [
        {
            **who,
            "day": row.day,
            "session": SESSIONS[row.session],
            "reason": ABSENCE_REASONS[row.reason],
            "note": row.note,
        }
        for row, who in zip(part, _who(part), strict=True)
    ]


def _statuses(on: date) -> Found:
    rows = Status.objects.filter(period__contains=on).exclude(kind="insurance")
    return rows.order_by("school_id", "person_id", "pk").iterator(PART)


def _cards(on: date) -> Found:
    rows = Status.objects.filter(period__contains=on, kind="insurance")
    return rows.order_by("school_id", "person_id", "pk").iterator(PART)


def _status_values(part: list[Any], on: date) -> list[Values]:
    titles = {
        "policy_group": catalogues.labels("priority_categories", on),
        "boarding": BOARDING,
        "special_need": SPECIAL_NEEDS,
    }
    return [
        {
            **who,
            row.kind: titles.get(row.kind, {}).get(row.code, row.code),
            "start": row.period.lower,
            "end": row.period.upper - timedelta(days=1) if row.period.upper else None,
            "document": row.document,
            "note": row.note,
        }
        for row, who in zip(part, _who(part), strict=True)
    ]


def _checks(on: date) -> Found:
    rows = HealthCheck.objects.filter(on__gte=school_year_of(on).first_day, on__lte=on)
    return rows.order_by("school_id", "on", "pk").iterator(PART)


def _check_values(part: list[Any], _on: date) -> list[Values]:
    names = ("on", *facts.MEASURED)
    return [{**who, **{name: getattr(row, name) for name in names}} for row, who in zip(part, _who(part), strict=True)]


def _recognitions(on: date) -> Found:
    rows = Recognition.objects.filter(on__gte=school_year_of(on).first_day, on__lte=on)
    return rows.order_by("school_id", "on", "pk").iterator(PART)


def _recognition_values(part: list[Any], _on: date) -> list[Values]:
    levels = AWARD_LEVELS | MEASURES
    return [
        {
            **who,
            "kind": RECOGNITIONS[row.kind],
            "title": row.title,
            "level": levels.get(row.level, row.level),
            "on": row.on,
            "decision": row.decision,
        }
        for row, who in zip(part, _who(part), strict=True)
    ]


def _leavers(on: date) -> Found:
    rows = Enrolment.objects.filter(period__endswith__gte=school_year_of(on).first_day, period__endswith__lte=on)
    return rows.order_by("school_id", "period", "pk").iterator(PART)


def _leaver_values(part: list[Any], _on: date) -> list[Values]:
    return [
        {
            **who,
            "full_name": row.kept_name or who.get("full_name"),
            "on": row.period.upper,
            "how": LEAVINGS.get(row.left_how, row.left_how),
            "to": row.left_to,
            "why": row.left_why,
        }
        for row, who in zip(part, _who(part), strict=True)
    ]


EXPORTS = (
    _export("roster", ROSTER, _pupils, _pupil_values),
    _export("corrections", corrections.CORRECTIONS, _pupils, _pupil_values),
    _export("classes", classes.CLASSES, _classes, _class_values),
    _export("assignments", assignments.ASSIGNMENTS, _assignments, _assignment_values),
    _export("attendance", attendance.ATTENDANCE, _absences, _absence_values),
    _export("statuses", facts.STATUS, _statuses, _status_values),
    _export("insurance", facts.INSURANCE, _cards, _status_values),
    _export("health", facts.HEALTH, _checks, _check_values),
    _export("recognitions", facts.RECOGNITION, _recognitions, _recognition_values),
    _export("leaving", leaving.LEAVERS, _leavers, _leaver_values),
)
