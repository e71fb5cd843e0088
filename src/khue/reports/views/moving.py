"""The steps of a report on pages: presented, signed, sent, accepted or returned; and the file of a frozen one."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.web.asking import asking
from khue.core.web.pages import accepted, confirm, done, form_page
from khue.organisations import queries as organisations
from khue.reports import actions, queries
from khue.reports.actions import Signature
from khue.reports.exports import answer_file
from khue.reports.forms import ReasonForm, SignForm
from khue.reports.models import Report
from khue.reports.rules import HEADS, LIFE, Can
from khue.reports.views.listing import OFFICE

# verb -> (action, whether it asks for a reason, what the page says before, what it says after)
STEPS: dict[str, tuple[Callable[..., Report], bool, Any, Any]] = {
    "present": (
        actions.present, False, lazy("Người có quyền kí của đơn vị sẽ thấy báo cáo này; lời và số liệu không sửa nữa."),
        lazy("Đã trình kí."),
    ),
    "hand_back": (actions.hand_back, True, lazy("Người soạn đọc được lí do này."), lazy("Đã trả người soạn.")),
    "send": (
        actions.send, False, lazy("Báo cáo đã kí được gửi một lần; sai thì nơi nhận trả lại để lập bản thay."),
        lazy("Đã gửi báo cáo."),
    ),
    "accept": (
        actions.accept, False, lazy("Tử số và mẫu số của báo cáo này được cộng vào báo cáo của đơn vị bạn."),
        lazy("Đã tiếp nhận báo cáo."),
    ),
    "give_back": (actions.give_back, True, lazy("Đơn vị gửi đọc được lí do này."), lazy("Đã trả lại báo cáo.")),
    "revise": (
        actions.revise, False, lazy("Bản thay giữ lời của bản bị trả lại và lấy số liệu mới nhất."),
        lazy("Đã lập bản thay."),
    ),
}  # fmt: skip
TITLES = {move.verb: move.title for move in LIFE.moves}


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, report_id: int, verb: str) -> HttpResponse:
    """Ask before a step of a report, and take it. Raises: Missing."""
    if verb not in STEPS:
        raise Missing(what=_("bước này"))
    actor = asking(request)
    found = queries.report(actor, report_id)
    queries.must_may(actor, found, verb)
    run, asks, before, after = STEPS[verb]
    form = ReasonForm(request.POST or None, label_suffix="") if asks else None
    if request.method == "POST" and form is None:
        return done(request, after, run(actor, report_id))
    if form is not None and accepted(form, lambda sent: run(actor, report_id, sent.cleaned_data["li_do"])):
        return done(request, after, found)
    return confirm(
        request, title=_(TITLES[verb]), text=before, button=_(TITLES[verb]), back=found.get_absolute_url(), form=form
    )


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, report_id: int) -> HttpResponse:
    """Sign a report: number, symbol, place and signature; then it is frozen."""
    actor = asking(request)
    found = queries.report(actor, report_id)
    actor.must(Can.SIGN, at=found.unit_id)
    form = SignForm(request.POST or None, label_suffix="", initial=_offered(actor, found))

    def run(sent: SignForm) -> None:
        told = sent.cleaned_data
        names = ("so", "ki_hieu", "noi_ban_hanh", "co_quan_chu_quan", "nguoi_ki", "chuc_vu")
        given = Signature(*(told[name] for name in names))
        actions.sign(actor, report_id, given, version=told["version"], today=localdate())

    if accepted(form, run):
        return done(request, _("Đã kí; báo cáo được khoá với dấu vân tay."), found)
    lead = _("Sau khi kí, báo cáo không sửa được nữa. Hồ sơ sửa sau đó hiện thành chú thích.")
    return form_page(request, form, title=_("Kí báo cáo"), button=_("Kí"), back=found.get_absolute_url(), lead=lead)


def _offered(actor: Actor, found: Report) -> dict[str, Any]:
    """Return what the form of the signature offers."""
    unit = organisations.as_of().filter(organisation_id=found.unit_id).first()
    above = organisations.name_of(unit.parent_id) if unit and unit.parent_id else ""
    place = unit.area_name if unit else ""
    return {
        "version": found.version,
        "so": actions.next_number(found.unit_id, localdate().year),
        "ki_hieu": "BC-SGDĐT" if unit and unit.kind == "department" else "BC",
        "noi_ban_hanh": place.removeprefix("Tỉnh ").removeprefix("Xã ").removeprefix("Phường "),
        "co_quan_chu_quan": above or (f"UBND {place[:1].lower()}{place[1:]}" if place else ""),
        "chuc_vu": _(HEADS.get(unit.kind, "")) if unit else "",
        "nguoi_ki": actor.name,
    }


@require_safe
def export(request: HttpRequest, report_id: int, form: str) -> HttpResponse:
    """Give a frozen report as a file, always the same bytes. Raises: Missing."""
    return answer_file(queries.report(asking(request), report_id), form)


urlpatterns = [
    path(f"{OFFICE}/<int:report_id>/ki", sign, name="sign"),
    path(f"{OFFICE}/<int:report_id>/buoc/<slug:verb>", step, name="step"),
    path(f"{OFFICE}/<int:report_id>/tep/<slug:form>", export, name="export"),
]
