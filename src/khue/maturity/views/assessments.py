"""The assessment of a school: filled, sent, checked item by item, recognised, published; on the screen and on paper."""

from decimal import Decimal
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.manifest import Found
from khue.core.web.asking import asking, names_of
from khue.core.web.formats import day, moment, number
from khue.core.web.pages import accepted, confirm, done, form_page
from khue.core.web.tables import Column, Table, workbook
from khue.maturity import actions, queries
from khue.maturity.actions.refusals import NotWithSchool
from khue.maturity.forms import CheckForm, ItemForm, MoreForm, RecogniseForm, WhyForm
from khue.maturity.models import Assessment
from khue.maturity.queries import Line, Sheet
from khue.maturity.rules import EVIDENCE, GROUPS, LIFE, ORIGINS, STATES, VERDICTS, WITH_SCHOOL, Can
from khue.maturity.views.wording import VERDICT_TONES, lacks, level_of, standings, state_of
from khue.organisations import queries as organisations

LINES = Table(
    "maturity.sheet",
    lazy("Phiếu tự đánh giá mức độ chuyển đổi số"),
    (
        Column("code", lazy("Mã"), value=lambda line: line.criterion.code),
        Column("title", lazy("Tiêu chí"), value=lambda line: _(line.criterion.title)),
        Column("group", lazy("Nhóm"), value=lambda line: _(GROUPS[line.criterion.group])),
        Column("most", lazy("Điểm tối đa"), "number", value=lambda line: line.criterion.most),
        Column("points", lazy("Tự chấm"), "number", value=lambda line: line.item.points if line.item else None),
        Column("origin", lazy("Nguồn"), value=lambda line: _(ORIGINS[line.item.origin]) if line.item else ""),
        Column("figure", lazy("Chỉ số (%)"), "number", value=lambda line: line.item.figure if line.item else None),
        Column("evidence", lazy("Minh chứng"), value=lambda line: "; ".join(one.text for one in line.standing)),
        Column("verdict", lazy("Thẩm định"), value=lambda line: _(VERDICTS[line.item.verdict]) if line.item else ""),
        Column("worth", lazy("Điểm tính"), "number", value=lambda line: line.mark.worth if line.mark else None),
        Column("reason", lazy("Lí do"), value=lambda line: line.item.reason if line.item else ""),
    ),
)


@require_safe
def assessment(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """Show an assessment: what it comes to, and its items by group."""
    actor = asking(request)
    row = queries.assessment(actor, assessment_id)
    whole = queries.sheet(row)
    if request.GET.get("xuat") == "xlsx":
        return workbook(LINES, whole.lines)
    return render(request, "maturity/assessment.html", {**_heading(actor, whole), **_ways(actor, row)})


def _heading(actor: Actor, whole: Sheet) -> dict[str, Any]:
    row = whole.assessment
    return {
        "row": row,
        "school": organisations.name_of(row.school_id),
        "state": state_of(row),
        "level": level_of(whole.judgement.level),
        "standings": standings(whole.judgement),
        "lacks": lacks(whole.gaps),
        "groups": [
            (_(title), [_shown(line) for line in whole.lines if line.criterion.group == group])
            for group, title in GROUPS.items()
        ],
        "facts": _facts(row),
        "told": len(whole.marks),
        "total": len(whole.lines),
    }


def _shown(line: Line) -> dict[str, Any]:
    """Return a line ready to be shown."""
    item, mark = line.item, line.mark
    return {
        "line": line,
        "most": _("bắt buộc") if line.criterion.most is None else number(line.criterion.most),
        "points": _points(line, item.points if item else None),
        "worth": _points(line, mark.worth if mark else None),
        "is_changed": bool(item and item.verdict == "changed"),
        "origin": _(ORIGINS[item.origin]) if item else "",
        "verdict": (_(VERDICTS[item.verdict]), VERDICT_TONES[item.verdict]) if item else None,
        "kind": _(EVIDENCE[line.criterion.evidence]),
        "evidence": len(line.standing),
    }


def _points(line: Line, points: Decimal | None) -> str:
    if points is None:
        return ""
    if line.criterion.is_mandatory:
        return _("đã có") if points > 0 else _("chưa có")
    return number(points)


def _facts(row: Assessment) -> list[tuple[str, Any]]:
    names = names_of({row.sent_by, row.checked_by, row.recognised_by})
    edition = row.edition or row.season.edition
    authority = organisations.name_of(row.authority_id) if row.authority_id else ""
    pairs = [
        (_("Bộ tiêu chí"), _(edition.title)),
        (_("Hạn gửi"), day(row.season.due_school)),
        (_("Gửi lúc"), f"{moment(row.sent_at)} {names.get(row.sent_by or 0, '')}" if row.sent_at else ""),
        (_("Thẩm định"), f"{moment(row.checked_at)} {names.get(row.checked_by or 0, '')}" if row.checked_at else ""),
        (_("Công nhận"), f"{row.number}, {day(row.recognised_on)}, {authority}" if row.recognised_on else ""),
    ]
    return [(label, value) for label, value in pairs if value]


def _ways(actor: Actor, row: Assessment) -> dict[str, bool]:
    verbs = {move.verb for move in LIFE.open_from(row.state) if actor.can(move.needs, at=row.school_id)}
    return {f"may_{verb}": verb in verbs for verb in ("send", "ask_more", "end_check", "recognise", "publish")}


@require_POST
def fill(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Fill what figures know."""
    filled = actions.fill(asking(request), assessment_id, on=localdate())
    text = _("Đã tự điền {filled} tiêu chí; {without} tiêu chí có chỉ số nhưng chưa có dữ liệu.")
    shown = text.format(filled=len(filled.filled), without=len(filled.without))
    return done(request, shown, "maturity:assessment", assessment_id)


def _line(whole: Sheet, code: str) -> Line:
    found = next((line for line in whole.lines if line.criterion.code == code), None)
    if found is None:
        raise Missing(what=_("tiêu chí «{code}»").format(code=code))
    return found


@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, assessment_id: int, code: str) -> HttpResponse:
    """Show one criterion with its evidence; the school says what it is worth, the level above decides."""
    actor = asking(request)
    row = queries.assessment(actor, assessment_id)
    line = _line(queries.sheet(row), code)
    may_tell = row.state in WITH_SCHOOL and actor.can(Can.ASSESS, at=row.school_id)
    may_check = row.state == "sent" and line.item is not None and actor.can(Can.CHECK, at=row.school_id)
    form: ItemForm | CheckForm | None = None
    if request.method == "POST" and not may_check:
        actor.must(Can.ASSESS, at=row.school_id)
    if may_tell:
        form = ItemForm(request.POST or None, request.FILES or None, line.criterion, line.item)
        if accepted(form, lambda sent: _tell(actor, row, code, sent.cleaned_data)):
            return done(request, _("Đã lưu tiêu chí {code}.").format(code=code), _next(row, code))
    elif request.method == "POST" and not may_check:
        raise NotWithSchool(state=_(STATES[row.state]))
    elif may_check and line.item is not None:
        form = CheckForm(request.POST or None, line.item)
        if accepted(form, lambda sent: actions.check_item(actor, row.pk, code, **sent.cleaned_data)):
            return done(request, _("Đã thẩm định tiêu chí {code}.").format(code=code), _next(row, code))
    return _item_page(request, row, line, form, may_withdraw=actor.can(Can.ASSESS, at=row.school_id))


def _next(row: Assessment, code: str) -> str:
    """Return the address of the row that was worked on, in the list."""
    return f"{row.get_absolute_url()}#muc-{code}"


def _tell(actor: Actor, row: Assessment, code: str, told: dict[str, Any]) -> None:
    actions.tell(actor, row.pk, code, told["points"], note=told["note"])
    if told["text"].strip() or told["file"]:
        actions.add_evidence(actor, row.pk, code, text=told["text"], file=told["file"] or None)


def _item_page(
    request: HttpRequest, row: Assessment, line: Line, form: ItemForm | CheckForm | None, *, may_withdraw: bool
) -> HttpResponse:
    codes = [one.code for one in row.criteria()]
    at = codes.index(line.criterion.code)
    figure = (
        queries.figures(asking(request), row, localdate()).get(line.criterion.code) if _fills(request, row) else None
    )
    shown = {
        "row": row,
        "line": line,
        "shown": _shown(line),
        "form": form,
        "figure": figure,
        "school": organisations.name_of(row.school_id),
        "may_withdraw": may_withdraw and row.state not in ("recognised", "published"),
        "names": names_of({one.added_by for one in line.evidence}),
        "before": codes[at - 1] if at else "",
        "after": codes[at + 1] if at + 1 < len(codes) else "",
    }
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, "maturity/item.html", shown, status=status)


def _fills(request: HttpRequest, row: Assessment) -> bool:
    return asking(request).can("indicators.see", at=row.school_id)


@require_safe
def ways(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Show what lifts a school to the levels above its own."""
    actor = asking(request)
    whole = queries.sheet(queries.assessment(actor, assessment_id))
    found = [
        {
            "title": _("Nhóm {group} lên mức {level}").format(group=way.group, level=way.to_level),
            "level": level_of(way.to_level),
            "steps": [(criterion, step.points and number(step.points)) for criterion, step in way.steps],
            "reaches": way.reaches,
        }
        for way in queries.ways_up(whole)
    ]
    return render(request, "maturity/ways.html", {**_heading(actor, whole), "ways": found})


@require_safe
def paper(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Show an assessment as it is printed and signed."""
    actor = asking(request)
    whole = queries.sheet(queries.assessment(actor, assessment_id))
    above = organisations.chain(whole.assessment.school_id)[1:2]
    shown = {"above": organisations.name_of(above[0]) if above else "", "on": localdate()}
    return render(request, "maturity/paper.html", {**_heading(actor, whole), **shown})


STEPS = {
    "gui": ("send", lazy("Gửi cấp trên"), lazy("Sau khi gửi, phiếu giữ bộ tiêu chí này và không sửa được nữa.")),
    "xong": ("end_check", lazy("Kết thúc thẩm định"), lazy("Mọi tiêu chí đã có quyết định và còn minh chứng.")),
    "cong-bo": ("publish", lazy("Công bố"), lazy("Mức của trường hiện trên trang công khai cho mọi người.")),
}
DONE = {
    "send": lazy("Đã gửi phiếu lên cấp trên."),
    "end_check": lazy("Đã kết thúc thẩm định."),
    "publish": lazy("Đã công bố."),
}


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, assessment_id: int, verb: str) -> HttpResponse:
    """Take a step that only asks whether one is sure."""
    actor = asking(request)
    row = queries.assessment(actor, assessment_id)
    if verb not in STEPS:
        raise Missing(what=_("bước này"))
    name, title, text = STEPS[verb]
    actor.must(next(move.needs for move in LIFE.moves if move.verb == name), at=row.school_id)
    if request.method == "POST":
        getattr(actions, name)(actor, row.pk)
        return done(request, str(DONE[name]), row)
    back = row.get_absolute_url()
    return confirm(request, title=str(title), text=str(text), button=str(title), back=back)


@require_http_methods(["GET", "POST"])
def more(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Ask the school for more."""
    actor = asking(request)
    row = queries.assessment(actor, assessment_id)
    actor.must(Can.CHECK, at=row.school_id)
    form = MoreForm(request.POST or None, label_suffix="")
    if accepted(form, lambda sent: actions.ask_more(actor, row.pk, why=sent.cleaned_data["why"])):
        return done(request, _("Đã trả phiếu về trường kèm yêu cầu bổ sung."), row)
    title, back = _("Yêu cầu bổ sung"), row.get_absolute_url()
    return form_page(request, form, title=title, button=_("Gửi yêu cầu"), back=back)


@require_http_methods(["GET", "POST"])
def recognise(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Recognise the level of a school by a decision."""
    actor = asking(request)
    row = queries.assessment(actor, assessment_id)
    actor.must(Can.RECOGNISE, at=row.school_id)
    whole = queries.sheet(row)
    form = RecogniseForm(request.POST or None, initial={"on": localdate()}, label_suffix="")
    if accepted(form, lambda sent: actions.recognise(actor, row.pk, today=localdate(), **sent.cleaned_data)):
        return done(request, _("Đã công nhận mức độ chuyển đổi số của trường."), row)
    said = [level_of(whole.judgement.level)[0], *lacks(whole.gaps)]
    title = _("Công nhận: {school}").format(school=organisations.name_of(row.school_id))
    back = row.get_absolute_url()
    return form_page(request, form, title=title, button=_("Công nhận"), back=back, lead=". ".join(said))


@require_safe
def evidence(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    """Give out a file of evidence. Raises: Missing."""
    found = queries.evidence(asking(request), evidence_id)
    if not found.file:
        raise Missing(what=_("tệp của minh chứng {number}").format(number=evidence_id))
    name = str(found.file.name).rsplit("/", 1)[-1]
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=name)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Withdraw a piece of evidence."""
    actor = asking(request)
    found = queries.evidence(actor, evidence_id)
    actor.must(Can.ASSESS, at=found.assessment.school_id)
    back = reverse("maturity:item", args=[found.assessment_id, found.code])
    form = WhyForm(request.POST or None, label_suffix="")
    if accepted(form, lambda sent: actions.withdraw(actor, found.pk, why=sent.cleaned_data["why"])):
        return done(request, _("Đã rút minh chứng."), back)
    lead = found.text or _("Tệp đính kèm")
    return form_page(request, form, title=_("Rút minh chứng"), button=_("Rút"), back=back, lead=lead)


def alerts(actor: Actor) -> list[Found]:
    """Return what the home of the office shows first: assessments to send, and those that wait for a check."""
    season, shown = queries.current(), []
    if season is None or not actor.can(Can.SEE):
        return []
    address = season.get_absolute_url()
    if actor.can(Can.ASSESS) and not actor.can(Can.CHECK) and (owed := queries.to_send(actor)[:20]):
        late = season.due_school < localdate()
        text = _("Phiếu chuyển đổi số đã quá hạn gửi") if late else _("Phiếu chuyển đổi số cần gửi")
        until = _("Hạn {due}.").format(due=day(season.due_school))
        shown += [Found(text, until, one.get_absolute_url(), "devices") for one in owed]
    if actor.can(Can.CHECK) and (waiting := queries.to_check(actor).count()):
        text = _("{count} phiếu chuyển đổi số chờ thẩm định").format(count=waiting)
        shown.append(Found(text, _("Hạn {due}.").format(due=day(season.due_commune)), address, "devices"))
    return shown


OF = "van-phong/chuyen-doi-so/phieu/<int:assessment_id>/"
EVIDENCE_OF = "van-phong/chuyen-doi-so/minh-chung/<int:evidence_id>/"
urlpatterns = [
    path(OF, assessment, name="assessment"),
    path(OF + "tu-dien", fill, name="fill"),
    path(OF + "muc/<str:code>/", item, name="item"),
    path(OF + "len-muc", ways, name="ways"),
    path(OF + "in", paper, name="paper"),
    path(OF + "buoc/<slug:verb>", step, name="step"),
    path(OF + "bo-sung", more, name="more"),
    path(OF + "cong-nhan", recognise, name="recognise"),
    path(EVIDENCE_OF + "tai", evidence, name="evidence"),
    path(EVIDENCE_OF + "rut", withdraw, name="withdraw"),
]
