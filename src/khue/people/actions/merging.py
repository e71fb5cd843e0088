"""Makes two rows one, and parts them again exactly as they were."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, Model
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor, widened
from khue.core.errors import Fault, Invalid, Missing, Refused
from khue.core.words import N_
from khue.organisations import queries as organisations
from khue.people.actions.likeness import common_unit, pair_to_decide
from khue.people.models import Change, Custody, Duplicate, Handover, Merge, Person, Reading
from khue.people.rules import Can

STAY = {Change, Reading, Custody, Handover, Duplicate, Merge, Person}  # these go on telling of the row they were about
FIELDS = (
    "full_name", "birth_date", "sex", "ethnicity", "nationality", "birth_unit", "birth_place", "native_unit",
    "home_unit", "home_address", "phone", "email", "photo", "custody",
)  # fmt: skip
TOGETHER = {  # fields that are chosen as one
    "full_name": ("full_name", "family_name", "middle_name", "given_name", "name_key"),
    "birth_date": ("birth_date", "birth_precision"),
}


class BeyondOwnUnits(Refused):
    """One of the rows has records at units over which the actor does not decide."""

    text = N_(
        "Hai hồ sơ có dữ liệu ở đơn vị ngoài phạm vi của bạn. "
        "Hãy chuyển cho «{unit}» quyết định bằng nút Chuyển lên cấp trên."
    )


class OnTheMove(Refused):
    """One of the persons is being handed over or transferred."""

    text = N_("Hồ sơ {person} đang được chuyển giữa hai đơn vị. Hãy đợi tiếp nhận xong hoặc rút lại rồi mới gộp.")


class BothAtSchool(Refused):
    """Both rows study at the same time, so they may be two people."""

    text = N_(
        "Hai hồ sơ cùng đang học ở hai nơi trong một thời gian nên chưa gộp được. "
        "Hãy kết thúc quá trình học ghi nhầm trước."
    )


class AlreadyParted(Refused):
    """The merge was taken back before."""

    text = N_("Lần gộp này đã được tách lại. Hãy tải lại trang để xem hai hồ sơ.")


class MergedOnwards(Refused):
    """A later merge rests on this one."""

    text = N_("Hồ sơ {person} sau đó lại được gộp tiếp. Hãy tách lần gộp sau trước.")


@dataclass(frozen=True)
class Link:
    """A column elsewhere that names a person. twins_stay: what would come twice may stay with the row it is on."""

    model: type[Model]
    column: str
    place: str  # the lookup of the organisation whose row it is; empty where rows have none
    twins_stay: bool
    open_moves: Mapping[str, Any] | None  # what says that a move is under way


def links() -> Iterator[Link]:
    """Find every column that names a person, in every app, with what `class Data` says about merging."""
    for model in apps.get_models():
        about = getattr(model, "Data", None)
        columns = {field.name for field in model._meta.local_fields if isinstance(field, ForeignKey)}
        for field in model._meta.local_fields:
            if isinstance(field, ForeignKey) and field.related_model is Person and model not in STAY:
                scope = getattr(about, "scope", None) or ""
                yield Link(
                    model,
                    str(field.attname),
                    f"{scope}_id" if scope in columns else "",
                    bool(getattr(about, "twins_stay", False)),
                    getattr(about, "open_moves", None),
                )


@transaction.atomic
def merge(
    actor: Actor, duplicate_id: int, keep: int, *, take: frozenset[str] = frozenset(), why: str, at: datetime
) -> Merge:
    """Take one row of a pair into the other; everything that named it names the kept row from now on.

    keep: the person who stays. take: fields (of FIELDS) whose value comes from the row that goes; what is empty in
    the kept row is filled in any case.
    Raises: Missing, Denied, AlreadyDecided, Invalid, OnTheMove, BothAtSchool, BeyondOwnUnits.
    """
    pair = pair_to_decide(actor, duplicate_id)
    if keep not in (pair.left_id, pair.right_id):
        raise Invalid([Fault(_("hồ sơ giữ lại"), str(keep), _("phải là một trong hai hồ sơ của cặp"))])
    if not why.strip():
        raise Invalid([Fault(_("lí do"), "", _("không được để trống"))])
    with widened(actor):
        kept, gone = _locked(keep, pair.left_id + pair.right_id - keep)
        _must_stand_still(kept, gone)
        _must_decide_over(actor, kept, gone)
        before = _fill(kept, gone, take, actor, why, at)
        moved = _move(gone.pk, kept.pk)
        gone.merged_into = kept
        gone.save(update_fields=["merged_into"])
    made = Merge.objects.create(
        kept=kept,
        gone=gone,
        decider_id=pair.decider_id,
        moved=moved,
        before=before,
        why=why,
        at=at,
        user_id=actor.user_id,
    )
    pair.state, pair.decided_at, pair.decided_by = Duplicate.State.MERGED, at, actor.user_id
    pair.save()
    record(actor, "people.merged", made, kept=kept.pk, gone=gone.pk, rows=sum(map(len, moved.values())))
    return made


def _locked(*ids: int) -> list[Person]:
    found = {row.pk: row for row in Person.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")}
    if missing := [pk for pk in ids if pk not in found or found[pk].merged_into_id]:
        raise Missing(what=_("hồ sơ {person} (có thể đã được gộp)").format(person=missing[0]))
    return [found[pk] for pk in ids]


def _must_stand_still(*people: Person) -> None:
    for person in people:
        moving = Handover.objects.filter(person=person, state=Handover.State.OFFERED).exists()
        if moving or any(
            link.open_moves
            and link.model._default_manager.filter(**{link.column: person.pk}, **link.open_moves).exists()
            for link in links()
        ):
            raise OnTheMove(person=person.pk)


def _must_decide_over(actor: Actor, kept: Person, gone: Person) -> None:
    """Check that every unit with rows of the two stands under one over which the actor decides."""
    allowed = actor.places(Can.DECIDE_DUPLICATES)
    if allowed is None:
        return
    touched = {kept.custody_id, gone.custody_id}
    for link in links():
        if link.place:
            rows = link.model._default_manager.filter(**{f"{link.column}__in": [kept.pk, gone.pk]})
            touched |= set(rows.values_list(link.place, flat=True))
    if beyond := touched - allowed:
        unit = organisations.chain(kept.custody_id)
        for other in beyond:
            unit = organisations.chain(common_unit(unit, organisations.chain(other)))
        raise BeyondOwnUnits(unit=organisations.name_of(unit[0]))


def _fill(kept: Person, gone: Person, take: frozenset[str], actor: Actor, why: str, at: datetime) -> dict[str, Any]:
    """Take over values; return the columns of the kept row as they were before, and as they are now."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name in FIELDS:
        if name in take or (getattr(kept, name) in (None, "") and getattr(gone, name) not in (None, "")):
            for part in TOGETHER.get(name, (name,)):
                column = str(Person._meta.get_field(part).attname)  # type: ignore[union-attr]
                old, new = getattr(kept, column), getattr(gone, column)
                if old != new:
                    before[column], after[column] = _plain(old), _plain(new)
                    setattr(kept, column, new)
    kept.version, kept.changed_at = kept.version + 1, at
    kept.save()
    about = f"people.Person:{kept.pk}"
    Change.objects.bulk_create(
        Change(
            person=kept, about=about, field=column, old=before[column], new=new, why=why, user_id=actor.user_id, at=at
        )
        for column, new in after.items()
    )
    return {"before": before, "after": after}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _move(source: int, target: int) -> dict[str, list[int]]:
    """Let every row that names one person name the other; return which rows: "app.Model.column" -> ids."""
    moved: dict[str, list[int]] = defaultdict(list)
    for link in links():
        rows = link.model._default_manager.filter(**{link.column: source}).order_by("pk")
        for pk in list(rows.values_list("pk", flat=True)):
            if _moves(link, pk, target):
                moved[f"{link.model._meta.label}.{link.column}"].append(pk)
    return dict(moved)


def _moves(link: Link, pk: int, target: int) -> bool:
    try:
        with transaction.atomic():
            link.model._default_manager.filter(pk=pk).update(**{link.column: target})
    except IntegrityError as error:
        if link.twins_stay:
            return False
        raise BothAtSchool() from error
    return True


@transaction.atomic
def unmerge(actor: Actor, merge_id: int, *, why: str, at: datetime) -> Merge:
    """Part two rows that were made one: every row that was moved goes back, every value that was taken over too.

    A value or row that somebody changed since then stays as it is now.
    Raises: Missing, Denied, Invalid, AlreadyParted, MergedOnwards.
    """
    made = Merge.objects.select_for_update(of=("self",)).filter(pk=merge_id).first()
    if made is None:
        raise Missing(what=_("lần gộp {merge}").format(merge=merge_id))
    actor.must(Can.DECIDE_DUPLICATES, at=made.decider_id)
    if not why.strip():
        raise Invalid([Fault(_("lí do"), "", _("không được để trống"))])
    if made.undone_at:
        raise AlreadyParted()
    with widened(actor):
        _part(made, actor, why, at)
    made.undone_at, made.undone_by = at, actor.user_id
    made.save()
    left, right = sorted((made.kept_id, made.gone_id))
    Duplicate.objects.filter(left=left, right=right).update(
        state=Duplicate.State.OPEN, decided_at=None, decided_by=None
    )
    record(actor, "people.parted", made, kept=made.kept_id, gone=made.gone_id)
    return made


def _part(made: Merge, actor: Actor, why: str, at: datetime) -> None:
    kept = Person.objects.select_for_update(of=("self",)).get(pk=made.kept_id)
    gone = Person.objects.select_for_update(of=("self",)).get(pk=made.gone_id)
    if kept.merged_into_id:
        raise MergedOnwards(person=kept.pk)
    gone.merged_into = None
    gone.save(update_fields=["merged_into"])
    for label, ids in made.moved.items():
        name, column = label.rsplit(".", 1)
        model = apps.get_model(name)
        model._default_manager.filter(pk__in=ids, **{column: kept.pk}).update(**{column: gone.pk})
    changes = []
    for column, old in made.before["before"].items():
        taken, now = made.before["after"][column], _plain(getattr(kept, column))
        if now == taken:
            field = next(one for one in Person._meta.local_fields if one.attname == column)
            setattr(kept, column, field.to_python(old) if not isinstance(field, ForeignKey) else old)
            changes.append(
                Change(
                    person=kept, about=f"people.Person:{kept.pk}", field=column, old=taken, new=old, why=why,
                    user_id=actor.user_id, at=at,
                )
            )  # fmt: skip
    kept.version, kept.changed_at = kept.version + 1, at
    kept.save()
    Change.objects.bulk_create(changes)
