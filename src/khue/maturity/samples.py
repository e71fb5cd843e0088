"""A season with made-up assessments, for tests and for the demo province."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from khue.core.actor import Actor
from khue.maturity import actions
from khue.maturity.actions import SeasonFacts
from khue.maturity.models import Assessment, Season
from khue.maturity.rules import due_days

YEAR = 2027
LAST_MONTH = 6  # after it the season of the year is over
MANDATORY = ("1.1", "1.2", "2.1", "2.2")
# what a school of level 2 says: 1.x come to 52, 2.x to 52 points
CLAIMS = {
    **dict.fromkeys(MANDATORY, Decimal(1)),
    **{"1.3.1": Decimal(6), "1.4": Decimal(10), "1.5.1": Decimal(15), "1.6.1": Decimal(7), "1.6.2": Decimal(7)},
    **{"1.7.2": Decimal(7), "2.3.3": Decimal(10), "2.3.5": Decimal(10), "2.3.7": Decimal(6), "2.3.8": Decimal(6)},
    **{"2.4.2": Decimal(10), "2.4.3": Decimal(10)},
}


def facts(actor: Actor, year: int = YEAR) -> SeasonFacts:
    """Return what a season of the criteria that come with Khuê is opened with."""
    edition, _is_new = actions.load(actor)
    return SeasonFacts(edition.pk, *due_days(year))


def season(actor: Actor, year: int = YEAR) -> Season:
    """Open a season."""
    return actions.open_season(actor, year, facts(actor, year))


def claimed(actor: Actor, assessment: Assessment) -> Assessment:
    """Say what a school of level 2 says, with evidence for each criterion."""
    for code, points in CLAIMS.items():
        actions.tell(actor, assessment.pk, code, points, note="Dữ liệu mẫu")
        actions.add_evidence(actor, assessment.pk, code, text=f"Minh chứng mẫu {code}")
    assessment.refresh_from_db()
    return assessment


def checked(actor: Actor, assessment: Assessment) -> Assessment:
    """Accept every item of what was sent and end the check."""
    for item in assessment.items.all():
        actions.check_item(actor, assessment.pk, item.code, verdict="accepted", version=item.version)
    return actions.end_check(actor, assessment.pk)


def recognised(actor: Actor, assessment: Assessment, on: date) -> Assessment:
    """Recognise what was checked."""
    return actions.recognise(actor, assessment.pk, number="MẪU/QĐ-SGDĐT", on=on, today=on)


def build_demo(actor: Actor, schools: Sequence[int], on: date) -> Season:
    """Open the season to come; of these schools one has sent, one is checked, one recognised, one published.

    Call it as the system; the other schools have their empty assessments.
    """
    made = season(actor, on.year + (on.month > LAST_MONTH))
    rows = {row.school_id: row for row in Assessment.objects.filter(season=made, school_id__in=list(schools))}
    for place, school in enumerate(one for one in schools if one in rows):
        row = claimed(actor, rows[school])
        actions.send(actor, row.pk)
        if place >= 1:
            checked(actor, row)
        if place >= 2:
            recognised(actor, row, on)
        if place >= 3:
            actions.publish(actor, row.pk)
    return made
