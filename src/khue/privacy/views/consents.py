"""Consent in the office: who answered what, reminders, answers on paper."""

from pathlib import PurePath

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from khue.core.errors import Missing
from khue.core.web.asking import asking
from khue.core.web.pages import confirm, done, form_page
from khue.core.web.tables import Column, Table, listing
from khue.organisations import queries as organisations
from khue.privacy import actions, queries
from khue.privacy.forms import ConsentFilter, PaperForm
from khue.privacy.models import Consent
from khue.privacy.rules import Can
from khue.privacy.rules.consents import ASKED, BY_CODE
from khue.privacy.rules.register import printed
from khue.privacy.views.showing import reason_badge, unit_of, waiting

ANSWERS = Table(
    "privacy.answers",
    lazy("Sự đồng ý của phụ huynh, học sinh"),
    (
        Column(
            "name",
            lazy("Học sinh"),
            value=lambda row: row.pupil.name,
            url=lambda row: reverse("privacy:person", args=[row.pupil.id]),
        ),
        Column("class_name", lazy("Lớp"), value=lambda row: row.pupil.class_name, sort="pupil.class_name"),
        Column("answer", lazy("Tình trạng"), kind="badge", value=lambda row: reason_badge(row.answer)),
        Column("waiting", lazy("Còn thiếu"), value=lambda row: waiting(row.answer)),
        Column("reminded_at", lazy("Nhắc gần nhất"), kind="moment"),
        Column(
            "record",
            lazy("Ghi bản giấy"),
            value=lambda row: _("Ghi"),
            url=lambda row: reverse("privacy:record_consent", args=[row.pupil.id]),
        ),
    ),
)


def _asked(request: HttpRequest) -> tuple[ConsentFilter, str, str, str]:
    """Return the filter with the purpose, class and standing asked for; the first purpose without any."""
    given = request.GET.copy()
    given.setdefault("muc_dich", ASKED[0].code)
    form = ConsentFilter(given)
    told = form.cleaned_data if form.is_valid() else {"muc_dich": ASKED[0].code, "lop": "", "ket_qua": ""}
    return form, told["muc_dich"], told["lop"], told["ket_qua"]


@require_GET
def answers(request: HttpRequest) -> HttpResponseBase:
    """List the pupils of a school with their standing for a purpose."""
    actor, today = asking(request), timezone.localdate()
    school = unit_of(request, actor, Can.RECORD_CONSENTS)
    form, purpose, class_name, reason = _asked(request)
    rows = queries.answers_at(actor, purpose, school, today, class_name=class_name, reason=reason)
    shown = {
        "purpose": BY_CODE[purpose],
        "source": printed(BY_CODE[purpose].source),
        "school": organisations.name_of(school),
        "remind": f"{reverse('privacy:remind')}?{request.GET.urlencode()}",
        "waits": any(row.answer.reason == "not_answered" for row in rows),
    }
    return listing(request, "privacy/consents.html", ANSWERS, rows, form=form, **shown)


@require_http_methods(["GET", "POST"])
def remind(request: HttpRequest) -> HttpResponse:
    """Remind the families that have not answered."""
    actor = asking(request)
    school = unit_of(request, actor, Can.RECORD_CONSENTS)
    _form, purpose, class_name, _reason = _asked(request)
    back = f"{reverse('privacy:consents')}?{request.GET.urlencode()}"
    if request.method == "POST":
        count = actions.remind(actor, purpose, school, at=timezone.now(), class_name=class_name)
        return done(request, _("Đã nhắc {count} gia đình.").format(count=count), back)
    title = _(BY_CODE[purpose].title)
    text = _("Các gia đình chưa trả lời về «{title}» sẽ thấy lời nhắc trên trang của mình.").format(title=title)
    return confirm(request, title=_("Nhắc gia đình?"), text=text, button=_("Nhắc"), back=back)


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record an answer on paper."""
    actor, now = asking(request), timezone.now()
    card = queries.person(person_id)
    actor.must(Can.RECORD_CONSENTS, at=card.custody_id)
    givers = [(one, name or str(one)) for one, name in queries.relatives(actor, person_id)]
    form = PaperForm(request.POST or None, request.FILES or None, givers=[*givers, (card.id, card.name)])
    if form.is_valid():
        told = form.cleaned_data
        actions.record_paper(
            actor, person_id, told["purpose"], told["said"], giver_id=told["giver"], paper=told["paper"], at=now
        )
        return done(request, _("Đã ghi câu trả lời trên giấy."), "privacy:person", person_id)
    back = reverse("privacy:consents")
    title = _("Ghi sự đồng ý trên giấy: {name}").format(name=card.name)
    return form_page(request, form, title=title, button=_("Ghi"), back=back)


@require_GET
def paper(request: HttpRequest, consent_id: int) -> FileResponse:
    """Give the scan of a consent on paper."""
    row = Consent.objects.filter(pk=consent_id).exclude(paper="").first()
    if row is None:
        raise Missing(what=_("giấy đồng ý"))
    asking(request).must(Can.SEE, at=row.organisation_id)
    return FileResponse(row.paper.open(), as_attachment=True, filename=PurePath(str(row.paper)).name)
