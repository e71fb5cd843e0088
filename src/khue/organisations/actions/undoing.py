"""Taking a decision back: what was known before it is known again, and that it was once different stays on record."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Invalid, Missing, Refused
from khue.core.words import N_
from khue.organisations.actions.checks import must_at
from khue.organisations.actions.documents import Document, decide, done_before, faults_of, only_one
from khue.organisations.actions.ledger import Ledger, Row
from khue.organisations.models import KNOWN_NOW, Decision, OrganisationCode, OrganisationVersion, Succession
from khue.organisations.rules import Can

TABLES = (OrganisationVersion, OrganisationCode, Succession)


class AlreadyUndone(Refused):
    """The decision has been taken back before."""

    text = N_("Quyết định {number} đã được huỷ bỏ. Hãy tải lại trang để xem tình trạng hiện nay.")


class NotLast(Refused):
    """Later decisions stand on this one."""

    text = N_(
        "Chưa thể huỷ bỏ quyết định {number} vì còn quyết định dựa vào nó: {later}. Hãy huỷ bỏ các quyết định đó trước."
    )


@transaction.atomic
def undo(actor: Actor, decision_id: int, document: Document, *, now: datetime, needs: str = Can.DECIDE) -> Decision:
    """Take a decision back; all that it changed is again as it was known before. An undo can itself be taken back.

    Raises: Denied, Invalid, Missing, AlreadyOther, AlreadyUndone, NotLast.
    """
    only_one()
    decision = Decision.objects.filter(pk=decision_id).first()
    if decision is None:
        raise Missing(what=_("quyết định"))
    for place in _places(decision):
        must_at(actor, needs, place)
    if earlier := done_before(document, "undo"):
        return earlier
    if Decision.objects.filter(undoes=decision).exists():
        raise AlreadyUndone(number=str(decision))
    if faults := faults_of(document, "undo", now=now):
        raise Invalid(faults)
    if later := dependents(decision):
        raise NotLast(number=str(decision), later="; ".join(str(one) for one in later))
    undoing = decide(actor, "undo", document, now=now, undoes=decision)
    ledger = Ledger(undoing)
    for model in TABLES:
        replaced: list[Row] = list(model._default_manager.filter(closed_by=decision))
        ledger.close(model._default_manager.filter(KNOWN_NOW, opened_by=decision))
        ledger.open([ledger.again(row) for row in replaced])
    record(actor, "organisations.decision_undone", undoing, decision=decision.pk, number=decision.number)
    return undoing


def dependents(decision: Decision) -> list[Decision]:
    """Return the later decisions that stand on this one, the latest first: they must be taken back before it."""
    found: set[int] = set()
    for model in TABLES:
        touched = model._default_manager.filter(opened_by=decision, closed_by__isnull=False)
        found |= set(touched.values_list("closed_by_id", flat=True))
    made = _made_by(decision)
    below = OrganisationVersion.objects.filter(KNOWN_NOW, parent_id__in=made).exclude(organisation_id__in=made)
    edges = Succession.objects.filter(KNOWN_NOW).filter(Q(old_id__in=made) | Q(new_id__in=made))
    for rows in (below, edges):
        found |= set(rows.exclude(opened_by=decision).values_list("opened_by_id", flat=True))
    found |= _taken_since(decision)
    return list(Decision.objects.filter(pk__in=found - {decision.pk}).order_by("-recorded_at"))


def _made_by(decision: Decision) -> set[int]:
    """Return the units that would not be known at all without the decision."""
    opened = OrganisationVersion.objects.filter(opened_by=decision)
    known_before = OrganisationVersion.objects.filter(closed_by=decision).values("organisation_id")
    return set(opened.exclude(organisation_id__in=known_before).values_list("organisation_id", flat=True))


def _taken_since(decision: Decision) -> set[int]:
    """Return decisions that gave away a code, or ended a managing unit, that the undo would bring back into use."""
    found: set[int] = set()
    for code in OrganisationCode.objects.filter(closed_by=decision):
        holders = OrganisationCode.objects.filter(
            KNOWN_NOW, scheme=code.scheme, code=code.code, valid__overlap=code.valid
        )
        found |= set(holders.exclude(organisation_id=code.organisation_id).values_list("opened_by_id", flat=True))
    kept = OrganisationVersion.objects.filter(closed_by=decision, valid__upper_inf=True, parent__isnull=False)
    for parent_id in set(kept.values_list("parent_id", flat=True)):
        versions = OrganisationVersion.objects.filter(organisation_id=parent_id)
        if not versions.filter(KNOWN_NOW, valid__upper_inf=True).exists():
            ended = versions.filter(closed_by__recorded_at__gt=decision.recorded_at)
            found |= set(ended.values_list("closed_by_id", flat=True))
    return found


def _places(decision: Decision) -> set[int | None]:
    """Return where the permission is needed: every unit that the decision touched."""
    touched = OrganisationVersion.objects.filter(Q(opened_by=decision) | Q(closed_by=decision))
    return set(touched.values_list("organisation_id", flat=True))
