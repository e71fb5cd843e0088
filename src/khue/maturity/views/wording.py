"""How levels, states and points are written, and what is said wherever a level stands."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from khue.core.web.formats import NOTHING, number
from khue.maturity.models import Assessment
from khue.maturity.rules import GROUPS, LEVELS, STATES, Gap, Judgement

TONES = {
    "draft": "neutral", "sent": "info", "returned": "warn", "checked": "info", "recognised": "good",
    "published": "good",
}  # fmt: skip
LEVEL_TONES = {1: "bad", 2: "info", 3: "good"}
VERDICT_TONES = {"waiting": "neutral", "accepted": "good", "changed": "warn", "asked": "bad"}


def state_of(row: Assessment) -> tuple[str, str]:
    """Return the state of an assessment as a badge."""
    return _(STATES[row.state]), TONES[row.state]


def level_of(level: int | None) -> tuple[str, str]:
    """Return a level as a badge."""
    if level is None:
        return NOTHING, "neutral"
    return _("Mức {level}: {title}").format(level=level, title=_(LEVELS[level]).lower()), LEVEL_TONES[level]


def lacks(gaps: Sequence[Gap]) -> list[str]:
    """Say what the criteria themselves lack, group by group."""
    says = _("Bộ tiêu chí đang dùng chưa đủ: nhóm {group} mới có {found}/100 điểm, còn thiếu {lacking} điểm.")
    return [says.format(group=one.group, found=number(one.found), lacking=number(one.lacking)) for one in gaps]


def lacks_in_all(lacking: Decimal) -> str:
    """Say what the criteria of a published level lacked; empty when nothing."""
    if not lacking:
        return ""
    return _("bộ tiêu chí thiếu {lacking} điểm").format(lacking=number(lacking))


def standings(judgement: Judgement) -> list[dict[str, object]]:
    """Return what each group came to, ready to be shown."""
    return [
        {
            "group": one.group,
            "title": _(GROUPS[one.group]),
            "points": number(one.points),
            "level": level_of(one.level),
            "missing": ", ".join(one.missing),
        }
        for one in judgement.groups
    ]
