"""All pupils of a merged or closed school go to the school that carries it on; whole or not at all, and taken back."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid
from khue.core.models import Job
from khue.organisations import queries as organisations
from khue.people import actions as people
from khue.students.actions.classes import NewClass, open_classes
from khue.students.actions.enrolling import Entry, Leaving, end_stays, enrol_many
from khue.students.actions.refusals import AlreadyMoved, BeingMoved, NobodyToMove, NotTheHeir, RestsOnIt
from khue.students.models import (
    Absence,
    Assignment,
    ClassGroup,
    Enrolment,
    HealthCheck,
    Placement,
    Recognition,
    RollCall,
    SchoolMove,
    Status,
)
from khue.students.queries.enrolment import known_people
from khue.students.queries.school_moves import MovePlan, plan_of_move, supervised
from khue.students.rules import Can

Progress = Callable[[int, int], None]
PART = 100  # pupils between two signs of life
TASK = "students.school_move"
OPEN = (SchoolMove.State.PLANNED, SchoolMove.State.RUNNING)


@transaction.atomic
def plan_school_move(
    actor: Actor, old_id: int, new_id: int, *, on: date, now: datetime, classes: Sequence[int] = ()
) -> SchoolMove:
    """Prepare the move, or change the one that is being prepared.

    classes: only these (a school that was divided); without them the whole school goes.
    Raises: Denied, NotTheHeir, NobodyToMove, BeingMoved, Invalid.
    """
    for place in (old_id, new_id):
        actor.must(Can.SUPERVISE_TRANSFER, at=place)
    if new_id not in organisations.successors(old_id, on):
        old_name, new_name = organisations.name_of(old_id), organisations.name_of(new_id)
        raise NotTheHeir(old=old_name, new=new_name, day=f"{on:%d/%m/%Y}")
    if not Enrolment.objects.filter(school_id=old_id, period__upper_inf=True).exists():
        raise NobodyToMove(old=organisations.name_of(old_id))
    if lost := set(classes) - set(ClassGroup.objects.filter(school_id=old_id).values_list("pk", flat=True)):
        text = _("Lớp này không thuộc trường cũ. Hãy chọn lại lớp.")
        raise Invalid([Fault(_("Lớp"), str(min(lost)), text)])
    row = SchoolMove.objects.select_for_update().filter(old_id=old_id, state__in=OPEN).first()
    if row is None:
        row = SchoolMove(old_id=old_id, user_id=actor.user_id, created_at=now)
    elif _is_running(row):
        raise BeingMoved()
    row.new_id, row.on, row.classes, row.state = new_id, on, sorted(classes), SchoolMove.State.PLANNED
    row.places = [old_id, new_id]
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:  # somebody began it a moment ago
        raise BeingMoved() from error
    record(actor, "students.school_move_planned", row, old=old_id, new=new_id, on=on.isoformat())
    return row


@transaction.atomic
def begin_school_move(actor: Actor, move_id: int) -> MovePlan:
    """Mark the move as running, so that nobody starts it twice; the work itself follows in the background.

    Raises: Missing, Denied, AlreadyMoved, BeingMoved, NobodyToMove, Invalid.
    """
    row = _locked(actor, move_id)
    if row.state not in OPEN:
        raise AlreadyMoved()
    if _is_running(row):
        raise BeingMoved()
    plan = _sound(row)
    row.state = SchoolMove.State.RUNNING
    row.save(update_fields=["state"])
    return plan


@transaction.atomic
def move_school(actor: Actor, move_id: int, *, now: datetime, progress: Progress | None = None) -> SchoolMove:
    """Do it, all in one transaction: classes, stays, records, statuses. Killed in the middle, nothing is.

    Raises: Missing, Denied, AlreadyMoved, NobodyToMove, Invalid, and those of handing over, enrolling and placing.
    """
    row = _locked(actor, move_id)
    if row.state not in OPEN:
        raise AlreadyMoved()
    plan = _sound(row)
    groups = _open_groups(actor, plan)
    made: dict[str, Any] = {"classes": sorted(groups.values()), "ended": [], "entered": [], "statuses": {}}
    total = len(plan.stays)
    for start in range(0, total, PART):
        part = plan.stays[start : start + PART]
        _move_part(actor, plan, part, groups, made, now)
        if progress is not None:
            progress(start + len(part), total)
    row.made, row.state, row.done_at = made, SchoolMove.State.DONE, now
    row.save()
    facts = {"old": row.old_id, "new": row.new_id, "on": row.on.isoformat()}
    record(actor, "students.school_moved", row, pupils=total, classes=len(groups), **facts)
    return row


def _sound(row: SchoolMove) -> MovePlan:
    plan = plan_of_move(row)
    if plan.problems:
        raise Invalid(plan.problems)
    if not plan.stays:
        raise NobodyToMove(old=plan.old_name)
    return plan


def _open_groups(actor: Actor, plan: MovePlan) -> dict[int, int]:
    """Open the classes at the new school; old class -> new class."""
    opened: dict[int, int] = {}
    for year in sorted({one.group.school_year for one in plan.classes}):
        of_year = [one for one in plan.classes if one.group.school_year == year]
        news = [
            NewClass(
                one.new_name,
                tuple(one.group.grades),
                one.group.kind,
                None,
                tuple(one.group.sessions or ["morning"]),
                one.group.capacity,
            )
            for one in of_year
        ]
        made = open_classes(actor, plan.row.new_id, year, news, needs=Can.SUPERVISE_TRANSFER)
        opened |= {one.group.pk: new.pk for one, new in zip(of_year, made, strict=True)}
    return opened


def _move_part(
    actor: Actor, plan: MovePlan, part: Sequence[Enrolment], groups: dict[int, int], made: dict[str, Any], now: datetime
) -> None:
    row = plan.row
    rows = Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in part])
    stays = list(rows.order_by("pk"))
    statuses = list(Status.objects.filter(person_id__in=[one.person_id for one in stays], school_id=row.old_id))
    end_stays(actor, stays, Leaving(row.on, "merged", plan.new_name), batch_id=row.pk)
    for stay in stays:
        if not stay.is_secondary:
            _hand_over(actor, stay.person_id, row.new_id, now)
    entries = [_entry(plan, stay, groups) for stay in stays]
    entered = enrol_many(actor, row.new_id, entries, needs=Can.SUPERVISE_TRANSFER, batch_id=row.pk)
    made["ended"] += [stay.pk for stay in stays]
    made["entered"] += [stay.pk for stay in entered]
    made["statuses"] |= _carry_statuses(statuses, row)


def _entry(plan: MovePlan, stay: Enrolment, groups: dict[int, int]) -> Entry:
    seat = plan.seats.get(stay.pk)
    told = {"came_from": plan.old_name[:200], "is_secondary": stay.is_secondary}
    if seat is None:
        return Entry(stay.person_id, plan.row.on, "registered", **told)  # type: ignore[arg-type]
    return Entry(
        stay.person_id,
        plan.row.on,
        "registered",
        class_id=groups[seat.class_group_id],
        grade=seat.grade,
        chosen=tuple(seat.chosen_subjects),
        placed_how="transferred",
        number=seat.number,
        **told,  # type: ignore[arg-type]
    )


def _hand_over(actor: Actor, person_id: int, taker_id: int, now: datetime) -> None:
    reason = _("Trường sáp nhập, giải thể")
    offer = people.offer_record(actor, person_id, taker_id, at=now, reason=reason, needs=Can.SUPERVISE_TRANSFER)
    people.accept_record(actor, offer.pk, at=now, needs=Can.SUPERVISE_TRANSFER)


def _carry_statuses(rows: Sequence[Status], move: SchoolMove) -> dict[str, list[Any]]:
    """End at the old school what still holds on the day, and let it go on at the new one; old -> new id, old end."""
    going = [row for row in rows if row.period.lower < move.on and (row.period.upper or date.max) > move.on]
    ends = [row.period.upper for row in going]
    for row in going:
        row.period = DateRange(row.period.lower, move.on)
    Status.objects.bulk_update(going, ["period"], batch_size=500)
    news = Status.objects.bulk_create(
        [
            Status(
                person_id=row.person_id,
                school_id=move.new_id,
                kind=row.kind,
                code=row.code,
                period=DateRange(move.on, end),
                document=row.document,
                note=row.note,
            )
            for row, end in zip(going, ends, strict=True)
        ]
    )
    return {
        str(row.pk): [new.pk, end.isoformat() if end else None] for row, new, end in zip(going, news, ends, strict=True)
    }


@transaction.atomic
def undo_school_move(actor: Actor, move_id: int, *, now: datetime) -> SchoolMove:
    """Take a move back as a whole, unless later records rest on it; those are named.

    Raises: Missing, Denied, AlreadyMoved, RestsOnIt.
    """
    row = _locked(actor, move_id)
    if row.state != SchoolMove.State.DONE:
        raise AlreadyMoved()
    if resting := later_than_move(row):
        raise RestsOnIt(later="; ".join(resting))
    try:
        with transaction.atomic():
            _take_back(actor, row, now)
    except (IntegrityError, ProtectedError) as error:
        raise RestsOnIt(later=_("học sinh đã vào trường khác, hoặc lớp mới đã có dữ liệu")) from error
    row.state, row.undone_at = SchoolMove.State.UNDONE, now
    row.save(update_fields=["state", "undone_at"])
    record(actor, "students.school_move_undone", row, old=row.old_id, new=row.new_id)
    return row


def _take_back(actor: Actor, row: SchoolMove, now: datetime) -> None:
    made = row.made
    Enrolment.objects.filter(pk__in=made["entered"]).delete()
    ClassGroup.objects.filter(pk__in=made["classes"]).delete()
    Status.objects.filter(pk__in=[new for new, _end in made["statuses"].values()]).delete()
    statuses = Status.objects.in_bulk([int(pk) for pk in made["statuses"]])
    for pk, status in statuses.items():
        end = made["statuses"][str(pk)][1]
        status.period = DateRange(status.period.lower, date.fromisoformat(end) if end else None)
    Status.objects.bulk_update(statuses.values(), ["period"], batch_size=500)
    stays = list(Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=made["ended"]))
    for stay in stays:
        if not stay.is_secondary:
            _hand_over(actor, stay.person_id, row.old_id, now)
        stay.period, stay.left_how, stay.left_to = DateRange(stay.period.lower, None), "", ""
        stay.version += 1
    Enrolment.objects.bulk_update(stays, ["period", "left_how", "left_to", "version"], batch_size=500)
    seats = list(Placement.objects.filter(enrolment__in=stays, period__endswith=row.on))
    for seat in seats:
        seat.period = DateRange(seat.period.lower, None)
    Placement.objects.bulk_update(seats, ["period"], batch_size=500)


def later_than_move(row: SchoolMove) -> list[str]:
    """Name what was recorded since and rests on the move, in words."""
    entered, opened = row.made["entered"], row.made["classes"]
    stays = Enrolment.objects.filter(pk__in=entered)
    persons = list(stays.values_list("person_id", flat=True))
    mains = set(stays.filter(is_secondary=False).values_list("person_id", flat=True))
    held = sum(one.custody_id == row.new_id for one in known_people(mains).values())
    here = {"person_id__in": persons, "school_id": row.new_id}
    carried = [new for new, _end in row.made["statuses"].values()]
    seats = Placement.objects.filter(class_group__in=opened)
    counts = {
        _("{count} học sinh đã rời trường, chuyển lớp hoặc có thay đổi sau đó"): len(entered)
        - stays.filter(period__upper_inf=True, version=1).count()
        + seats.filter(period__upper_inf=False).count(),
        _("{count} hồ sơ đã chuyển sang đơn vị khác"): len(mains) - held,
        _("{count} học sinh vào lớp mới sau đó"): seats.exclude(enrolment__in=entered).count(),
        _("{count} phân công giảng dạy ở lớp mới"): Assignment.objects.filter(class_group__in=opened).count(),
        _("{count} buổi điểm danh ở lớp mới"): RollCall.objects.filter(class_group__in=opened).count()
        + Absence.objects.filter(class_group__in=opened).count(),
        _("{count} ghi nhận về diện, sức khoẻ, khen thưởng ở trường kế thừa"): Status.objects.filter(**here)
        .exclude(pk__in=carried)
        .count()
        + HealthCheck.objects.filter(**here).count()
        + Recognition.objects.filter(**here).count(),
    }
    return [text.format(count=count) for text, count in counts.items() if count]


def _locked(actor: Actor, move_id: int) -> SchoolMove:
    return supervised(actor, SchoolMove.objects.select_for_update().filter(pk=move_id).first())


def _is_running(row: SchoolMove) -> bool:
    """Whether a job is at it; one whose job was cut off is as good as not begun."""
    jobs = Job.objects.filter(kind=TASK, args__move_id=row.pk, state__in=(Job.State.QUEUED, Job.State.RUNNING))
    return row.state == SchoolMove.State.RUNNING and jobs.exists()
