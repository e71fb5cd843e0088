"""Classes: opened, renamed, changed, closed, and made anew for the next school year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.clock import SchoolYear
from khue.core.errors import Fault, Invalid, Missing
from khue.core.names import nfc
from khue.organisations import queries as organisations
from khue.students.actions.refusals import ClassInUse, NameTaken, NothingToCopy
from khue.students.models import ClassGroup, Placement
from khue.students.queries.schools import School, school
from khue.students.rules import CLASS_KINDS, GRADE_ORDER, SESSIONS, Can, class_key, class_problem, year_spans

CHANGEABLE = ("name", "kind", "grades", "site_id", "sessions", "capacity")


@dataclass(frozen=True)
class NewClass:
    """A class to be opened. grades: codes of the catalogue. site_id: a satellite site of the school."""

    name: str
    grades: tuple[str, ...]
    kind: str = "ordinary"
    site_id: int | None = None
    sessions: tuple[str, ...] = ("morning",)
    capacity: int | None = None


def open_class(actor: Actor, school_id: int, school_year: int, new: NewClass, *, needs: str = Can.EDIT) -> ClassGroup:
    """Open one class of a school year.

    Raises: Denied, Invalid, NameTaken.
    """
    return open_classes(actor, school_id, school_year, [new], needs=needs)[0]


@transaction.atomic
def open_classes(
    actor: Actor,
    school_id: int,
    school_year: int,
    news: Sequence[NewClass],
    *,
    needs: str = Can.EDIT,
    batch_id: int | None = None,
) -> list[ClassGroup]:
    """Open classes of a school year, all of them or none.

    Raises: Denied, Invalid, NameTaken.
    """
    actor.must(needs, at=school_id)
    news = [_clean(one) for one in news]
    at = school_on(school_id, school_year)
    if faults := [fault for one in news for fault in class_faults(at, one)]:
        raise Invalid(faults)
    rows = [
        ClassGroup(school_id=school_id, school_year=school_year, name_key=class_key(one.name), **_columns(one))
        for one in news
    ]
    _refuse_taken(school_id, school_year, [row.name for row in rows])
    try:
        with transaction.atomic():
            made = ClassGroup.objects.bulk_create(rows)
    except IntegrityError as error:  # somebody opened it a moment ago
        raise NameTaken(school_year=SchoolYear(school_year).label, name=", ".join(row.name for row in rows)) from error
    for row in made[:1]:
        facts = {"school": school_id, "school_year": school_year, "count": len(made), "batch": batch_id}
        record(actor, "students.classes_opened", row, **facts)
    return made


def school_on(school_id: int, school_year: int) -> School:
    """Return the school as it is when the year begins; a school founded later in the year as it is then.

    Raises: Missing.
    """
    first, last = year_spans(school_year)
    begun = school(school_id, SchoolYear(school_year).first_day)
    if begun.is_open:
        return begun
    return school(school_id, begun.opens if begun.opens and begun.opens <= last else first)


def class_faults(at: School, new: NewClass) -> list[Fault]:
    """List what is wrong with a class to be opened."""
    place = _("Lớp «{name}»").format(name=new.name)
    faults = []
    if not at.is_open:
        text = _("Trường không hoạt động trong năm học này. Hãy chọn trường hoặc năm học khác.")
        faults.append(Fault(place, at.name, text))
    if not new.name or len(new.name) > 30:
        faults.append(Fault(_("Tên lớp"), new.name[:40], _("Hãy ghi tên lớp, tối đa 30 ký tự.")))
    if new.kind not in CLASS_KINDS:
        faults.append(Fault(place, new.kind, _("Hãy chọn một loại lớp trong danh sách.")))
    elif problem := class_problem(new.kind, new.grades, at.levels):
        faults.append(Fault(place, ", ".join(new.grades), _(problem)))
    if set(new.sessions) - set(SESSIONS):
        faults.append(Fault(place, ", ".join(new.sessions), _("Hãy chọn buổi sáng, buổi chiều, hoặc cả hai.")))
    if new.capacity is not None and not 1 <= new.capacity <= 200:
        faults.append(Fault(place, str(new.capacity), _("Sĩ số tối đa từ 1 đến 200.")))
    if new.site_id is not None and new.site_id not in _sites(at.id):
        faults.append(Fault(place, str(new.site_id), _("Điểm trường này không thuộc trường. Hãy chọn lại.")))
    return faults


def _sites(school_id: int) -> set[int]:
    return {node.version.organisation_id for node in organisations.children(school_id) if node.version.kind == "site"}


def _clean(new: NewClass) -> NewClass:
    grades = tuple(sorted(dict.fromkeys(new.grades), key=lambda code: GRADE_ORDER.get(code, len(GRADE_ORDER))))
    return NewClass(nfc(new.name), grades, new.kind, new.site_id, tuple(new.sessions), new.capacity)


def _columns(new: NewClass) -> dict[str, Any]:
    return {
        "name": new.name,
        "kind": new.kind,
        "grades": list(new.grades),
        "site_id": new.site_id,
        "sessions": [code for code in SESSIONS if code in new.sessions],
        "capacity": new.capacity,
    }


def _refuse_taken(school_id: int, school_year: int, names: Sequence[str], but: int | None = None) -> None:
    there = ClassGroup.objects.filter(school_id=school_id, school_year=school_year, name__in=names)
    there = there if but is None else there.exclude(pk=but)
    taken = there.values_list("name", flat=True).first() or next((one for one in names if names.count(one) > 1), None)
    if taken:
        raise NameTaken(school_year=SchoolYear(school_year).label, name=taken)


@transaction.atomic
def amend_class(actor: Actor, class_id: int, changes: Mapping[str, Any]) -> ClassGroup:
    """Change facts of a class: name, kind, grades, site, sessions, capacity.

    Raises: Denied, Missing, Invalid, NameTaken.
    """
    row = own_class(actor, class_id)
    known = {name: getattr(row, name) for name in CHANGEABLE}
    wanted = _clean(NewClass(**{**known, **{name: changes[name] for name in CHANGEABLE if name in changes}}))
    faults = class_faults(school_on(row.school_id, row.school_year), wanted)
    placed = Placement.objects.filter(class_group=row, period__upper_inf=True)
    if lost := sorted(set(placed.values_list("grade", flat=True)) - set(wanted.grades)):
        text = _("Lớp còn học sinh khối này. Hãy chuyển học sinh trước khi bỏ khối.")
        faults.append(Fault(row.name, ", ".join(lost), text))
    if faults:
        raise Invalid(faults)
    columns = _columns(wanted)
    changed = [name for name, value in columns.items() if value != getattr(row, name)]
    if not changed:
        return row
    _refuse_taken(row.school_id, row.school_year, [wanted.name], but=row.pk)
    for name, value in columns.items():
        setattr(row, name, value)
    row.name_key = class_key(row.name)
    row.save()
    record(actor, "students.class_changed", row, school=row.school_id, changed=changed)
    return row


def rename_class(actor: Actor, class_id: int, name: str) -> ClassGroup:
    """Give a class another name.

    Raises: Denied, Missing, Invalid, NameTaken.
    """
    return amend_class(actor, class_id, {"name": name})


@transaction.atomic
def close_class(actor: Actor, class_id: int) -> ClassGroup:
    """Close a class in which nobody is any more.

    Raises: Denied, Missing, ClassInUse.
    """
    row = own_class(actor, class_id)
    if count := Placement.objects.filter(class_group=row, period__upper_inf=True).count():
        raise ClassInUse(class_group=row.name, count=count)
    row.is_closed = True
    row.save(update_fields=["is_closed"])
    record(actor, "students.class_closed", row, school=row.school_id)
    return row


@transaction.atomic
def reopen_class(actor: Actor, class_id: int) -> ClassGroup:
    """Open a closed class again.

    Raises: Denied, Missing.
    """
    row = own_class(actor, class_id)
    row.is_closed = False
    row.save(update_fields=["is_closed"])
    record(actor, "students.class_reopened", row, school=row.school_id)
    return row


@transaction.atomic
def copy_classes(actor: Actor, school_id: int, from_year: int) -> list[ClassGroup]:
    """Open for the next school year the classes that the school has, except those it already has; pupils do not move.

    Raises: Denied, Invalid, NothingToCopy.
    """
    actor.must(Can.EDIT, at=school_id)
    year = from_year + 1
    there = set(ClassGroup.objects.filter(school_id=school_id, school_year=year).values_list("name", flat=True))
    before = ClassGroup.objects.filter(school_id=school_id, school_year=from_year, is_closed=False)
    news = [
        NewClass(row.name, tuple(row.grades), row.kind, row.site_id, tuple(row.sessions), row.capacity)
        for row in before.order_by("name_key", "pk")
        if row.name not in there
    ]
    if not news:
        raise NothingToCopy(school_year=SchoolYear(from_year).label)
    return open_classes(actor, school_id, year, news)


def own_class(actor: Actor, class_id: int, *, needs: str = Can.EDIT) -> ClassGroup:
    """Return a class, locked, that the actor may change.

    Raises: Missing, Denied.
    """
    row = ClassGroup.objects.select_for_update().filter(pk=class_id).first()
    if row is None:
        raise Missing(what=_("lớp"))
    actor.must(needs, at=row.school_id)
    return row
