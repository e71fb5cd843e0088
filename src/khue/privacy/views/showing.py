"""How privacy is put into words on pages, and at which unit a person works."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.web.parts import Moment
from khue.organisations import queries as organisations
from khue.privacy.models import BreachStep, Consent, RequestStep
from khue.privacy.queries.breaches import Clock
from khue.privacy.rules.consents import ANSWERS, PARTIES, REASONS, Answer

ANSWER_TONES = {"agree": "good", "refuse": "bad", "withdraw": "bad"}
REASON_TONES = {"by_law": "info", "agreed": "good", "not_answered": "warn", "refused": "bad", "restricted": "bad"}
STATE_TONES = {
    "received": "warn",
    "accepted": "info",
    "done": "good",
    "refused": "neutral",
    "withdrawn": "neutral",
    "open": "bad",
    "reported": "warn",
    "closed": "neutral",
}
STEPS = {
    "receive": lazy("Nhận yêu cầu"),
    "accept": lazy("Chấp thuận"),
    "refuse": lazy("Từ chối"),
    "extend": lazy("Gia hạn"),
    "assign": lazy("Chuyển đơn vị quản lí hồ sơ"),
    "carry_out": lazy("Đã thực hiện"),
    "copy": lazy("Lập bản sao dữ liệu"),
    "withdraw": lazy("Người yêu cầu rút lại"),
    "open": lazy("Lập hồ sơ sự cố"),
    "edit": lazy("Bổ sung hồ sơ"),
    "note": lazy("Ghi chép"),
    "notice": lazy("Báo ban đầu cho cơ quan chuyên trách"),
    "report": lazy("Gửi báo cáo Mẫu 08"),
    "affected": lazy("Lập danh sách người bị ảnh hưởng"),
    "tell": lazy("Báo người bị ảnh hưởng"),
    "close": lazy("Khép hồ sơ"),
}
CLOCKS = {
    "first_notice": lazy("Báo ban đầu (24 giờ)"),
    "breach_report": lazy("Báo cáo Mẫu 08 (72 giờ)"),
    "tell_people": lazy("Báo người bị ảnh hưởng (72 giờ)"),
}


def reason_badge(answer: Answer) -> tuple[str, str]:
    """Say whether a purpose is allowed, with its tone."""
    return _(REASONS[answer.reason]), REASON_TONES.get(answer.reason, "neutral")


def waiting(answer: Answer) -> str:
    """Say whose answers are missing."""
    return ", ".join(_(PARTIES[one]) for one in answer.waiting)


def clock_badge(clock: Clock | None) -> tuple[str, str]:
    """Say how much time is left."""
    if clock is None:
        return "", "neutral"
    if clock.met_at:
        return (_("Trễ hạn"), "bad") if clock.is_late else (_("Đúng hạn"), "good")
    if clock.is_late:
        return _("Quá hạn {hours} giờ").format(hours=-clock.hours_left), "bad"
    return _("Còn {hours} giờ").format(hours=clock.hours_left), "warn" if clock.hours_left < 24 else "info"


def due_badge(due: date | None, on: date) -> tuple[str, str]:
    """Say how many days are left to a day."""
    if due is None:
        return "", "neutral"
    left = (due - on).days
    if left < 0:
        return _("Quá hạn {days} ngày").format(days=-left), "bad"
    return (_("Hết hạn hôm nay"), "warn") if left == 0 else (_("Còn {days} ngày").format(days=left), "info")


def step_moments(steps: list[RequestStep] | list[BreachStep]) -> list[Moment]:
    """Turn steps into a time line."""
    return [Moment(step.at.astimezone().strftime("%d/%m/%Y %H:%M"), str(STEPS[step.verb]), step.note) for step in steps]


def consent_moments(history: list[Consent]) -> list[Moment]:
    """Turn answers into a time line."""
    return [
        Moment(
            row.at.astimezone().strftime("%d/%m/%Y %H:%M"),
            f"{_(PARTIES[row.party])}: {_(ANSWERS[row.answer])}",
            f"{row.get_way_display()}, {_('văn bản')} {row.version}",
            ANSWER_TONES[row.answer],
        )
        for row in history
    ]


def unit_of(request: HttpRequest, actor: Actor, permission: str, name: str = "truong") -> int:
    """Return the unit a page is about: the one asked for by its code, otherwise the first where this is held.

    Raises: Denied, Missing.
    """
    actor.must(permission)
    asked = request.GET.get(name, "")
    if asked:
        found = organisations.pick(asked)
        if not found:
            raise Missing(what=f"đơn vị «{asked}»")
        return found[0].organisation_id
    places = actor.places(permission)
    if places is None:
        return organisations.top_id() or 0
    return highest(places)


def highest(places: frozenset[int]) -> int:
    """Return the unit that stands above the others of one's places."""
    return max(places, key=lambda one: len(organisations.below(one) & places)) if len(places) > 1 else min(places)


def pairs_of(row: Any, names: tuple[str, ...]) -> list[tuple[str, Any]]:
    """Return columns of a row with their titles, choices in words."""
    shown = []
    for name in names:
        field: Any = row._meta.get_field(name)
        value = getattr(row, name)
        text = dict(field.flatchoices).get(value, value) if field.flatchoices else value
        shown.append((capfirst(field.verbose_name), _(text) if field.flatchoices and text else text))
    return shown
