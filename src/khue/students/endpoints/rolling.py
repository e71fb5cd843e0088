"""Roll-overs and moves of whole schools for programs: planned, seen, changed, run in the background, taken back."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from khue.core.web.asking import asking
from khue.students import actions, queries
from khue.students.models import RollOver, SchoolMove
from khue.students.queries.roll_overs import roll_over as planned
from khue.students.queries.school_moves import plan_of_move, school_move, school_moves
from khue.students.tasks import roll_over_later, school_move_later

router = Router()
MOST = 200


class RollOverIn(Schema):
    school: int
    from_year: int
    repeats: dict[int, bool] = Field({}, description="id quá trình học -> lưu ban hay không")


class RollOverStepIn(Schema):
    """What one pupil does. Empty: what is usual."""

    step: str = Field("", description="up, repeat, finished, dropped_out, paused")
    to: str = Field("", max_length=30, description="tên lớp mới")


class ChangeIn(Schema):
    """What shall be different from what is usual; an empty value goes back to it."""

    on: date | None = None
    classes: dict[int, str] = Field({}, description="id lớp -> tên lớp năm sau")
    pupils: dict[int, RollOverStepIn] = Field({}, description="id quá trình học -> bước")


class RollOverOut(Schema):
    """A roll-over. While it is prepared: as it would be now."""

    id: int
    school_id: int
    from_year: int
    state: str
    on: date
    counts: dict[str, int]
    problems: list[dict[str, str]]


class StateOut(Schema):
    id: int
    school_id: int
    from_year: int
    state: str


class RollOverJobOut(Schema):
    """The background job; see /jobs/{id} for how far it is."""

    job: int


class SchoolMoveIn(Schema):
    """A merged or closed school, the one that carries it on, the day, and the classes when not all go."""

    old: int
    new: int
    on: date
    classes: list[int] = []


class SchoolMoveOut(Schema):
    """A move of the pupils of a school. classes: old class -> name at the new school."""

    id: int
    old_id: int
    new_id: int
    on: date
    state: str
    pupils: int
    classes: dict[str, str]
    problems: list[dict[str, str]]


def _roll_over(row: RollOver) -> dict[str, Any]:
    told = _state(row) | {"on": row.plan["on"], "counts": {}, "problems": []}
    if row.state in (RollOver.State.PLANNED, RollOver.State.RUNNING):
        plan = queries.plan_of(row)
        told |= {"counts": plan.counts, "problems": [vars(one) for one in plan.problems]}
    return told


def _state(row: RollOver) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("id", "school_id", "from_year", "state")}


@router.get("/students/roll-overs", response=list[StateOut], summary="Các lần chuyển năm học của một trường")
def roll_overs(request: HttpRequest, school: int) -> list[dict[str, Any]]:
    """List the roll-overs of a school, the newest first."""
    return [_state(row) for row in queries.roll_overs(asking(request), school)[:MOST]]


@router.post("/students/roll-overs", response={201: RollOverOut}, summary="Lập phương án chuyển năm học")
def plan_roll_over(request: HttpRequest, told: RollOverIn) -> Any:
    """Plan a roll-over, with the promotion list."""
    actor = asking(request)
    made = actions.plan_roll_over(actor, told.school, told.from_year, now=timezone.now(), repeats=told.repeats)
    return Status(201, _roll_over(made))


@router.get("/students/roll-overs/{int:roll_over_id}", response=RollOverOut, summary="Một lần chuyển năm học")
def roll_over(request: HttpRequest, roll_over_id: int) -> dict[str, Any]:
    """Return a roll-over with its state; while it is prepared, as it would be now."""
    return _roll_over(planned(asking(request), roll_over_id))


@router.patch("/students/roll-overs/{int:roll_over_id}", response=RollOverOut, summary="Sửa phương án chuyển năm học")
def change_roll_over(request: HttpRequest, roll_over_id: int, told: ChangeIn) -> dict[str, Any]:
    """Say what shall be different from what is usual."""
    pupils = {key: {n: v for n, v in vars(one).items() if v} for key, one in told.pupils.items()}
    made = actions.change_plan(asking(request), roll_over_id, on=told.on, classes=told.classes, pupils=pupils)
    return _roll_over(made)


@router.post("/students/roll-overs/{int:roll_over_id}/run", response={202: RollOverJobOut}, summary="Chuyển năm học")
def run_roll_over(request: HttpRequest, roll_over_id: int) -> Any:
    """Start the roll-over in the background; 409 when it runs already."""
    return Status(202, {"job": roll_over_later(asking(request), roll_over_id).pk})


@router.post("/students/roll-overs/{int:roll_over_id}/undo", response=RollOverOut, summary="Hoàn tác chuyển năm học")
def undo_roll_over(request: HttpRequest, roll_over_id: int) -> dict[str, Any]:
    """Take a roll-over back as a whole, unless later records rest on it."""
    return _roll_over(actions.undo_roll_over(asking(request), roll_over_id, now=timezone.now()))


def _move(row: SchoolMove) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("id", "old_id", "new_id", "on", "state")}
    if row.state in (SchoolMove.State.PLANNED, SchoolMove.State.RUNNING):
        plan = plan_of_move(row)
        classes = {one.group.name: one.new_name for one in plan.classes}
        return told | {
            "pupils": len(plan.stays),
            "classes": classes,
            "problems": [vars(one) for one in plan.problems],
        }
    return told | {"pupils": len(row.made.get("entered", [])), "classes": {}, "problems": []}


@router.get("/students/school-moves", response=list[SchoolMoveOut], summary="Các lần chuyển sang trường kế thừa")
def moves(request: HttpRequest) -> list[dict[str, Any]]:
    """List the moves of whole schools that one takes part in."""
    return [_move(row) for row in school_moves(asking(request))[:MOST]]


@router.post("/students/school-moves", response={201: SchoolMoveOut}, summary="Lập phương án sang trường kế thừa")
def plan_move(request: HttpRequest, told: SchoolMoveIn) -> Any:
    """Prepare the move of a merged or closed school's pupils, or change the one that is being prepared."""
    sides, now = (told.old, told.new), timezone.now()
    made = actions.plan_school_move(asking(request), *sides, on=told.on, now=now, classes=told.classes)
    return Status(201, _move(made))


@router.get("/students/school-moves/{int:move_id}", response=SchoolMoveOut, summary="Một lần sang trường kế thừa")
def move(request: HttpRequest, move_id: int) -> dict[str, Any]:
    """Return a move with its state; while it is prepared, as it would be now."""
    return _move(school_move(asking(request), move_id))


@router.post(
    "/students/school-moves/{int:move_id}/run", response={202: RollOverJobOut}, summary="Chuyển sang trường kế thừa"
)
def run_move(request: HttpRequest, move_id: int) -> Any:
    """Start the move in the background; 409 when it runs already."""
    return Status(202, {"job": school_move_later(asking(request), move_id).pk})


@router.post("/students/school-moves/{int:move_id}/undo", response=SchoolMoveOut, summary="Hoàn tác lần chuyển")
def undo_move(request: HttpRequest, move_id: int) -> dict[str, Any]:
    """Take a move back as a whole, unless later records rest on it."""
    return _move(actions.undo_school_move(asking(request), move_id, now=timezone.now()))
