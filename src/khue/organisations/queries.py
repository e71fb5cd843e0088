"""Reads of organisations: as of a day, as known at an instant."""

from datetime import date

from django.db import connection
from django.utils.timezone import localdate

from khue.organisations.models import KNOWN_NOW, OrganisationVersion

# A unit that ended lives on below the unit that took all of it, or else below the one that last managed it.
BELOW = """
WITH RECURSIVE
living AS (
    SELECT organisation_id, parent_id FROM organisations_organisationversion
    WHERE upper_inf(recorded) AND valid @> %(on)s::date
),
ended AS (
    SELECT DISTINCT ON (organisation_id) organisation_id, parent_id FROM organisations_organisationversion
    WHERE upper_inf(recorded) AND upper(valid) <= %(on)s::date
      AND organisation_id NOT IN (SELECT organisation_id FROM living)
    ORDER BY organisation_id, valid DESC
),
edges AS MATERIALIZED (
    SELECT parent_id AS above, organisation_id AS below FROM living WHERE parent_id IS NOT NULL
    UNION ALL
    SELECT coalesce(whole.new_id, ended.parent_id), ended.organisation_id
    FROM ended LEFT JOIN organisations_succession whole
      ON whole.old_id = ended.organisation_id AND upper_inf(whole.recorded) AND whole.part = whole.of
     AND whole."on" <= %(on)s::date
),
reached (id) AS (
    SELECT %(top)s::bigint
    UNION
    SELECT edges.below FROM edges JOIN reached ON edges.above = reached.id
)
SELECT id FROM reached
"""


def top_id() -> int | None:
    """Return the id of the department that heads the province today; None while there is none."""
    return (
        OrganisationVersion.objects.filter(
            KNOWN_NOW,
            kind="department",
            parent__isnull=True,
            valid__contains=localdate(),
        )
        .order_by("organisation_id")
        .values_list("organisation_id", flat=True)
        .first()
    )


def below(organisation_id: int, on: date | None = None) -> frozenset[int]:
    """Return the ids of the unit and all under it on a date (default today), with the ended units that belong there."""
    with connection.cursor() as cursor:
        cursor.execute(BELOW, {"on": on or localdate(), "top": organisation_id})
        return frozenset(row[0] for row in cursor.fetchall())
