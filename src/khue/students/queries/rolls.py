"""The roll of a class: of one session, of a month; and which classes have not been called."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from khue.core.actor import Actor
from khue.core.clock import SchoolYear, school_year_of
from khue.core.errors import Missing
from khue.students.models import Absence, ClassGroup, LeaveNote, Placement, RollCall
from khue.students.queries.attendance import AttendanceSummary, summaries
from khue.students.queries.class_pages import Teacher, teachers_of
from khue.students.queries.classes import class_group, classes_taught
from khue.students.queries.enrolment import known_people
from khue.students.queries.school_years import last_teaching_day
from khue.students.rules import SESSIONS, Can, changed_marks, day_problem

SATURDAY = 5
Mark = tuple[str, str]  # reason and note; who is present has none


@dataclass(frozen=True)
class RollLine:
    """A pupil on a roll. reason "": present; proposed: the reason stands for a leave note of the family only."""

    person_id: int
    number: int | None
    name: str
    reason: str = ""
    note: str = ""
    is_proposed: bool = False
    summary: AttendanceSummary | None = None


@dataclass(frozen=True)
class Roll:
    """The roll of a class in one session. stamp: which state of the roll this is; "" while it was not called."""

    group: ClassGroup
    day: date
    session: str
    lines: list[RollLine]
    call: RollCall | None
    problem: str
    may_call: bool

    @property
    def stamp(self) -> str:
        """Return the state that a form was filled in upon."""
        return stamp_of(self.call)

    def count(self, *reasons: str) -> int:
        """Return how many lines bear one of the reasons."""
        return sum(line.reason in reasons for line in self.lines)


def stamp_of(call: RollCall | None) -> str:
    """Return the state of a roll: the instant at which it was saved."""
    return call.at.isoformat() if call else ""


def sessions_of(group: ClassGroup) -> list[str]:
    """Return the sessions in which a class has school."""
    return [one for one in SESSIONS if one in (group.sessions or ["morning"])]


def may_call(actor: Actor, group: ClassGroup) -> bool:
    """Whether the actor calls the roll of a class: of all classes where all pupils are seen, else of those taught."""
    if not actor.can(Can.CALL_ROLL, at=group.school_id):
        return False
    return actor.can(Can.SEE, at=group.school_id) or group.pk in classes_taught(actor)


def pupils_on(group: ClassGroup, day: date) -> list[Placement]:
    """Return who sat in a class on a day, in the order of its list."""
    rows = Placement.objects.filter(class_group=group, period__contains=day).select_related("enrolment")
    return sorted(rows, key=lambda row: (row.number or 10_000, row.pk))


def marks_of(group: ClassGroup, day: date, session: str) -> dict[int, Mark]:
    """Return person -> reason and note of those who were not simply there."""
    rows = Absence.objects.filter(class_group=group, day=day, session=session)
    return {row.person_id: (row.reason, row.note) for row in rows}


def roll(actor: Actor, class_id: int, day: date, session: str, *, today: date) -> Roll:
    """Return the roll of a session; while it was not called, leave notes of families stand as proposed.

    Raises: Missing.
    """
    group = class_group(actor, class_id)
    if session not in SESSIONS:
        raise Missing(what=f"buổi «{session}»")
    seats = pupils_on(group, day)
    ids = [row.person_id for row in seats]
    call = RollCall.objects.filter(class_group=group, day=day, session=session).first()
    marks = marks_of(group, day, session)
    notes = {} if call else _notes(ids, day, session)
    known, sums = known_people(ids), summaries(actor, ids, on=min(day, today))
    lines = []
    for seat in seats:
        person, mark = known.get(seat.person_id), marks.get(seat.person_id)
        lines.append(
            RollLine(
                seat.person_id,
                seat.number,
                person.full_name if person else seat.enrolment.kept_name,
                *(mark or notes.get(seat.person_id, ("", ""))),
                is_proposed=mark is None and seat.person_id in notes,
                summary=sums.get(seat.person_id),
            )
        )
    ends = last_teaching_day(group.school_year)
    problem = day_problem(day, today=today, school_year=group.school_year, ends=ends)
    return Roll(group, day, session, lines, call, problem, may_call(actor, group))


def _notes(person_ids: Sequence[int], day: date, session: str) -> dict[int, Mark]:
    """Return person -> the excused mark that a leave note of the family proposes."""
    rows = LeaveNote.objects.filter(
        person_id__in=list(person_ids),
        first_day__lte=day,
        last_day__gte=day,
        session__in=("", session),
        withdrawn_at=None,
    )
    return {row.person_id: ("excused", row.why) for row in rows.order_by("at")}


@dataclass(frozen=True)
class Difference:
    """A pupil whose mark two teachers set differently."""

    name: str
    theirs: str
    mine: str


def differences(found: Roll, mine: Mapping[int, Mark]) -> list[Difference]:
    """Return where a roll as it stands differs from what somebody was about to save."""
    names = {line.person_id: line.name for line in found.lines}
    stands = {line.person_id: (line.reason, line.note) for line in found.lines if line.reason}
    return [
        Difference(names.get(person, ""), theirs[0] if theirs else "", ours[0] if ours else "")
        for person, (theirs, ours) in changed_marks(stands, dict(mine)).items()
    ]


@dataclass(frozen=True)
class MonthLine:
    """A pupil in the grid of a month. marks: (day, session) -> reason."""

    person_id: int
    number: int | None
    name: str
    marks: dict[tuple[date, str], str] = field(default_factory=dict)

    def count(self, reason: str) -> int:
        """Return how many sessions of the month bear the reason."""
        return sum(one == reason for one in self.marks.values())


@dataclass(frozen=True)
class Month:
    """The attendance of a class in a month. days: those with school. called: the rolls that were called."""

    group: ClassGroup
    first: date
    days: list[date]
    sessions: list[str]
    lines: list[MonthLine]
    called: dict[tuple[date, str], RollCall]


def month(actor: Actor, class_id: int, first: date, *, today: date) -> Month:
    """Return the grid of a month of a class.

    Raises: Missing.
    """
    group = class_group(actor, class_id)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    span = [first + timedelta(days=place) for place in range(last.day)]
    called = {
        (row.day, row.session): row for row in RollCall.objects.filter(class_group=group, day__range=(first, last))
    }
    missed: dict[int, dict[tuple[date, str], str]] = defaultdict(dict)
    for row in Absence.objects.filter(class_group=group, day__range=(first, last)):
        missed[row.person_id][row.day, row.session] = row.reason
    seats = {
        row.person_id: row
        for row in Placement.objects.filter(class_group=group, period__overlap=(first, last + timedelta(days=1)))
        .select_related("enrolment")
        .order_by("number", "pk")
    }
    known = known_people(seats)
    lines = [
        MonthLine(
            person,
            seat.number,
            known[person].full_name if person in known else seat.enrolment.kept_name,
            missed.get(person, {}),
        )
        for person, seat in seats.items()
    ]
    used = {day for day, _session in called} | {day for marks in missed.values() for day, _session in marks}
    year, ends = group.school_year, last_teaching_day(group.school_year)
    days = [
        day
        for day in span
        if day in used or (day.weekday() < SATURDAY and not day_problem(day, today=today, school_year=year, ends=ends))
    ]
    return Month(group, first, days, sessions_of(group), lines, called)


@dataclass(frozen=True)
class Waiting:
    """A class and what became of its sessions on a day. calls: session -> the roll, or None."""

    group: ClassGroup
    homeroom: Teacher | None
    calls: dict[str, RollCall | None]

    @property
    def missing(self) -> list[str]:
        """Return the sessions that were not called."""
        return [session for session, call in self.calls.items() if call is None]


def calls_of_day(actor: Actor, school_id: int, day: date) -> list[Waiting]:
    """Return the classes of a school with their rolls of a day, those that wait first.

    Raises: Denied.
    """
    actor.must(Can.SEE, at=school_id)
    year: SchoolYear = school_year_of(day)
    groups = ClassGroup.objects.filter(school_id=school_id, school_year=year.start, is_closed=False)
    groups = groups.filter(placements__period__contains=day).distinct().order_by("name_key", "pk")
    calls = {(row.class_group_id, row.session): row for row in RollCall.objects.filter(school_id=school_id, day=day)}
    teachers = teachers_of([group.pk for group in groups], day)
    found = [
        Waiting(
            group,
            next((one for one in teachers.get(group.pk, []) if one.is_homeroom), None),
            {session: calls.get((group.pk, session)) for session in sessions_of(group)},
        )
        for group in groups
    ]
    return sorted(found, key=lambda one: not one.missing)
