"""A report on its whole way, for tests and for the demo province."""

from datetime import date

from khue.core.actor import Actor
from khue.reports import actions
from khue.reports.actions import Signature
from khue.reports.models import Report
from khue.reports.rules import form_of

WORDS = "Đã làm đủ các việc của quý theo kế hoạch."
GIVEN = Signature(1, "BC-MẪU", "Quảng Ngãi", "UBND tỉnh Quảng Ngãi", "Lê Văn Minh", "Hiệu trưởng")


def draft(actor: Actor, unit_id: int, duty: str, due: date, *, today: date) -> Report:
    """Make a report and write its words."""
    made = actions.make(actor, unit_id, duty, due, today=today, is_synthetic=True)
    form = form_of(duty, due)
    words = {one.code: WORDS for one in (form.words if form else ())}
    return actions.write(actor, made.pk, version=made.version, words=words)


def signed(actor: Actor, signer: Actor, unit_id: int, duty: str, due: date, *, today: date) -> Report:
    """Make a report that is presented and signed by another."""
    made = draft(actor, unit_id, duty, due, today=today)
    presented = actions.present(actor, made.pk)
    return actions.sign(signer, made.pk, GIVEN, version=presented.version, today=today)
