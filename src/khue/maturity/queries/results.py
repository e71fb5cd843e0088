"""Reads of what came of it: schools at each level, what was published, the levels of a school across mergers."""

from dataclasses import dataclass

from django.db.models import Count as Counting
from django.db.models import QuerySet

from khue.core.actor import Actor
from khue.maturity.models import Assessment, Publication, Season
from khue.maturity.rules import DONE, LEVELS
from khue.organisations import queries as organisations

FARTHEST = 8  # mergers that a history follows back


@dataclass(frozen=True)
class Count:
    """How the schools of a season stand, of those that the actor sees: by state, and the recognised by level."""

    asked: int
    by_state: dict[str, int]
    by_level: dict[int, int]

    @property
    def recognised(self) -> int:
        """Return how many are recognised."""
        return sum(self.by_state.get(state, 0) for state in DONE)


@dataclass(frozen=True)
class Past:
    """A published level of a school, or of one that it came from."""

    row: Publication
    name: str
    is_own: bool


def counts(actor: Actor, season: Season) -> Count:
    """Count the assessments of a season that the actor sees."""
    rows = Assessment.objects.filter(season=season)
    states = dict(rows.values_list("state").annotate(Counting("pk")).order_by())
    levels = dict(rows.filter(state__in=DONE).values_list("level").annotate(Counting("pk")).order_by())
    return Count(sum(states.values()), states, {level: levels.get(level, 0) for level in LEVELS})


def publications(season: Season | None = None) -> "QuerySet[Publication]":
    """Return what is published, the latest year first: everybody may read it."""
    rows = Publication.objects.select_related("season")
    return rows if season is None else rows.filter(season=season)


def history(school_id: int) -> list[Past]:
    """Return the published levels of a school and of those merged into it, the latest first."""
    family, rest = {school_id}, [school_id]
    for _ in range(FARTHEST):
        rest = [old for one in rest for old in organisations.predecessors(one) if old not in family]
        family.update(rest)
    rows = list(publications().filter(school_id__in=family))
    names = organisations.names({row.school_id for row in rows})
    return [Past(row, names.get(row.school_id, ""), row.school_id == school_id) for row in rows]
