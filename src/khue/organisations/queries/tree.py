"""The tree of units: as of a day, as known at an instant; who stands under whom, what is called what."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.timezone import localdate

from khue.core.names import fold, nfc
from khue.organisations.models import KNOWN_NOW, Organisation, OrganisationCode, OrganisationVersion

Versions = QuerySet[OrganisationVersion]

# A unit that ended lives on below the unit that took all of it, or else below the one that last managed it.
EDGES = """
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
)
"""
BELOW = f"""
WITH RECURSIVE {EDGES},
reached (top, id) AS (
    SELECT top, top FROM unnest(%(tops)s::bigint[]) AS top
    UNION
    SELECT reached.top, edges.below FROM edges JOIN reached ON edges.above = reached.id
)
SELECT top, array_agg(id) FROM reached GROUP BY top
"""


# From a unit up to the top, the unit itself first.
ABOVE = """
WITH RECURSIVE chain (id, step) AS (
    SELECT %(unit)s::bigint, 0
    UNION ALL
    SELECT version.parent_id, chain.step + 1
    FROM chain JOIN organisations_organisationversion version ON version.organisation_id = chain.id
    WHERE version.recorded @> %(known_at)s::timestamptz AND version.valid @> %(on)s::date
      AND version.parent_id IS NOT NULL AND chain.step < 20
)
SELECT id FROM chain ORDER BY step
"""


@dataclass(frozen=True)
class Node:
    """A line of the tree: the unit, and whether anything stands under it."""

    version: OrganisationVersion
    opens: bool


@dataclass(frozen=True)
class FoundUnit:
    """An answer of a search: what the unit is called now (or was last), and the name that was found."""

    organisation_id: int
    code: str
    name: str
    found_as: str
    kind: str
    area_name: str
    ended_on: date | None


def as_of(on: date | None = None, known_at: datetime | None = None) -> Versions:
    """Return what is true on a day (default today), as known at an instant (default now)."""
    known = Q(recorded__contains=known_at) if known_at else KNOWN_NOW
    return OrganisationVersion.objects.filter(known, valid__contains=on or localdate())


def units(
    on: date | None = None,
    known_at: datetime | None = None,
    *,
    kinds: Collection[str] = (),
    level: str = "",
    area_code: str = "",
    parent_id: int | None = None,
    parent_code: str = "",
    text: str = "",
) -> Versions:
    """Return units with the name of the unit that manages them, narrowed by what is asked; old names find too."""
    found = as_of(on, known_at).select_related("organisation")
    if kinds:
        found = found.filter(kind__in=kinds)
    if level:
        found = found.filter(levels__contains=[level])
    if area_code:
        found = found.filter(area_code=area_code)
    if parent_id:
        found = found.filter(parent_id=parent_id)
    if parent_code:
        found = found.filter(parent__code=nfc(parent_code).upper())
    if words := fold(text):
        ever = OrganisationVersion.objects.filter(KNOWN_NOW, folded__contains=words)
        codes = OrganisationCode.objects.filter(KNOWN_NOW, code=nfc(text))
        found = found.filter(
            Q(organisation_id__in=ever.values("organisation_id"))
            | Q(organisation_id__in=codes.values("organisation_id"))
            | Q(organisation__code=nfc(text).upper())
        )
    above = as_of(on, known_at).filter(organisation_id=OuterRef("parent_id")).values("name")[:1]
    return found.annotate(parent_name=Subquery(above))


def children(parent_id: int | None, on: date | None = None, known_at: datetime | None = None) -> list[Node]:
    """Return the units directly under one (None: those under nobody), in the order of kind and name."""
    below = as_of(on, known_at).filter(parent_id=OuterRef("organisation_id"))
    rows = as_of(on, known_at).select_related("organisation").annotate(opens=Exists(below)).order_by("sort_key")
    rows = rows.filter(parent_id=parent_id) if parent_id else rows.filter(parent__isnull=True)
    return [Node(row, row.opens) for row in rows]


def path(organisation_id: int, on: date | None = None, known_at: datetime | None = None) -> Versions:
    """Return the unit and those above it on a day, as versions, not ordered; `chain` gives the order."""
    return as_of(on, known_at).filter(organisation_id__in=chain(organisation_id, on, known_at))


def chain(organisation_id: int, on: date | None = None, known_at: datetime | None = None) -> list[int]:
    """Return the ids of the unit and of those above it on a day, from below upwards."""
    with connection.cursor() as cursor:
        known = known_at or "9999-12-31"
        cursor.execute(ABOVE, {"unit": organisation_id, "on": on or localdate(), "known_at": known})
        return [row[0] for row in cursor.fetchall()]


def name_of(organisation_id: int, on: date | None = None) -> str:
    """Return what a unit is called on a day; outside its life what it was called last, or its number."""
    return names([organisation_id], on).get(organisation_id, f"#{organisation_id}")


def names(organisation_ids: Iterable[int], on: date | None = None) -> dict[int, str]:
    """Return what units are called on a day; outside their life the last name, even one that was taken back."""
    day = on or localdate()
    rows = (
        OrganisationVersion.objects.filter(organisation_id__in=list(organisation_ids))
        .annotate(
            known=Case(When(KNOWN_NOW, then=Value(0)), default=Value(1)),
            now=Case(When(valid__contains=day, then=Value(0)), default=Value(1)),
        )
        .order_by("organisation_id", "known", "now", "-valid", "-recorded")
        .distinct("organisation_id")
    )
    return dict(rows.values_list("organisation_id", "name"))


def codes_of(organisation_ids: Iterable[int]) -> dict[int, str]:
    """Return the permanent codes of units."""
    return dict(Organisation.objects.filter(pk__in=list(organisation_ids)).values_list("pk", "code"))


def by_codes(codes: Iterable[str]) -> dict[str, int]:
    """Return the units with these permanent codes: code -> unit."""
    return dict(Organisation.objects.filter(code__in=list(codes)).values_list("code", "pk"))


def old_names(organisation_id: int) -> list[str]:
    """Return what a unit was called before, the latest first."""
    rows = OrganisationVersion.objects.filter(KNOWN_NOW, organisation_id=organisation_id).order_by("-valid")
    called = list(dict.fromkeys(rows.values_list("name", flat=True)))
    return called[1:]


def by_code(scheme: str, code: str, on: date | None = None) -> int | None:
    """Return the unit that holds an outside code on a day."""
    held = OrganisationCode.objects.filter(KNOWN_NOW, scheme=scheme, code=code, valid__contains=on or localdate())
    return held.values_list("organisation_id", flat=True).first()


def code_holders(codes: Collection[tuple[str, str]], on: date) -> QuerySet[OrganisationCode]:
    """Return who holds any of the outside codes (list, code) on a day or after it."""
    schemes = {scheme for scheme, _code in codes}
    wanted = Q(pk__in=[])
    for scheme in schemes:
        wanted |= Q(scheme=scheme, code__in=[code for of, code in codes if of == scheme])
    return OrganisationCode.objects.filter(KNOWN_NOW, wanted).filter(
        Q(valid__endswith__gt=on) | Q(valid__upper_inf=True)
    )


def find(text: str, on: date | None = None, limit: int = 20) -> list[FoundUnit]:
    """Find units by any name they ever had, marks or no marks; names with the very marks asked for come first."""
    words = fold(text)
    if not words:
        return []
    hits = (
        OrganisationVersion.objects.filter(KNOWN_NOW)
        .filter(
            Q(folded__contains=words) | Q(organisation__codes__code=nfc(text)) | Q(organisation__code=nfc(text).upper())
        )
        .annotate(
            marks=Case(When(name__icontains=nfc(text), then=Value(0)), default=Value(1)),
            ended=Case(When(valid__upper_inf=True, then=Value(0)), default=Value(1)),
        )
        .order_by("marks", "ended", "sort_key", "-valid")[: limit * 4]
    )
    first: dict[int, OrganisationVersion] = {}
    for hit in hits:
        first.setdefault(hit.organisation_id, hit)
    shown = dict(list(first.items())[:limit])
    latest = {
        row.organisation_id: row
        for row in OrganisationVersion.objects.filter(KNOWN_NOW, organisation_id__in=shown)
        .select_related("organisation")
        .order_by("valid")
    }
    return [
        FoundUnit(
            pk,
            latest[pk].organisation.code,
            latest[pk].name,
            hit.name,
            latest[pk].kind,
            latest[pk].area_name,
            latest[pk].valid.upper,
        )
        for pk, hit in shown.items()
    ]


def pick(text: str) -> list[OrganisationVersion]:
    """Return the units that a person may mean by a code, or by the exact name with marks; the latest facts of each."""
    written = nfc(text).split(" · ")[0]
    rows = (
        OrganisationVersion.objects.filter(KNOWN_NOW)
        .filter(Q(organisation__code=written.upper()) | Q(name=written))
        .select_related("organisation")
        .order_by("organisation_id", "-valid")
        .distinct("organisation_id")
    )
    return list(rows)


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
    return below_each([organisation_id], on)[organisation_id]


def below_each(organisation_ids: Collection[int], on: date | None = None) -> dict[int, frozenset[int]]:
    """Return for each of several units what `below` returns, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(BELOW, {"on": on or localdate(), "tops": list(organisation_ids)})
        return {top: frozenset(ids) for top, ids in cursor.fetchall()}


def above_each(on: date | None = None) -> dict[int, int | None]:
    """Return for each unit of a day, and each that ended before, the unit it stands under; None for the highest."""
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {EDGES} SELECT below, above FROM edges", {"on": on or localdate()})
        edges: dict[int, int | None] = dict(cursor.fetchall())
    return dict.fromkeys(as_of(on).values_list("organisation_id", flat=True)) | edges
