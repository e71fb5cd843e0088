"""Edits of many pupils of a school at once: all of them or none, one event, and a way back."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid, Missing, Refused
from khue.core.words import N_
from khue.students.actions.notes import note_many
from khue.students.actions.placing import Place, number_class, place_many
from khue.students.actions.statuses import StatusFacts, checked, overlapping, told
from khue.students.actions.stays import stays_of
from khue.students.models import BulkEdit, Enrolment, Placement, Status
from khue.students.rules import STATUS_NEEDS, Can

MOST = 1000  # pupils of one edit
KEPT = ("enrolment_id", "person_id", "school_id", "class_group_id", "school_year", "grade", "number", "how")


class NobodyToChange(Refused):
    """Every pupil of the selection is already as asked."""

    text = N_("Cả {count} học sinh đã chọn đều đã như vậy nên không có gì thay đổi. Hãy chọn học sinh khác.")


class AlreadyTakenBack(Refused):
    """The edit was undone before."""

    text = N_("Lần sửa {number} đã được hoàn tác. Hãy tải lại danh sách để xem.")


class ChangedSince(Refused):
    """What the edit wrote was changed afterwards."""

    text = N_("Sau lần sửa {number} đã có {count} học sinh được sửa tiếp nên không hoàn tác được. Hãy sửa từng em.")


@transaction.atomic
def set_status_of(actor: Actor, person_ids: Sequence[int], facts: StatusFacts, *, today: date) -> BulkEdit:
    """Give many pupils a status; those who hold it already in that time are left as they are.

    Raises: Missing, Denied, Invalid, NobodyToChange.
    """
    facts = checked(facts, today=today)
    stays = _stays(actor, person_ids, STATUS_NEEDS[facts.kind][1], today=today)
    held = overlapping(stays, facts)
    rows = [
        Status(
            person_id=person_id,
            school_id=stay.school_id,
            kind=facts.kind,
            code=facts.code,
            period=facts.period(),
            document=facts.document,
            note=facts.note,
        )
        for person_id, stay in stays.items()
        if person_id not in held
    ]
    if not rows:
        raise NobodyToChange(count=len(stays))
    Status.objects.bulk_create(rows)
    note_many(actor, [(row.person_id, row, {row.kind: (None, told(row))}) for row in rows])
    edit = _kept(actor, rows[0].school_id, BulkEdit.Verb.SET_STATUS, len(rows), {"made": [row.pk for row in rows]})
    record(actor, "students.status_given_to_many", edit, school=edit.school_id, count=edit.count, kind_of=facts.kind)
    return edit


@transaction.atomic
def move_pupils(actor: Actor, person_ids: Sequence[int], class_id: int, *, on: date) -> BulkEdit:
    """Move many pupils to another class of their school; those who are in it already stay.

    Raises: Missing, Denied, Invalid, NobodyToChange; and as `place`.
    """
    stays = _stays(actor, person_ids, Can.EDIT, today=on)
    held = _open_places([stay.pk for stay in stays.values()])
    going = [stay for stay in stays.values() if stay.pk not in held or held[stay.pk].class_group_id != class_id]
    if not going:
        raise NobodyToChange(count=len(stays))
    before = [_as_kept(held[stay.pk]) for stay in going if stay.pk in held]
    how = {stay.pk: "moved_class" if stay.pk in held else "new" for stay in going}
    made = place_many(actor, [Place(stay.pk, class_id, on, how[stay.pk]) for stay in going], is_part=True, stays=going)
    said = {"made": [row.pk for row in made], "before": before}
    edit = _kept(actor, going[0].school_id, BulkEdit.Verb.MOVE_CLASS, len(made), said)
    note_many(
        actor,
        [(row.person_id, row, {"class_group": (_class_before(held, row), row.class_group_id)}) for row in made],
    )
    record(actor, "students.pupils_moved", edit, school=edit.school_id, count=edit.count, to_class=class_id)
    return edit


@transaction.atomic
def number_classes(actor: Actor, class_ids: Sequence[int], *, today: date) -> BulkEdit:
    """Number the lists of classes anew, in the order of Vietnamese names.

    Raises: Missing, Denied, Invalid, NobodyToChange.
    """
    rows = Placement.objects.filter(class_group_id__in=class_ids, period__contains=today)
    before = {str(row.pk): row.number for row in rows}
    if not before:
        raise NobodyToChange(count=0)
    schools = set(rows.values_list("school_id", flat=True))
    _one_school(schools)
    changed = sum(number_class(actor, class_id) for class_id in class_ids)
    if not changed:
        raise NobodyToChange(count=len(before))
    edit = _kept(actor, schools.pop(), BulkEdit.Verb.NUMBER, changed, {"before": before})
    record(actor, "students.lists_numbered", edit, school=edit.school_id, count=changed)
    return edit


@transaction.atomic
def undo_bulk(actor: Actor, edit_id: int, *, now: datetime) -> BulkEdit:
    """Take an edit of many pupils back, when nothing was changed on top of it.

    Raises: Missing, Denied, AlreadyTakenBack, ChangedSince.
    """
    edit = BulkEdit.objects.select_for_update(of=("self",)).filter(pk=edit_id).first()
    if edit is None:
        raise Missing(what=f"lần sửa số {edit_id}")
    actor.must(Can.EDIT, at=edit.school_id)
    if edit.undone_at is not None:
        raise AlreadyTakenBack(number=edit.pk)
    {
        BulkEdit.Verb.SET_STATUS: _take_statuses,
        BulkEdit.Verb.MOVE_CLASS: _take_places,
        BulkEdit.Verb.NUMBER: _take_numbers,
    }[BulkEdit.Verb(edit.verb)](actor, edit)
    edit.undone_at, edit.undone_by = now, actor.user_id
    edit.save(update_fields=["undone_at", "undone_by"])
    record(actor, "students.bulk_edit_undone", edit, school=edit.school_id, count=edit.count)
    return edit


def _take_statuses(actor: Actor, edit: BulkEdit) -> None:
    rows = list(Status.objects.select_for_update().filter(pk__in=edit.made["made"]))
    whole = [row for row in rows if row.period.upper is None or row.period.upper > edit.at.date()]
    if lost := len(edit.made["made"]) - len(whole):
        raise ChangedSince(number=edit.pk, count=lost)
    note_many(actor, [(row.person_id, row, {row.kind: (told(row), None)}) for row in rows])
    Status.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _take_places(actor: Actor, edit: BulkEdit) -> None:
    rows = list(Placement.objects.select_for_update().filter(pk__in=edit.made["made"], period__upper_inf=True))
    if lost := len(edit.made["made"]) - len(rows):
        raise ChangedSince(number=edit.pk, count=lost)
    Placement.objects.filter(pk__in=[row.pk for row in rows]).delete()
    known = Placement.objects.in_bulk([kept["id"] for kept in edit.made["before"]])
    back = []
    for kept in edit.made["before"]:
        row = known.get(kept["id"]) or Placement(pk=kept["id"], **{name: kept[name] for name in KEPT})
        row.chosen_subjects = kept["chosen_subjects"]
        row.period = DateRange(date.fromisoformat(kept["start"]), None)
        back.append(row)
    Placement.objects.bulk_update([row for row in back if row.pk in known], ["period"])
    Placement.objects.bulk_create([row for row in back if row.pk not in known])
    before = {row.enrolment_id: row.class_group_id for row in back}
    note_many(
        actor,
        [(row.person_id, row, {"class_group": (row.class_group_id, before.get(row.enrolment_id))}) for row in rows],
    )


def _take_numbers(_actor: Actor, edit: BulkEdit) -> None:
    rows = list(Placement.objects.select_for_update().filter(pk__in=[int(pk) for pk in edit.made["before"]]))
    for row in rows:
        row.number = edit.made["before"][str(row.pk)]
    Placement.objects.bulk_update(rows, ["number"], batch_size=500)


def _stays(actor: Actor, person_ids: Sequence[int], needs: str, *, today: date) -> dict[int, Enrolment]:
    """Return the stays of a selection that one edit may change: not none, not too many, of one school."""
    chosen = list(dict.fromkeys(person_ids))
    if not 0 < len(chosen) <= MOST:
        text = _("Hãy chọn từ 1 đến {most} học sinh.").format(most=MOST)
        raise Invalid([Fault(_("Học sinh đã chọn"), str(len(chosen)), text)])
    stays = stays_of(actor, chosen, needs, today=today)
    _one_school({stay.school_id for stay in stays.values()})
    return stays


def _one_school(schools: set[int]) -> None:
    if len(schools) > 1:
        text = _("Các học sinh thuộc nhiều trường. Hãy lọc theo một trường rồi chọn lại.")
        raise Invalid([Fault(_("Học sinh đã chọn"), _("{count} trường").format(count=len(schools)), text)])


def _open_places(enrolment_ids: Sequence[int]) -> dict[int, Placement]:
    rows = Placement.objects.filter(enrolment_id__in=enrolment_ids, period__upper_inf=True)
    return {row.enrolment_id: row for row in rows}


def _class_before(held: dict[int, Placement], row: Placement) -> int | None:
    return held[row.enrolment_id].class_group_id if row.enrolment_id in held else None


def _as_kept(row: Placement) -> dict[str, Any]:
    kept: dict[str, Any] = {name: getattr(row, name) for name in KEPT}
    start = row.period.lower.isoformat()
    return kept | {"id": row.pk, "start": start, "chosen_subjects": list(row.chosen_subjects)}


def _kept(actor: Actor, school_id: int, verb: str, count: int, made: dict[str, Any]) -> BulkEdit:
    return BulkEdit.objects.create(school_id=school_id, verb=verb, count=count, made=made, user_id=actor.user_id)
