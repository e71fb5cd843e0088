"""Impact assessments: when which is due, a new edition drawn from facts, printed, sent."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from khue.core.web.asking import asking
from khue.core.web.pages import confirm, done, form_page
from khue.core.web.tables import Column, Table, listing
from khue.organisations import queries as organisations
from khue.privacy import actions, queries
from khue.privacy.actions import Assessment
from khue.privacy.forms import AssessmentForm, DossierSentForm
from khue.privacy.models import Dossier
from khue.privacy.rules import Can
from khue.privacy.rules.levels import REASONS
from khue.privacy.views.showing import due_badge, pairs_of, unit_of

COUNTS = {
    "persons": lazy("Người có hồ sơ"),
    "pupils": lazy("Học sinh đang học"),
    "staff": lazy("Cán bộ, giáo viên, nhân viên"),
    "with_health_data": lazy("Có dữ liệu sức khoẻ"),
    "with_policy_data": lazy("Có dữ liệu diện chính sách"),
    "sensitive": lazy("Có dữ liệu nhạy cảm"),
    "tables": lazy("Hoạt động xử lí trong sổ đăng kí"),
}
DOSSIERS = Table(
    "privacy.dossiers",
    lazy("Hồ sơ đánh giá tác động"),
    (
        Column("name", lazy("Đơn vị"), url=lambda row: reverse("privacy:dossier", args=[row.last.pk])),
        Column("edition", lazy("Lần"), kind="number", value=lambda row: row.last.edition),
        Column("made_on", lazy("Lập ngày"), kind="day", value=lambda row: row.last.made_on),
        Column("sent_on", lazy("Gửi ngày"), kind="day", value=lambda row: row.last.sent_on),
        Column("due", lazy("Hạn tiếp theo"), kind="day"),
        Column("left", lazy("Còn lại"), kind="badge", value=lambda row: due_badge(row.due, timezone.localdate())),
    ),
)


@require_GET
def dossiers(request: HttpRequest) -> HttpResponseBase:
    """List the organisations with their assessment, the most urgent first."""
    actor = asking(request)
    rows = queries.dossiers(actor, timezone.localdate())
    return listing(request, "privacy/dossiers.html", DOSSIERS, rows, may_make=actor.can(Can.KEEP_DOSSIERS))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make the next edition of one's unit; the figures are counted, not typed."""
    actor, today = asking(request), timezone.localdate()
    unit = unit_of(request, actor, Can.KEEP_DOSSIERS, "don-vi")
    last = Dossier.objects.filter(organisation_id=unit).order_by("-edition").first()
    names = ("first_processing_on", "officer", "risks", "measures")
    initial = {name: getattr(last, name) for name in names} if last else {}
    initial.setdefault("first_processing_on", queries.first_processing(unit) or today)
    form = AssessmentForm(request.POST or None, initial=initial)
    if form.is_valid():
        made = actions.make_dossier(actor, unit, Assessment(**form.cleaned_data), on=today)
        return done(request, _("Đã lập hồ sơ đánh giá tác động."), "privacy:dossier", made.pk)
    lead = organisations.name_of(unit)
    back = reverse("privacy:dossiers")
    return form_page(request, form, title=_("Lập hồ sơ đánh giá tác động"), button=_("Lập"), back=back, lead=lead)


@require_GET
def dossier(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Show one edition, ready for printing."""
    actor = asking(request)
    found = queries.dossier(actor, dossier_id)
    shown = {
        "dossier": found,
        "unit": organisations.name_of(found.organisation_id),
        "counts": [(title, found.facts.get(name)) for name, title in COUNTS.items()],
        "level": found.facts.get("level"),
        "reasons": [_(REASONS[one]) for one in found.facts.get("level_reasons", [])],
        "due": queries.due_of(found),
        "facts": pairs_of(found, ("first_processing_on", "made_on", "officer", "reason", "sent_on", "sent_number")),
        "lines": queries.register(),
        "editions": Dossier.objects.filter(organisation_id=found.organisation_id).order_by("-edition"),
        "may_send": found.sent_on is None and actor.can(Can.KEEP_DOSSIERS, at=found.organisation_id),
    }
    return render(request, "privacy/dossier.html", shown)


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Record that the edition went to the authority."""
    actor = asking(request)
    found = queries.dossier(actor, dossier_id)
    actor.must(Can.KEEP_DOSSIERS, at=found.organisation_id)
    form = DossierSentForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        actions.send_dossier(actor, dossier_id, form.cleaned_data["number"], on=form.cleaned_data["on"])
        return done(request, _("Đã ghi ngày gửi."), "privacy:dossier", dossier_id)
    text = _("Nộp qua Cổng dịch vụ công quốc gia tới cơ quan công an (Nghị quyết 22/2026/NQ-CP).")
    back = reverse("privacy:dossier", args=[dossier_id])
    return confirm(request, title=_("Ghi ngày gửi hồ sơ"), text=text, button=_("Ghi"), back=back, form=form)
