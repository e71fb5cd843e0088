"""Rows that may be one person: the day's list, side by side, merged, parted."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from khue.core.web.asking import asking
from khue.core.web.pages import confirm, done
from khue.core.web.tables import Column, Table, listing
from khue.organisations import queries as organisations
from khue.people.actions import likeness as deciding
from khue.people.actions import merging
from khue.people.models import Duplicate
from khue.people.queries import likeness as queries
from khue.people.queries.likeness import Comparison

TONES = {"open": "warn", "merged": "good", "different": "neutral"}


class DuplicateFilter(forms.Form):
    """Which pairs are shown."""

    state = forms.ChoiceField(label=lazy("Trạng thái"), choices=Duplicate.State.choices, required=False)


class WhyForm(forms.Form):
    """The reason, kept with the decision."""

    why = forms.CharField(label=lazy("Lí do"), max_length=200)


class MergeForm(WhyForm):
    """Which row stays, and which values come from the other."""

    keep = forms.TypedChoiceField(label=lazy("Giữ lại hồ sơ"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, data: Any, shown: Comparison) -> None:
        super().__init__(data, label_suffix="")
        pair = shown.pair
        self.fields["keep"].choices = [(pair.left_id, _("Hồ sơ bên trái")), (pair.right_id, _("Hồ sơ bên phải"))]  # type: ignore[attr-defined]
        self.fields["keep"].initial = pair.left_id
        self.choosable = [line.field for line in shown.lines if line.field and line.differs]
        for name in self.choosable:
            self.fields[f"take_{name}"] = forms.ChoiceField(
                choices=[("left", ""), ("right", "")], required=False, initial="left"
            )

    def taken(self, left: int) -> frozenset[str]:
        """Return the fields whose value comes from the row that goes."""
        other = "right" if self.cleaned_data["keep"] == left else "left"
        return frozenset(name for name in self.choosable if self.cleaned_data.get(f"take_{name}") == other)


DUPLICATES = Table(
    "people.duplicates",
    lazy("Hồ sơ nghi trùng"),
    (
        Column(
            "left", lazy("Hồ sơ thứ nhất"), value=lambda row: row.left.full_name,
            url=lambda row: reverse("people:duplicate", args=[row.pk]),
        ),
        Column("left_birth", lazy("Ngày sinh"), kind="day", value=lambda row: row.left.birth_date),
        Column("right", lazy("Hồ sơ thứ hai"), value=lambda row: row.right.full_name),
        Column("right_birth", lazy("Ngày sinh"), kind="day", value=lambda row: row.right.birth_date),
        Column("score", lazy("Mức giống"), kind="number", sort="score"),
        Column(
            "is_certain", lazy("Kết luận"), kind="badge",
            value=lambda row: (_("Chắc chắn trùng"), "bad") if row.is_certain else (_("Có thể trùng"), "warn"),
        ),
        Column("found_on", lazy("Phát hiện"), kind="day", sort="found_on"),
    ),
    order="-score",
)  # fmt: skip
MERGES = Table(
    "people.merges",
    lazy("Các lần gộp hồ sơ"),
    (
        Column("kept", lazy("Hồ sơ giữ lại"), value=lambda row: row.kept.full_name),
        Column("gone", lazy("Hồ sơ được gộp vào"), value=lambda row: row.gone.full_name),
        Column("at", lazy("Gộp lúc"), kind="moment", sort="at"),
        Column("why", lazy("Lí do")),
        Column(
            "state", lazy("Trạng thái"), kind="badge",
            value=lambda row: (_("Đã tách lại"), "neutral") if row.undone_at else (_("Đang gộp"), "good"),
        ),
        Column(
            "part", lazy("Thao tác"), value=lambda row: "" if row.undone_at else _("Tách lại"),
            url=lambda row: None if row.undone_at else reverse("people:unmerge", args=[row.pk]),
        ),
    ),
    order="-at",
)  # fmt: skip


@require_GET
def duplicates(request: HttpRequest) -> HttpResponseBase:
    """List the pairs that wait for a decision of one's units."""
    form = DuplicateFilter(request.GET or None, label_suffix="")
    state = form.cleaned_data.get("state") if form.is_valid() else ""
    rows = queries.duplicates(asking(request), state=state or Duplicate.State.OPEN)
    return listing(request, "people/duplicates.html", DUPLICATES, rows, form=form)


@require_http_methods(["GET", "POST"])
def duplicate(request: HttpRequest, duplicate_id: int) -> HttpResponse:
    """Show a pair side by side; merge it with the values that were chosen."""
    actor = asking(request)
    shown = queries.comparison(actor, duplicate_id)
    form = MergeForm(request.POST or None, shown)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        take = form.taken(shown.pair.left_id)
        made = merging.merge(actor, duplicate_id, told["keep"], take=take, why=told["why"], at=timezone.now())
        return done(request, _("Đã gộp hai hồ sơ. Có thể tách lại ở trang Các lần gộp."), "people:person", made.kept_id)
    context = {
        "shown": shown,
        "pair": shown.pair,
        "form": form,
        "state": (shown.pair.get_state_display(), TONES[shown.pair.state]),
        "is_open": shown.pair.state == Duplicate.State.OPEN,
        "above": organisations.chain(shown.pair.decider_id)[1:2],
    }
    return render(request, "people/duplicate.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def different(request: HttpRequest, duplicate_id: int) -> HttpResponse:
    """Ask once, then decide that the two are two people."""
    back = reverse("people:duplicate", args=[duplicate_id])
    if request.method == "POST":
        deciding.declare_different(asking(request), duplicate_id, at=timezone.now())
        return done(request, _("Đã ghi nhận: hai người khác nhau."), "people:duplicates")
    text = _("Hai hồ sơ này là của hai người khác nhau? Cặp này sẽ không được nêu lại.")
    return confirm(request, title=_("Hai người khác nhau"), text=text, button=_("Hai người khác nhau"), back=back)


@require_http_methods(["GET", "POST"])
def pass_up(request: HttpRequest, duplicate_id: int) -> HttpResponse:
    """Ask once, then leave the decision to the unit above."""
    back = reverse("people:duplicate", args=[duplicate_id])
    if request.method == "POST":
        deciding.pass_up(asking(request), duplicate_id, at=timezone.now())
        return done(request, _("Đã chuyển cặp hồ sơ lên cấp trên."), "people:duplicates")
    text = _("Chuyển cặp hồ sơ này cho đơn vị cấp trên quyết định?")
    return confirm(request, title=_("Chuyển lên cấp trên"), text=text, button=_("Chuyển lên cấp trên"), back=back)


@require_GET
def merges(request: HttpRequest) -> HttpResponseBase:
    """List the merges that were made, each with its way back."""
    return listing(request, "people/merges.html", MERGES, queries.merges(asking(request)))


@require_http_methods(["GET", "POST"])
def unmerge(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Ask for the reason, then part the two rows again."""
    form = WhyForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        merging.unmerge(asking(request), merge_id, why=form.cleaned_data["why"], at=timezone.now())
        return done(request, _("Đã tách lại hai hồ sơ như trước khi gộp."), "people:merges")
    text = _("Tách lại hai hồ sơ? Các dòng đã chuyển sẽ trở về hồ sơ cũ; giá trị đã sửa sau khi gộp được giữ nguyên.")
    return confirm(
        request, title=_("Tách lại"), text=text, button=_("Tách lại"), back=reverse("people:merges"), form=form
    )


urlpatterns = [
    path("van-phong/nguoi/trung", duplicates, name="duplicates"),
    path("van-phong/nguoi/trung/<int:duplicate_id>", duplicate, name="duplicate"),
    path("van-phong/nguoi/trung/<int:duplicate_id>/khac-nhau", different, name="different"),
    path("van-phong/nguoi/trung/<int:duplicate_id>/cap-tren", pass_up, name="pass_up"),
    path("van-phong/nguoi/da-gop", merges, name="merges"),
    path("van-phong/nguoi/da-gop/<int:merge_id>/tach", unmerge, name="unmerge"),
]
