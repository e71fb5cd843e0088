"""One unit on one card: its facts on a day, its codes, who stands above it, who may do what for it and why."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from khue.core.errors import Missing
from khue.organisations.models import KNOWN_NOW, Organisation, OrganisationCode, OrganisationVersion
from khue.organisations.queries.lineage import predecessors, successors
from khue.organisations.queries.tree import as_of, chain, children, names
from khue.organisations.rules import ACTS, ROLES, Authority, acts_of, authority


@dataclass(frozen=True)
class Responsible:
    """Who may do an act for a unit on a day: the rule, and the very unit that holds the role when it is known."""

    act: str
    title: str
    rule: Authority
    holder_id: int | None
    holder: str

    @property
    def role(self) -> str:
        """Return the title of the role."""
        return ROLES[self.rule.role]


@dataclass(frozen=True)
class Kin:
    """A unit that this one came from or goes on in; share None while it is not known."""

    organisation_id: int
    name: str
    share: str


@dataclass(frozen=True)
class Card:
    """A unit as of a day, as known at an instant. version None: it did not exist then (`nearest` tells when)."""

    organisation: Organisation
    version: OrganisationVersion | None
    nearest: OrganisationVersion
    codes: list[OrganisationCode]
    above: list[OrganisationVersion]
    below: list[OrganisationVersion]
    responsible: list[Responsible]
    heirs: list[Kin]
    origins: list[Kin]

    @property
    def facts(self) -> OrganisationVersion:
        """Return the facts to show: those of the day, or the nearest known."""
        return self.version or self.nearest

    @property
    def sites(self) -> list[OrganisationVersion]:
        """Return the satellite sites."""
        return [row for row in self.below if row.kind == "site"]


def card(organisation_id: int, on: date | None = None, known_at: datetime | None = None) -> Card:
    """Return the card of a unit.

    Raises: Missing.
    """
    day = on or localdate()
    known = Q(recorded__contains=known_at) if known_at else KNOWN_NOW
    rows = list(
        OrganisationVersion.objects.filter(known, organisation_id=organisation_id)
        .select_related("organisation", "basis")
        .order_by("valid")
    )
    if not rows:
        raise Missing(what=_("đơn vị"))
    version = next((row for row in rows if day in row.valid), None)
    nearest = version or next(
        (row for row in reversed(rows) if row.valid.lower is None or row.valid.lower <= day), rows[0]
    )
    above = _above(organisation_id, day, known_at)
    codes = OrganisationCode.objects.filter(known, organisation_id=organisation_id).order_by("scheme", "valid")
    return Card(
        organisation=rows[0].organisation,
        version=version,
        nearest=nearest,
        codes=list(codes),
        above=above,
        below=[node.version for node in children(organisation_id, day, known_at)] if version else [],
        responsible=_responsible(version, above, day) if version else [],
        heirs=_kin(successors(organisation_id, day), day) if version is None else [],
        origins=_kin(predecessors(organisation_id), day),
    )


def responsible(version: OrganisationVersion, on: date) -> list[Responsible]:
    """Return who may do what for a unit on a day."""
    return _responsible(version, _above(version.organisation_id, on, None), on)


def _above(organisation_id: int, on: date, known_at: datetime | None) -> list[OrganisationVersion]:
    order = chain(organisation_id, on, known_at)[1:]
    rows = {row.organisation_id: row for row in as_of(on, known_at).filter(organisation_id__in=order)}
    return [rows[pk] for pk in order if pk in rows]


def _responsible(version: OrganisationVersion, above: list[OrganisationVersion], on: date) -> list[Responsible]:
    answers = []
    for act in acts_of(version.kind, version.levels):
        rule = authority(act, version.kind, version.levels, on, version.features)
        if rule is None:
            continue
        holder = next((row for row in above if row.kind == rule.holder), None)
        answers.append(
            Responsible(act, ACTS[act], rule, holder.organisation_id if holder else None, holder.name if holder else "")
        )
    return answers


def _kin(shares: dict[int, str], on: date) -> list[Kin]:
    called = names(shares, on)
    return [Kin(pk, called.get(pk, f"#{pk}"), share) for pk, share in shares.items()]
