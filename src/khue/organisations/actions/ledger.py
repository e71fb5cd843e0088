"""The book of facts: closes the rows a decision replaces and opens the new ones. Nothing is ever overwritten."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.models import Q
from django.utils.translation import gettext as _

from khue.core.errors import Fault
from khue.core.names import sort_key
from khue.organisations.models import (
    KNOWN_NOW,
    Decision,
    Facts,
    OrganisationCode,
    OrganisationVersion,
    Recorded,
    Succession,
)

Dated = OrganisationVersion | OrganisationCode
Row = Dated | Succession
AnyRow = TypeVar("AnyRow", bound=Row)


class Ledger:
    """What one decision writes. Rows that it opens rest on it unless another basis is given."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        self.at: datetime = decision.recorded_at

    def close(self, rows: Iterable[Recorded]) -> None:
        """End the recorded period of rows that are known now."""
        for row in rows:
            ended = DateTimeTZRange(row.recorded.lower, self.at)
            type(row)._default_manager.filter(pk=row.pk).update(recorded=ended, closed_by=self.decision)

    def version(
        self, organisation_id: int, facts: Facts, valid: DateRange, *, basis_id: int | None = None
    ) -> OrganisationVersion:
        """Make (not yet save) a version; the decision itself is its basis unless said otherwise."""
        return OrganisationVersion(
            organisation_id=organisation_id,
            valid=valid,
            sort_key=sort_key(facts.name),
            **facts.columns(),
            **self._known(basis_id),
        )

    def open(self, rows: Sequence[models.Model]) -> None:
        """Save new rows of one table."""
        if rows:
            type(rows[0])._default_manager.bulk_create(rows, batch_size=1000)

    def code(self, organisation_id: int, scheme: str, code: str, valid: DateRange) -> OrganisationCode:
        """Make (not yet save) an outside code."""
        return OrganisationCode(
            organisation_id=organisation_id, scheme=scheme, code=code, valid=valid, **self._known(None)
        )

    def succession(self, old: int, new: int, on: date, part: int | None, of: int | None) -> Succession:
        """Make (not yet save) an edge from an old unit to the one in which it goes on."""
        return Succession(old_id=old, new_id=new, on=on, part=part, of=of, **self._known(None))

    def again(self, row: AnyRow) -> AnyRow:
        """Make (not yet save) a copy of a closed row, known again from now on, on the basis that it had."""
        kept = {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if field.attname not in ("id", "recorded", "opened_by_id", "closed_by_id", "basis_id", "folded")
        }
        return type(row)(**kept, **self._known(row.basis_id))

    def end(self, organisation_id: int, on: date) -> None:
        """End a unit on a day: its facts and codes are true until the day before."""
        for model in (OrganisationVersion, OrganisationCode):
            rows: list[Dated] = list(
                model._default_manager.filter(KNOWN_NOW, organisation_id=organisation_id).filter(
                    Q(valid__endswith__gt=on) | Q(valid__upper_inf=True)
                )
            )
            self.close(rows)
            kept = [self.again(row) for row in rows if row.valid.lower is None or row.valid.lower < on]
            for row in kept:
                row.valid = DateRange(row.valid.lower, on)
            self.open(kept)

    def change(self, organisation_id: int, on: date, changes: dict[str, object]) -> None:
        """Change facts from a day on, up to the next day on which the same fact changed again."""
        rows = versions_from(organisation_id, on)
        before = Facts.of(rows[0])
        pieces = []
        for row in rows:
            facts = Facts.of(row)
            still = {name: value for name, value in changes.items() if getattr(facts, name) == getattr(before, name)}
            if not still:
                break
            if row.valid.lower is None or row.valid.lower < on:
                pieces.append(
                    self.version(organisation_id, facts, DateRange(row.valid.lower, on), basis_id=row.basis_id)
                )
            start = on if row.valid.lower is None else max(row.valid.lower, on)
            pieces.append(self.version(organisation_id, facts.changed(still), DateRange(start, row.valid.upper)))
            self.close([row])
        self.open(pieces)

    def _known(self, basis_id: int | None) -> dict[str, object]:
        basis = basis_id or self.decision.pk
        return {"recorded": DateTimeTZRange(self.at, None), "opened_by": self.decision, "basis_id": basis}


def versions_from(organisation_id: int, on: date) -> list[OrganisationVersion]:
    """Return the known versions of a unit that reach to a day or beyond, the earliest first."""
    return list(
        OrganisationVersion.objects.filter(KNOWN_NOW, organisation_id=organisation_id)
        .filter(Q(valid__endswith__gt=on) | Q(valid__upper_inf=True))
        .order_by("valid")
    )


def life_faults(organisation_id: int, on: date, *, place: str) -> list[Fault]:
    """List why a unit cannot be changed on a day: not founded yet, or ended already."""
    rows = versions_from(organisation_id, on)
    shown = f"{on:%d/%m/%Y}"
    if not rows:
        last = OrganisationVersion.objects.filter(KNOWN_NOW, organisation_id=organisation_id).order_by("-valid").first()
        if last is None:
            return [Fault(place, str(organisation_id), _("Không có đơn vị này. Hãy chọn lại trong danh sách."))]
        ended = _("«{name}» đã ngừng hoạt động từ {day}. Hãy chọn đơn vị kế thừa hoặc sửa ngày có hiệu lực.")
        return [Fault(place, shown, ended.format(name=last.name, day=f"{last.valid.upper:%d/%m/%Y}"))]
    if rows[0].valid.lower and rows[0].valid.lower > on:
        early = _("Ngày có hiệu lực {day} trước ngày thành lập của «{name}» ({founded}). Hãy kiểm tra lại ngày.")
        founded = f"{rows[0].valid.lower:%d/%m/%Y}"
        return [Fault(place, shown, early.format(day=shown, name=rows[0].name, founded=founded))]
    return []
