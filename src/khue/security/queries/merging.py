"""Posts that stand at units which ended, and where they would go."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.organisations import queries as organisations
from khue.security.models import Grant, PostMove
from khue.security.rules import Can


@dataclass(frozen=True)
class Stranded:
    """A unit that ended while people hold posts there; heirs: unit -> name. One heir of all of it needs no choice."""

    organisation_id: int
    name: str
    posts: int
    heirs: dict[int, str]

    @property
    def heir(self) -> int | None:
        """Return the only unit that the posts can go to."""
        return next(iter(self.heirs)) if len(self.heirs) == 1 else None


def heirs_of(organisation_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """Return for each unit the living units that go on in its place, over several steps: unit -> heir -> name."""
    ways: dict[int, set[int]] = defaultdict(set)
    for edge in organisations.unit_edges(date.min, timezone.localdate()):
        ways[int(edge.old)].add(int(edge.new))
    reached = {unit: _reached(unit, ways) for unit in organisation_ids}
    every = set().union(*reached.values())
    living = dict(organisations.as_of().filter(organisation_id__in=every).values_list("organisation_id", "name"))
    return {unit: {heir: living[heir] for heir in sorted(found) if heir in living} for unit, found in reached.items()}


def _reached(unit: int, ways: dict[int, set[int]]) -> set[int]:
    found, open_ = set[int](), [unit]
    while open_:
        for heir in ways[open_.pop()] - found:
            found.add(heir)
            open_.append(heir)
    return found - {unit}


def posts_at(organisation_id: int) -> QuerySet[Grant]:
    """Return the posts at a unit that have not ended: those given or moved there, not what hangs on them."""
    today = timezone.localdate()
    lasting = Q(period__upper_inf=True) | Q(period__endswith__gt=today)
    standing = Grant.objects.filter(lasting, organisation_id=organisation_id, kind__in=("given", "moved"))
    return standing.filter(ended_at__isnull=True).select_related("user").order_by("role", "pk")


def stranded(actor: Actor) -> list[Stranded]:
    """Return the ended units where posts still stand. Raises: Denied."""
    actor.must(Can.MOVE_POSTS)
    today = timezone.localdate()
    lasting = Q(period__upper_inf=True) | Q(period__endswith__gt=today)
    counts = (
        Grant.objects.filter(lasting, kind__in=("given", "moved"), ended_at__isnull=True)
        .exclude(organisation_id__in=organisations.as_of(today).values("organisation_id"))
        .values("organisation_id")
        .annotate(posts=Count("pk"))
        .order_by("organisation_id")
    )
    places = actor.places(Can.MOVE_POSTS)
    found = {row["organisation_id"]: row["posts"] for row in counts}
    units = [unit for unit in found if places is None or unit in places]
    names, heirs = organisations.names(units), heirs_of(units)
    return [Stranded(unit, names[unit], found[unit], heirs[unit]) for unit in units]


def moves(actor: Actor) -> QuerySet[PostMove]:
    """Return the moves of posts, newest first. Raises: Denied."""
    actor.must(Can.MOVE_POSTS)
    found = PostMove.objects.select_related("moved_by").annotate(count=Count("grants")).order_by("-at")
    places = actor.places(Can.MOVE_POSTS)
    return found if places is None else found.filter(old_id__in=places)


def move(actor: Actor, move_id: int) -> PostMove:
    """Return one move of posts that is not undone yet. Raises: Denied, Missing."""
    found = moves(actor).filter(pk=move_id).first()
    if found is None:
        raise Missing(what=f"lần chuyển quyền {move_id}")
    return found


def named_moves(actor: Actor) -> list[tuple[PostMove, str, str]]:
    """Return the latest moves with the names of both units. Raises: Denied."""
    rows = list(moves(actor)[:50])
    names = organisations.names({unit for one in rows for unit in (one.old_id, one.new_id)})
    return [(one, names[one.old_id], names[one.new_id]) for one in rows]
