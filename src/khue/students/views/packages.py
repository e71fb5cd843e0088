"""Signed packages: made for a school outside, read and admitted when a pupil comes with one."""

from base64 import b64decode, b64encode
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from khue.core.actor import Actor
from khue.core.web.asking import asking
from khue.core.web.pages import done, form_page, tried
from khue.people.rules import SEXES
from khue.students import actions
from khue.students.forms.moving import PACKAGE_BYTES, AdmitForm, PackageForm
from khue.students.packages import NotAPackage, PackagePupil, Read, read_package
from khue.students.packages.keys import known_keys
from khue.students.rules import GRADE_BY_CODE, STATUSES, Can
from khue.students.views.choosing import chosen_school
from khue.students.views.transfers import classes_for


@require_POST
def package_out(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Give the signed package of a pupil who goes outside."""
    name, content = actions.make_package(asking(request), transfer_id, now=timezone.now())
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "POST"])
def package_in(request: HttpRequest) -> HttpResponse:
    """Read a package, show who it is and whose seal it bears, and admit the pupil."""
    actor = asking(request)
    chosen = chosen_school(request, Can.DECIDE_TRANSFER)
    if chosen.id is None:
        return render(request, "students/choose_school.html", {"chosen": chosen, "heading": _("Nhận gói hồ sơ")})
    if "package" in request.POST:
        return _admit(request, actor, chosen.id)
    form = PackageForm(request.POST or None, request.FILES or None, label_suffix="")
    if form.is_valid():
        sent = form.cleaned_data["file"]
        content = sent.read()
        if read := tried(form, read_package, content, sent.name, known_keys()):
            return _preview(request, actor, chosen.id, read, content, sent.name)
    lead = _("Tệp zip do hệ thống của trường cũ xuất ra. Chữ ký được kiểm tra trước khi tiếp nhận.")
    title = _("Nhận gói hồ sơ chuyển trường")
    return form_page(request, form, title=title, button=_("Kiểm tra gói"), back=_list(), lead=lead)


def _list() -> str:
    return reverse("students:transfers")


def _preview(
    request: HttpRequest, actor: Actor, school_id: int, read: Read, content: bytes, name: str, form: Any = None
) -> HttpResponse:
    pupil = read.pupil
    known = pupil.grade in GRADE_BY_CODE
    classes = classes_for(actor, school_id, localdate(), pupil.grade if known else "")
    if form is None:
        initial = {"on": localdate(), "package": b64encode(content).decode(), "name": name}
        form = AdmitForm(classes=classes, initial=initial)
        if read.is_known:
            del form.fields["trusted"]
    shown = {"read": read, "form": form, "facts": _facts(pupil), "stays": pupil.stays, "back": _list()}
    return render(request, "students/package.html", shown, status=422 if form.is_bound else 200)


def _admit(request: HttpRequest, actor: Actor, school_id: int) -> HttpResponse:
    """Read the package anew from what the preview carried: the seal is checked again."""
    name = request.POST.get("name", "")[:200]
    sent = request.POST.get("package", "")
    if len(sent) > 2 * PACKAGE_BYTES:
        raise NotAPackage(name=name)
    content = b64decode(sent)
    read = read_package(content, name, known_keys())
    grade = read.pupil.grade if read.pupil.grade in GRADE_BY_CODE else ""
    form = AdmitForm(request.POST, classes=classes_for(actor, school_id, localdate(), grade))
    if form.is_valid():
        told = {"on": form.cleaned_data["on"], "class_id": form.class_id, "trusted": form.cleaned_data["trusted"]}
        if made := tried(form, actions.admit_package, actor, school_id, read, now=timezone.now(), **told):
            text = _("Đã tiếp nhận học sinh.") if made.is_new else _("Gói này đã được tiếp nhận trước đây.")
            for fault in made.left_out:
                messages.warning(request, f"{fault.place} «{fault.value}»: {fault.text}")
            return done(request, text, "students:transfer", made.transfer.pk)
    return _preview(request, actor, school_id, read, content, name, form)


def _facts(pupil: PackagePupil) -> list[tuple[str, Any]]:
    grade = GRADE_BY_CODE.get(pupil.grade)
    rows: list[tuple[str, Any]] = [
        (_("Họ và tên"), pupil.full_name),
        (_("Ngày sinh"), "/".join(reversed(pupil.birth_date.split("-")))),
        (_("Giới tính"), _(SEXES[pupil.sex]) if pupil.sex in SEXES else ""),
        (_("Khối"), _(grade.title) if grade else pupil.grade),
        (_("Trường cũ"), f"{pupil.giver} {pupil.giver_code}".strip()),
        (_("Chuyển từ ngày"), "/".join(reversed(pupil.on.split("-")))),
        (_("Lí do"), pupil.why),
        (_("Diện, chế độ"), ", ".join(dict.fromkeys(_(STATUSES.get(one.kind, one.kind)) for one in pupil.statuses))),
        (_("Khen thưởng, kỉ luật"), "; ".join(one.title for one in pupil.recognitions)),
    ]
    return [(label, value) for label, value in rows if value]
