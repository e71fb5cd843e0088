"""The facts of an impact assessment, counted from the records, and when the next edition is due."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.organisations import queries as organisations
from khue.privacy.models import Dossier
from khue.privacy.queries.register import register
from khue.privacy.queries.registry import rows_of
from khue.privacy.rules import Can
from khue.privacy.rules.clocks import dossier_due
from khue.privacy.rules.levels import Holding, level


def facts(organisation_id: int, on: date) -> dict[str, Any]:
    """Count the persons of an organisation and all below it by kind, and say the level these counts lead to."""
    below = organisations.below(organisation_id)
    held_here = rows_of("people.Person").filter(custody_id__in=below, merged_into__isnull=True)
    pupils = rows_of("students.Enrolment").filter(school_id__in=below, period__contains=on)
    staff = rows_of("staff.Post").filter(organisation_id__in=below, period__contains=on)
    health = rows_of("students.HealthCheck").filter(school_id__in=below).values("person_id").distinct()
    statuses = rows_of("students.Status").filter(school_id__in=below).values("person_id").distinct()
    sensitive = health.union(statuses).count()
    basic = held_here.count()
    whole = organisation_id == organisations.top_id()
    found = level([Holding(basic, sensitive, handles_procedures=whole, reach="province" if whole else "")])
    return {
        "persons": basic,
        "pupils": pupils.values("person_id").distinct().count(),
        "staff": staff.values("person_id").distinct().count(),
        "with_health_data": health.count(),
        "with_policy_data": statuses.count(),
        "sensitive": sensitive,
        "tables": len(register()),
        "level": found.number,
        "level_reasons": list(found.reasons),
    }


@dataclass(frozen=True)
class Due:
    """An organisation with its last edition and the day by which the next one is due."""

    organisation_id: int
    name: str
    last: Dossier | None
    due: date | None
    is_late: bool


def dossiers(actor: Actor, on: date) -> list[Due]:
    """List the organisations that keep an assessment, the most urgent first.

    Raises: Denied.
    """
    actor.must(Can.SEE)
    latest: dict[int, Dossier] = {}
    for row in Dossier.objects.order_by("edition"):
        latest[row.organisation_id] = row
    names = organisations.names(list(latest))
    rows = [Due(one, names[one], row, due_of(row), due_of(row) < on) for one, row in latest.items()]
    return sorted(rows, key=lambda row: row.due or on)


def due_of(dossier: Dossier) -> date:
    """Return by when this edition is to be sent, or the next one made.

    An edition that was not sent yet is due as the first one, or half a year after the one sent before it.
    """
    before = Dossier.objects.filter(organisation_id=dossier.organisation_id, sent_on__isnull=False)
    last = before.order_by("-edition").first()
    changed = dossier.changed_on or (last.changed_on if last else None)
    return dossier_due(dossier.first_processing_on, sent=last.sent_on if last else None, changed=changed)


def first_processing(organisation_id: int) -> date | None:
    """Return the day of the first record of this organisation and all below it."""
    rows = rows_of("people.Person").filter(custody_id__in=organisations.below(organisation_id))
    first = rows.aggregate(first=Min("created_at"))["first"]
    return first.date() if first else None


def dossier(actor: Actor, dossier_id: int) -> Dossier:
    """Return one edition.

    Raises: Denied, Missing.
    """
    actor.must(Can.SEE)
    found = Dossier.objects.filter(pk=dossier_id).first()
    if found is None:
        raise Missing(what=f"hồ sơ đánh giá tác động {dossier_id}")
    return found
