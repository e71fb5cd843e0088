"""Pages of publication: the look-up for people who are signed in, the check of signatures, publishing in the office."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from khue.core import signing
from khue.core.actions import begin
from khue.core.web.asking import asking
from khue.core.web.pages import confirm, done
from khue.exams import queries, rules
from khue.exams.publishing import files, serving
from khue.exams.publishing.keys import keys_folder
from khue.exams.publishing.library import library
from khue.exams.publishing.tasks import publish_later


@csrf_exempt  # changes nothing; a POST only keeps the second code out of addresses and histories
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Look a result up; the middleware has answered whoever is not signed in."""
    return serving.page_answer(request)


@require_safe
def signature(request: HttpRequest) -> HttpResponse:
    """Tell how anybody can check what was published."""
    sessions = library().sessions()
    first = sessions[0] if sessions else {"code": "KI-THI", "version": 1}
    keys = [(name, signing.pem(key).decode()) for name, key in signing.public_keys(keys_folder()).items()]
    return render(request, "exams/signature.html", {"first": first, "keys": keys, "base": settings.KHUE_BASE_URL})


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then publish in the background."""
    session = queries.session(asking(request), code)
    begin(asking(request), session, rules.LIFE, "publish", at=session.organisation_id)
    if request.method == "GET":
        return confirm(
            request,
            title=_("Công bố kết quả {title}").format(title=session.title),
            text=_("Mọi người sẽ tra cứu được ngay. Bản đã công bố không sửa được; đính chính sẽ thành bản mới."),
            button=_("Công bố"),
            back=session.get_absolute_url(),
        )
    job = publish_later(asking(request), session)
    return done(
        request, _("Đã nhận lệnh công bố lúc {at}.").format(at=f"{timezone.localtime():%H:%M}"), "core:job", job.pk
    )


urlpatterns = [
    path("tra-cuu/diem-thi", look_up, name="look_up"),
    path("tra-cuu/diem-thi/kiem-chung", signature, name="signature"),
    path("published/<path:name>", require_safe(files.answer), name="published_file"),
    path("van-phong/khao-thi/<slug:code>/cong-bo", publish, name="publish"),
]
