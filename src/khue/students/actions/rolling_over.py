"""A school goes from one school year to the next in one step, and can take it back as a whole."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.clock import SchoolYear
from khue.core.errors import Fault, Invalid, Missing
from khue.core.models import Job
from khue.core.names import nfc
from khue.students.actions.classes import NewClass, open_classes
from khue.students.actions.enrolling import Leaving, end_stays
from khue.students.actions.placing import Place, number_list, place_many
from khue.students.actions.refusals import (
    AlreadyRolledOver,
    BeingRolledOver,
    NothingToRollOver,
    NotRolledOver,
    RestsOnIt,
)
from khue.students.models import Absence, Assignment, ClassGroup, Enrolment, Placement, RollCall, RollOver
from khue.students.queries.roll_overs import Plan, Step, plan_of
from khue.students.rules import Can, year_spans
from khue.students.rules.rolling_over import STAYING, STEPS

Progress = Callable[[int, int], None]
PART = 200  # pupils between two signs of life
TASK = "students.roll_over"


@transaction.atomic
def plan_roll_over(
    actor: Actor, school_id: int, from_year: int, *, now: datetime, repeats: Mapping[int, bool] | None = None
) -> RollOver:
    """Begin a roll-over, or go on with the one that is being prepared.

    repeats: enrolment id -> whether the pupil repeats the year; the promotion list of the school.
    Raises: Denied, NothingToRollOver, AlreadyRolledOver.
    """
    actor.must(Can.ROLL_OVER, at=school_id)
    rows = RollOver.objects.select_for_update().filter(school_id=school_id, from_year=from_year)
    row = rows.exclude(state=RollOver.State.UNDONE).first()
    if row is None:
        if not ClassGroup.objects.filter(school_id=school_id, school_year=from_year).exists():
            raise NothingToRollOver(school_year=SchoolYear(from_year).label)
        row = RollOver(school_id=school_id, from_year=from_year, user_id=actor.user_id, created_at=now)
        row.plan = {"on": SchoolYear(from_year + 1).first_day.isoformat(), "classes": {}, "pupils": {}}
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:  # somebody began it a moment ago
            raise BeingRolledOver() from error
        record(actor, "students.roll_over_planned", row, school=school_id, school_year=from_year)
    if repeats:
        steps = {key: {"step": "repeat"} if repeat else {} for key, repeat in repeats.items()}
        change_plan(actor, row.pk, pupils=steps)
        row.refresh_from_db()
    return row


@transaction.atomic
def change_plan(
    actor: Actor,
    roll_over_id: int,
    *,
    on: date | None = None,
    classes: Mapping[int, str] | None = None,
    pupils: Mapping[int, Mapping[str, str]] | None = None,
) -> RollOver:
    """Say what shall be different from what is usual.

    classes: class id -> next name. pupils: enrolment id -> {step, to}.

    An empty value goes back to what is usual.
    Raises: Missing, Denied, AlreadyRolledOver, BeingRolledOver, Invalid.
    """
    row = _planned(actor, roll_over_id)
    if faults := _change_faults(row, on, classes or {}, pupils or {}):
        raise Invalid(faults)
    if on is not None:
        row.plan["on"] = on.isoformat()
    _say(row.plan.setdefault("classes", {}), {key: nfc(name) for key, name in (classes or {}).items()})
    _say(row.plan.setdefault("pupils", {}), {key: dict(said) for key, said in (pupils or {}).items()})
    row.save(update_fields=["plan"])
    return row


def _say(known: dict[str, Any], said: Mapping[int, Any]) -> None:
    for key, value in said.items():
        if value:
            known[str(key)] = value
        else:
            known.pop(str(key), None)


def _change_faults(
    row: RollOver, on: date | None, classes: Mapping[int, str], pupils: Mapping[int, Mapping[str, str]]
) -> list[Fault]:
    faults = []
    first, last = year_spans(row.from_year + 1)
    if on is not None and not first <= on <= last:
        text = _("Ngày chuyển phải từ {first} đến {last}.").format(first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")
        faults.append(Fault(_("Ngày chuyển"), f"{on:%d/%m/%Y}", text))
    for name in classes.values():
        if len(nfc(name)) > 30:
            faults.append(Fault(_("Tên lớp"), name[:40], _("Hãy ghi tên lớp, tối đa 30 ký tự.")))
    for said in pupils.values():
        if said and said.get("step", "up") not in STEPS:
            faults.append(Fault(_("Học sinh"), said["step"], _("Hãy chọn một bước trong danh sách.")))
    return faults


@transaction.atomic
def begin_roll_over(actor: Actor, roll_over_id: int) -> Plan:
    """Mark the roll-over as running, so that nobody starts it twice; the work itself follows in the background.

    Raises: Missing, Denied, AlreadyRolledOver, BeingRolledOver, Invalid.
    """
    row = _planned(actor, roll_over_id)
    plan = plan_of(row)
    if plan.problems:
        raise Invalid(plan.problems)
    row.state = RollOver.State.RUNNING
    row.save(update_fields=["state"])
    return plan


@transaction.atomic
def roll_over(actor: Actor, roll_over_id: int, *, now: datetime, progress: Progress | None = None) -> RollOver:
    """Do it, all in one transaction: classes opened, pupils placed, finished, gone. Killed in the middle, nothing is.

    Raises: Missing, Denied, AlreadyRolledOver, Invalid, and those of placing.
    """
    row = _locked(actor, roll_over_id)
    if row.state not in (RollOver.State.PLANNED, RollOver.State.RUNNING):
        raise AlreadyRolledOver(school_year=SchoolYear(row.from_year).label)
    plan = plan_of(row)
    if plan.problems:
        raise Invalid(plan.problems)
    groups, opened = _open_groups(actor, plan)
    made: dict[str, Any] = {"classes": opened, "placements": [], "ended": [], "left": []}
    total, done = len(plan.pupils), 0
    for start in range(0, total, PART):
        part = plan.pupils[start : start + PART]
        _move_part(actor, plan, part, groups, made)
        done += len(part)
        if progress is not None:
            progress(done, total)
    for group in ClassGroup.objects.filter(pk__in=opened):
        number_list(group)
    row.made, row.state, row.done_at = made, RollOver.State.DONE, now
    row.save()
    record(actor, "students.rolled_over", row, school=row.school_id, school_year=row.from_year, counts=plan.counts)
    return row


def _open_groups(actor: Actor, plan: Plan) -> tuple[dict[str, int], list[int]]:
    """Open the classes of the next year that are not there yet; they keep site, sessions and capacity of the old."""
    row = plan.row
    before = {one.name: one for one in ClassGroup.objects.filter(school_id=row.school_id, school_year=row.from_year)}
    origin = {one.next_name: before[one.name] for one in plan.classes if one.next_name} | before
    news = []
    for name, group in plan.groups.items():
        if name not in plan.there:
            like = origin.get(name)
            extra = (like.site_id, tuple(like.sessions), like.capacity) if like else (None, ("morning",), None)
            news.append(NewClass(name, group.grades, group.kind, *extra))
    opened = open_classes(actor, row.school_id, row.from_year + 1, news, needs=Can.ROLL_OVER) if news else []
    return {**plan.there, **{one.name: one.pk for one in opened}}, [one.pk for one in opened]


def _move_part(actor: Actor, plan: Plan, part: list[Step], groups: dict[str, int], made: dict[str, Any]) -> None:
    stays = {
        row.pk: row
        for row in Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=[one.enrolment_id for one in part])
    }
    staying = [one for one in part if one.step in STAYING]
    places = [
        Place(
            one.enrolment_id,
            groups[one.to_class],
            plan.on,
            "repeat" if one.step == "repeat" else "moved_up",
            one.to_grade,
            one.chosen if one.step == "repeat" or one.grade in ("10", "11") else (),
        )
        for one in staying
    ]
    held = [stays[one.enrolment_id] for one in staying]
    placed = place_many(actor, places, needs=Can.ROLL_OVER, is_part=True, stays=held) if places else []
    made["placements"] += [row.pk for row in placed]
    made["ended"] += [one.placement_id for one in part]
    leaving: dict[str, list[Enrolment]] = defaultdict(list)
    for one in part:
        if one.step not in STAYING:
            leaving[one.step].append(stays[one.enrolment_id])
    for how, rows in leaving.items():
        end_stays(actor, rows, Leaving(plan.on, how), batch_id=plan.row.pk)
        made["left"] += [row.pk for row in rows]


@transaction.atomic
def undo_roll_over(actor: Actor, roll_over_id: int, *, now: datetime) -> RollOver:
    """Take a roll-over back as a whole, unless later records rest on it; those are named.

    Raises: Missing, Denied, NotRolledOver, RestsOnIt.
    """
    row = _locked(actor, roll_over_id)
    if row.state != RollOver.State.DONE:
        raise NotRolledOver()
    if resting := later_records(row):
        raise RestsOnIt(later="; ".join(resting))
    on = date.fromisoformat(row.plan["on"])
    try:
        with transaction.atomic():
            Placement.objects.filter(pk__in=row.made["placements"]).delete()
            stays = list(Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=row.made["left"]))
            for stay in stays:
                stay.period, stay.left_how, stay.version = DateRange(stay.period.lower, None), "", stay.version + 1
            Enrolment.objects.bulk_update(stays, ["period", "left_how", "version"], batch_size=500)
            ended = list(Placement.objects.filter(pk__in=row.made["ended"], period__endswith=on))
            for place in ended:
                place.period = DateRange(place.period.lower, None)
            Placement.objects.bulk_update(ended, ["period"], batch_size=500)
            ClassGroup.objects.filter(pk__in=row.made["classes"]).delete()
    except (IntegrityError, ProtectedError) as error:
        raise RestsOnIt(later=_("học sinh đã vào trường khác, hoặc lớp mới đã có dữ liệu")) from error
    row.state, row.undone_at = RollOver.State.UNDONE, now
    row.save(update_fields=["state", "undone_at"])
    record(actor, "students.roll_over_undone", row, school=row.school_id, school_year=row.from_year)
    return row


def later_records(row: RollOver) -> list[str]:
    """Name what was recorded since and rests on the roll-over, in words."""
    made, opened = row.made["placements"], row.made["classes"]
    on = date.fromisoformat(row.plan["on"])
    gone = row.made["left"]
    counts = {
        _("{count} học sinh đã chuyển lớp hoặc rời trường sau đó"): len(made)
        - Placement.objects.filter(pk__in=made, period__upper_inf=True).count(),
        _("{count} học sinh vào lớp mới sau đó"): Placement.objects.filter(class_group__in=opened)
        .exclude(pk__in=made)
        .count(),
        _("{count} học sinh hoàn thành, rời trường đã có thay đổi"): len(gone)
        - Enrolment.objects.filter(pk__in=gone, period__endswith=on).count(),
        _("{count} phân công giảng dạy ở lớp mới"): Assignment.objects.filter(class_group__in=opened).count(),
        _("{count} buổi điểm danh ở lớp mới"): RollCall.objects.filter(class_group__in=opened).count()
        + Absence.objects.filter(class_group__in=opened).count(),
    }
    return [text.format(count=count) for text, count in counts.items() if count]


def _locked(actor: Actor, roll_over_id: int) -> RollOver:
    row = RollOver.objects.select_for_update().filter(pk=roll_over_id).first()
    if row is None:
        raise Missing(what=_("lần chuyển năm học"))
    actor.must(Can.ROLL_OVER, at=row.school_id)
    return row


def _planned(actor: Actor, roll_over_id: int) -> RollOver:
    """Return a roll-over, locked, that has not begun; one whose job was cut off is as good as not begun."""
    row = _locked(actor, roll_over_id)
    if row.state in (RollOver.State.DONE, RollOver.State.UNDONE):
        raise AlreadyRolledOver(school_year=SchoolYear(row.from_year).label)
    is_open = (Job.State.QUEUED, Job.State.RUNNING)
    jobs = Job.objects.filter(kind=TASK, args__roll_over_id=row.pk, state__in=is_open)
    if row.state == RollOver.State.RUNNING and jobs.exists():
        raise BeingRolledOver()
    return row
