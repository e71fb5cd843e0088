"""Reads of posts: who works at a unit, which posts a person holds, who may teach a subject."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.names import fold
from khue.staff.models import Post
from khue.staff.rules import Can

TEACHING = ("teacher", "head", "vice_head")


@dataclass(frozen=True)
class Teacher:
    """Somebody who may be assigned to teach."""

    post_id: int
    person_id: int
    name: str
    subjects: tuple[str, ...]


def posts_at(
    actor: Actor,
    organisation_id: int,
    *,
    on: date | None = None,
    position: str = "",
    text: str = "",
    with_ended: bool = False,
) -> QuerySet[Post]:
    """Return the posts of a unit now, on a day, or all there ever were.

    Raises: Denied.
    """
    actor.must(Can.SEE, at=organisation_id)
    rows = Post.objects.filter(organisation_id=organisation_id).select_related("person")
    if not with_ended:
        rows = rows.filter(Q(period__contains=on) if on else Q(period__upper_inf=True))
    if position:
        rows = rows.filter(position=position)
    if words := fold(text):
        rows = rows.filter(person__folded__contains=words)
    return rows.order_by("person__name_key", "pk")


def posts_of(actor: Actor, person_id: int) -> list[Post]:
    """Return the posts of a person at the units one sees, the latest first."""
    actor.must(Can.SEE)
    return list(Post.objects.filter(person_id=person_id).select_related("organisation").order_by("-period"))


def post(actor: Actor, post_id: int) -> Post:
    """Return a post one may see.

    Raises: Missing, Denied.
    """
    row = Post.objects.select_related("person").filter(pk=post_id).first()
    if row is None:
        raise Missing(what=_("vị trí việc làm"))
    actor.must(Can.SEE, at=row.organisation_id)
    return row


def post_held(person_id: int, organisation_id: int, on: date) -> Post | None:
    """Return the post by which a person may teach at a unit on a day."""
    rows = Post.objects.filter(person_id=person_id, organisation_id=organisation_id, period__contains=on)
    return rows.filter(position__in=TEACHING).order_by("-is_main", "pk").first()


def teachers(organisation_id: int, on: date) -> list[Teacher]:
    """Return who may be assigned to teach at a school on a day, in the order of Vietnamese names."""
    rows = (
        Post.objects.filter(organisation_id=organisation_id, period__contains=on, position__in=TEACHING)
        .select_related("person")
        .order_by("person__name_key", "pk")
    )
    return [Teacher(row.pk, row.person_id, row.person.full_name, tuple(row.subjects)) for row in rows]


def teaching_post(post_id: int, organisation_id: int, on: date) -> Post | None:
    """Return the post when it is one by which somebody may teach at the school on the day."""
    rows = Post.objects.filter(pk=post_id, organisation_id=organisation_id, period__contains=on)
    return rows.filter(position__in=TEACHING).first()
