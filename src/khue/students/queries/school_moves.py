"""What a move of pupils to the school that carries on a merged one would do, and what stands in its way."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.clock import SchoolYear
from khue.core.errors import Fault, Missing
from khue.organisations import queries as organisations
from khue.students.models import ClassGroup, Enrolment, Placement, SchoolMove
from khue.students.queries.enrolment import known_people
from khue.students.queries.records import in_transfer
from khue.students.queries.schools import school
from khue.students.rules import Can, grades_of


@dataclass(frozen=True)
class ClassMove:
    """A class of the old school and the one that it becomes at the new school."""

    group: ClassGroup
    new_name: str
    size: int

    @property
    def year(self) -> str:
        """Return the school year as printed."""
        return SchoolYear(self.group.school_year).label


@dataclass(frozen=True)
class MovePlan:
    """A move as it would be now. seats: stay -> open place in a class; stays without one go too, when all go."""

    row: SchoolMove
    old_name: str
    new_name: str
    classes: list[ClassMove]
    stays: list[Enrolment]
    seats: dict[int, Placement]
    problems: list[Fault]

    @property
    def unplaced(self) -> int:
        """Return how many pupils go without a class."""
        return sum(stay.pk not in self.seats for stay in self.stays)


def school_moves(actor: Actor) -> QuerySet[SchoolMove]:
    """Return the moves one takes part in, the newest first.

    Raises: Denied.
    """
    actor.must(Can.SUPERVISE_TRANSFER)
    return SchoolMove.objects.order_by("-created_at", "-pk")


def school_move(actor: Actor, move_id: int) -> SchoolMove:
    """Return a move between schools that one supervises.

    Raises: Missing, Denied.
    """
    return supervised(actor, SchoolMove.objects.filter(pk=move_id).first())


def supervised(actor: Actor, row: SchoolMove | None) -> SchoolMove:
    """Return the move when one supervises both schools; to others there is none.

    Raises: Missing, Denied.
    """
    actor.must(Can.SUPERVISE_TRANSFER)
    if row is None or not all(actor.can(Can.SUPERVISE_TRANSFER, at=place) for place in (row.old_id, row.new_id)):
        raise Missing(what=_("lần chuyển học sinh sang trường kế thừa"))
    return row


def plan_of_move(row: SchoolMove) -> MovePlan:
    """Return what a move would do now."""
    called = organisations.names([row.old_id], row.on) | organisations.names([row.new_id], row.on)
    open_stays = Enrolment.objects.filter(school_id=row.old_id, period__upper_inf=True).order_by("pk")
    seats = Placement.objects.filter(enrolment__in=open_stays, period__upper_inf=True).select_related("class_group")
    seated = {seat.enrolment_id: seat for seat in seats.order_by("pk")}
    stays = list(open_stays)
    if row.classes:
        stays = [one for one in stays if one.pk in seated and seated[one.pk].class_group_id in set(row.classes)]
    seated = {one.pk: seated[one.pk] for one in stays if one.pk in seated}
    classes = _classes(row, seated)
    old_name, new_name = (called.get(pk) or organisations.name_of(pk) for pk in (row.old_id, row.new_id))
    return MovePlan(row, old_name, new_name, classes, stays, seated, _problems(row, stays, seated))


def _classes(row: SchoolMove, seats: dict[int, Placement]) -> list[ClassMove]:
    """Name each class as it was; where the new school has one of this name in the year, with a number behind it."""
    sizes = Counter(seat.class_group_id for seat in seats.values())
    groups = sorted(
        {seat.class_group_id: seat.class_group for seat in seats.values()}.values(),
        key=lambda group: (group.school_year, group.name_key, group.pk),
    )
    years = {group.school_year for group in groups}
    there = ClassGroup.objects.filter(school_id=row.new_id, school_year__in=years)
    taken = set(there.values_list("school_year", "name"))
    found = []
    for group in groups:
        number, name = 2, group.name
        while (group.school_year, name) in taken:
            name, number = f"{group.name[:26]}-{number}", number + 1
        taken.add((group.school_year, name))
        found.append(ClassMove(group, name, sizes[group.pk]))
    return found


def _problems(row: SchoolMove, stays: list[Enrolment], seats: dict[int, Placement]) -> list[Fault]:
    at = school(row.new_id, row.on)
    taught = set(grades_of(at.levels))
    known = known_people([one.person_id for one in stays])
    moving = in_transfer([one.person_id for one in stays])
    found = []
    if not at.is_open:
        text = _("Trường kế thừa không hoạt động vào ngày này. Hãy chọn ngày khác.")
        found.append(Fault(at.name, f"{row.on:%d/%m/%Y}", text))
    for stay in stays:
        person, seat = known.get(stay.person_id), seats.get(stay.pk)
        who = person.full_name if person else str(stay.person_id)
        place = f"{seat.class_group.name} · {who}" if seat else who
        if text := _problem(row, stay, seat, person, taught, stay.person_id in moving):
            found.append(Fault(place, "", text))
    return found


def _problem(
    row: SchoolMove, stay: Enrolment, seat: Placement | None, person: object, taught: set[str], is_moving: bool
) -> str:
    begun = max(one.period.lower for one in (stay, seat) if one is not None)
    if person is None or (not stay.is_secondary and person.custody_id != row.old_id):  # type: ignore[attr-defined]
        return _("Hồ sơ do đơn vị khác quản lí. Hãy nhận lại hồ sơ hoặc cho học sinh rời trường trước.")
    if is_moving:
        return _("Đang có hồ sơ chuyển trường chưa kết thúc. Hãy hoàn tất hoặc rút hồ sơ đó trước.")
    if begun >= row.on:
        return _("Vào trường hoặc vào lớp từ {day}. Hãy chọn ngày chuyển muộn hơn.").format(day=f"{begun:%d/%m/%Y}")
    if seat is not None and seat.grade not in taught:
        return _("Trường kế thừa không dạy khối {grade}. Hãy chuyển riêng lớp này sang trường khác.").format(
            grade=seat.grade
        )
    return ""
