"""Posts: given, changed, ended, and carried over en masse when an organisation goes on in another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid, Missing, Refused
from khue.core.names import nfc
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
