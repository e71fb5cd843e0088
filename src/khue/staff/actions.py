"""Posts: given, changed, ended, and carried over en masse when an organisation goes on in another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid, Missing, Refused
from khue.core.loading import reserve_ids
from khue.core.names import nfc
from khue.core.sheets import CLEARED
from khue.core.sheets.imports import Applied
from khue.core.sheets.models import Batch
from khue.core.staging import change_rows, store_rows
from khue.core.words import N_
from khue.organisations import queries as organisations
from khue.people import actions as person_actions
from khue.people import queries as people
from khue.people.actions import Facts
from khue.staff.models import Post
from khue.staff.rules import POSITIONS, Can

CHANGEABLE = ("subjects", "decision", "is_main")


class AlreadyInPost(Refused):
    """The person holds this post already."""

    text = N_("Người này đang giữ vị trí «{position}» tại đơn vị. Hãy kết thúc vị trí cũ trước, hoặc chọn vị trí khác.")


class PostEnded(Refused):
    """The post was ended before."""

    text = N_("Vị trí này đã kết thúc từ {day}. Hãy tải lại trang.")


class EndsBeforeItBegins(Refused):
    """A post lasts a day at least."""

    text = N_("Ngày kết thúc {day} phải sau ngày bắt đầu ({begun}). Hãy chọn ngày khác.")


class NotOpen(Refused):
    """The organisation does not exist on the day."""

    text = N_("Đơn vị không hoạt động vào ngày {day}. Hãy chọn ngày khác, hoặc đơn vị kế thừa.")


class NotASuccessor(Refused):
    """The posts would go to an organisation that does not carry on the old one."""

    text = N_("«{new}» không kế thừa «{old}» vào ngày {day}. Hãy ghi nhận quyết định sáp nhập trước.")


class NobodyThere(Refused):
    """There is no post to carry over."""

    text = N_("«{old}» không còn ai giữ vị trí nào. Không có gì để chuyển; hãy kiểm tra lại đơn vị.")


@dataclass(frozen=True)
class NewPost:
    """A post to be given. position: of POSITIONS; subjects: codes of the catalogue that a teacher is trained for."""

    position: str
    on: date
    subjects: tuple[str, ...] = ()
    decision: str = ""
    is_main: bool = True


@transaction.atomic
def open_post(actor: Actor, person_id: int, organisation_id: int, new: NewPost) -> Post:
    """Give a person a post from a day on.

    Raises: Denied, Missing, Invalid, NotOpen, AlreadyInPost.
    """
    actor.must(Can.EDIT, at=organisation_id)
    person = people.card(actor, person_id)
    if faults := _post_faults(new.position, new.subjects, new.decision):
        raise Invalid(faults)
    if not organisations.as_of(new.on).filter(organisation_id=organisation_id).exists():
        raise NotOpen(day=f"{new.on:%d/%m/%Y}")
    row = Post(
        person_id=person.id,
        organisation_id=organisation_id,
        position=new.position,
        subjects=list(new.subjects),
        is_main=new.is_main,
        period=DateRange(new.on, None),
        decision=nfc(new.decision),
        kept_name=person.name,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AlreadyInPost(position=_(POSITIONS[new.position])) from error
    record(actor, "staff.post_opened", row, person=person_id, at_unit=organisation_id, position=new.position)
    return row


def _post_faults(position: str, subjects: Sequence[str], decision: str) -> list[Fault]:
    faults = []
    if position not in POSITIONS:
        faults.append(Fault(_("Vị trí"), position, _("Hãy chọn một vị trí trong danh sách.")))
    if subjects and position not in ("teacher", "head", "vice_head"):
        text = _("Chỉ giáo viên và người quản lí trường có môn được đào tạo. Hãy bỏ chọn môn.")
        faults.append(Fault(_("Môn được đào tạo"), ", ".join(subjects), text))
    if len(decision) > 120:
        faults.append(Fault(_("Quyết định"), decision[:40], _("Nội dung dài quá 120 ký tự. Hãy rút gọn.")))
    return faults


@transaction.atomic
def amend_post(actor: Actor, post_id: int, changes: Mapping[str, Any]) -> Post:
    """Change the subjects, the decision, or whether it is the main post.

    Raises: Denied, Missing, Invalid.
    """
    row = own_post(actor, post_id)
    wanted = {name: changes[name] for name in CHANGEABLE if name in changes}
    faults = _post_faults(row.position, wanted.get("subjects", row.subjects), str(wanted.get("decision", row.decision)))
    if faults:
        raise Invalid(faults)
    changed = [name for name, value in wanted.items() if value != getattr(row, name)]
    if changed:
        for name in changed:
            setattr(row, name, wanted[name])
        row.save(update_fields=changed)
        record(actor, "staff.post_changed", row, at_unit=row.organisation_id, changed=changed)
    return row


@transaction.atomic
def end_post(actor: Actor, post_id: int, *, on: date) -> Post:
    """End a post: `on` is the first day on which the person no longer holds it.

    Raises: Denied, Missing, PostEnded, EndsBeforeItBegins.
    """
    row = own_post(actor, post_id)
    if row.period.upper is not None:
        raise PostEnded(day=f"{row.period.upper:%d/%m/%Y}")
    if on <= row.period.lower:
        raise EndsBeforeItBegins(day=f"{on:%d/%m/%Y}", begun=f"{row.period.lower:%d/%m/%Y}")
    row.period = DateRange(row.period.lower, on)
    row.save(update_fields=["period"])
    record(actor, "staff.post_ended", row, person=row.person_id, at_unit=row.organisation_id, on=on.isoformat())
    return row


@transaction.atomic
def carry_over(actor: Actor, old_id: int, new_id: int, *, on: date, decision: str = "") -> list[Post]:
    """Carry every open post of an organisation over to one that succeeds it, all at once.

    Raises: Denied, NotASuccessor, NobodyThere, NotOpen, AlreadyInPost.
    """
    for place in (old_id, new_id):
        actor.must(Can.EDIT, at=place)
    called = organisations.names([old_id, new_id], on)
    if new_id not in organisations.successors(old_id, on):
        raise NotASuccessor(old=called.get(old_id, ""), new=called.get(new_id, ""), day=f"{on:%d/%m/%Y}")
    held = Post.objects.select_for_update().filter(organisation_id=old_id, period__upper_inf=True)
    old = [row for row in held if row.period.lower < on]
    if not old:
        raise NobodyThere(old=called.get(old_id, ""))
    made = [_succeeding(row, new_id, on, decision) for row in old]
    for row in old:
        row.period = DateRange(row.period.lower, on)
    Post.objects.bulk_update(old, ["period"], batch_size=500)
    try:
        with transaction.atomic():
            made = Post.objects.bulk_create(made, batch_size=500)
    except IntegrityError as error:
        raise AlreadyInPost(position=_("một trong các vị trí được chuyển")) from error
    record(actor, "staff.posts_carried_over", made[0], old=old_id, new=new_id, count=len(made), on=on.isoformat())
    return made


def _succeeding(row: Post, new_id: int, on: date, decision: str) -> Post:
    return Post(
        person_id=row.person_id,
        organisation_id=new_id,
        position=row.position,
        subjects=row.subjects,
        is_main=row.is_main,
        period=DateRange(on, None),
        decision=nfc(decision) or row.decision,
        kept_name=row.kept_name,
    )


def own_post(actor: Actor, post_id: int) -> Post:
    """Return a post, locked, that the actor may change.

    Raises: Missing, Denied.
    """
    row = Post.objects.select_for_update(of=("self",)).filter(pk=post_id).first()
    if row is None:
        raise Missing(what=_("vị trí việc làm"))
    actor.must(Can.EDIT, at=row.organisation_id)
    return row


@transaction.atomic
def hire(
    actor: Actor, facts: Facts, organisation_id: int, new: NewPost, *, identifiers: Mapping[str, str] | None = None
) -> Post:
    """Enter somebody who is not on record here yet, and give the first post.

    Raises: Denied, Invalid, IdentifierTaken, NotOpen.
    """
    actor.must(Can.EDIT, at=organisation_id)
    person = person_actions.add(actor, facts, custody=organisation_id, identifiers=identifiers)
    return open_post(actor, person.pk, organisation_id, new)


@dataclass(frozen=True, slots=True)
class StaffRow:
    """What a row of a staff list says; person_id None: not here yet. What is None was not said."""

    person_id: int | None
    facts: Mapping[str, Any]
    identifiers: Mapping[str, str]
    position: str
    subjects: tuple[str, ...] | None = None
    start: date | None = None
    decision: Any = None


HELD = """
SELECT person_id, position, id, subjects, decision FROM staff_post
WHERE organisation_id = %s AND person_id = ANY (%s) AND upper_inf(period)
"""


def write_staff(actor: Actor, rows: Sequence[StaffRow], batch: Batch) -> Applied:
    """Enter the people of a list and their posts at the unit of the batch; only what the rows say changes.

    Raises: Denied, ChangedMeanwhile, AlreadyInPost.
    """
    unit = batch.organisation_id or 0
    actor.must(Can.EDIT, at=unit)
    stamp = person_actions.Stamp(actor, batch.pk, unit, timezone.now(), localdate())
    drafts = [person_actions.Draft(row.person_id, row.facts, row.identifiers) for row in rows]
    written = person_actions.write_people(stamp, drafts)
    posts = _PostRows(stamp, written.person_ids, rows)
    person_actions.note_many(stamp, posts.notes)
    batch.made = {label: person_actions.ranges(ids) for label, ids in written.made.items() if ids}
    batch.made["staff.Post"] = person_actions.ranges(posts.store())
    touched = posts.touched | written.changed
    changed = len(touched - written.added)
    if written.added or touched:
        record(actor, "staff.list_imported", batch, at_unit=unit, added=len(written.added), changed=changed)
    return Applied(len(written.added), changed, len(rows) - len(written.added) - changed)


class _PostRows:
    """The posts of a list, compared with those that stand there."""

    def __init__(self, stamp: person_actions.Stamp, person_ids: Sequence[int], rows: Sequence[StaffRow]) -> None:
        self._at = stamp.custody_id
        self._fresh: list[tuple[Any, ...]] = []
        self._changed: list[tuple[Any, ...]] = []
        self.notes: list[tuple[int, str, str, Any, Any]] = []
        with connection.cursor() as cursor:
            cursor.execute(HELD, [self._at, list(person_ids)])
            held = {(line[0], line[1]): line[2:] for line in cursor.fetchall()}
        for person_id, row in zip(person_ids, rows, strict=True):
            decision = "" if row.decision is CLEARED else row.decision
            if known := held.get((person_id, row.position)):
                self._keep_up(person_id, known, row.subjects, decision)
            else:
                period, name = f"[{row.start or stamp.on},)", row.facts["full_name"]
                said = (row.position, list(row.subjects or ()), True, period, decision or "", name)
                self._fresh.append((person_id, self._at, *said))

    def _keep_up(self, person_id: int, known: Sequence[Any], subjects: Any, decision: Any) -> None:
        old = {"subjects": known[1], "decision": known[2]}
        said = {"subjects": list(subjects) if subjects is not None else None, "decision": decision}
        new = {**old, **{name: value for name, value in said.items() if value is not None}}
        if new != old:
            self._changed.append((known[0], new["subjects"], new["decision"]))
            about = f"staff.Post:{known[0]}"
            self.notes += [(person_id, about, name, old[name], new[name]) for name in old if old[name] != new[name]]

    @property
    def touched(self) -> set[int]:
        """Return the persons with a new or changed post."""
        return {line[0] for line in self._fresh} | {note[0] for note in self.notes}

    def store(self) -> list[int]:
        """Store what differs; returns the ids of new posts. Raises: AlreadyInPost."""
        numbers = reserve_ids(Post, len(self._fresh)) if self._fresh else []
        columns = ("person_id", "organisation_id", "position", "subjects", "is_main", "period", "decision", "kept_name")
        try:
            change_rows(Post, ("id", "subjects", "decision"), self._changed)
            store_rows(Post, ("id", *columns), [(pk, *line) for pk, line in zip(numbers, self._fresh, strict=True)])
        except IntegrityError as error:
            raise AlreadyInPost(position="") from error
        return numbers


def undo_staff(actor: Actor, batch: Batch) -> None:
    """Take back what a list of staff wrote.

    Raises: Denied, ChangedSince, RestsOnIt.
    """
    actor.must(Can.EDIT, at=batch.organisation_id)
    stamp = person_actions.stamp_of_undo(actor, batch, timezone.now(), localdate())
    person_actions.take_back(stamp, batch, batch.made)
    record(actor, "staff.list_taken_back", batch, at_unit=batch.organisation_id)
