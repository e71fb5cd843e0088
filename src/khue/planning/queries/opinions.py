"""Reads of rounds of opinions: the one that lasts, and what was said of which paragraph."""

from collections import defaultdict
from dataclasses import dataclass

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.words import N_
from khue.organisations import queries as organisations
from khue.planning import rules
from khue.planning.models import Comment, CommentRound, Plan
from khue.planning.queries.plans import may


@dataclass(frozen=True)
class Asked:
    """A unit that was asked, and how many opinions it gave."""

    unit_id: int
    name: str
    given: int


def current_round(plan: Plan) -> CommentRound | None:
    """Return the round that lasts, if there is one."""
    return plan.rounds.filter(ended_at__isnull=True).first()


def comment(actor: Actor, comment_id: int) -> Comment:
    """Find an opinion on a plan one sees. Raises: Missing."""
    found = Comment.objects.select_related("plan", "round").filter(pk=comment_id).first()
    if found is None or not may(actor, rules.Can.SEE, found.plan):
        raise Missing(what=N_("ý kiến {comment}").format(comment=comment_id))
    return found


def comments(sent: CommentRound) -> dict[int | None, list[tuple[Comment, str]]]:
    """Return the opinions of a round with the names of their units: line -> opinions; None: on the whole."""
    rows = list(sent.comments.all())
    names = organisations.names({row.unit_id for row in rows}) if rows else {}
    found: dict[int | None, list[tuple[Comment, str]]] = defaultdict(list)
    for row in rows:
        found[row.line].append((row, names.get(row.unit_id, "")))
    return dict(found)


def asked(sent: CommentRound) -> list[Asked]:
    """Return the units that were asked, those that said nothing first."""
    counted: dict[int, int] = defaultdict(int)
    for unit in sent.comments.values_list("unit_id", flat=True):
        counted[unit] += 1
    names = organisations.names(sent.units)
    found = [Asked(unit, names.get(unit, ""), counted[unit]) for unit in sent.units]
    return sorted(found, key=lambda one: (one.given > 0, one.name))


def speaks_for(actor: Actor, sent: CommentRound) -> dict[int, str]:
    """Return the asked units for which somebody may give an opinion."""
    return organisations.names([unit for unit in sent.units if actor.can(rules.Can.COMMENT, at=unit)])
