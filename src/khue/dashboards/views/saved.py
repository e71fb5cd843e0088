"""Saved views: everybody their own."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khue.core.web.asking import asking
from khue.core.web.pages import accepted, confirm, done, form_page
from khue.dashboards import actions, queries
from khue.dashboards.forms import SaveForm
from khue.dashboards.views.scopes import found_board, scope_of


@require_http_methods(["GET", "POST"])
def save(request: HttpRequest, code: str) -> HttpResponse:
    """Save how one looks at a board now."""
    one, scope = found_board(code), scope_of(request)
    form = SaveForm(request.POST or None, label_suffix="")
    back = f"{reverse('dashboards:board', args=[code])}?{scope.query}"
    if accepted(form, lambda f: actions.save_view(asking(request), f.cleaned_data["ten"], code, scope.query)):
        return done(request, _("Đã lưu khung nhìn. Mở lại ở trang Bảng số liệu."), "dashboards:boards")
    lead = _("{board}, {unit}. Gửi đường dẫn cho người khác: họ chỉ thấy phần mình có quyền xem.").format(
        board=_(one.title), unit=scope.unit_name
    )
    return form_page(request, form, title=_("Lưu khung nhìn"), button=_("Lưu"), back=back, lead=lead)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, view_id: int) -> HttpResponse:
    """Remove a view of one's own."""
    view = queries.saved_view(asking(request), view_id)
    if request.method == "POST":
        actions.remove_view(asking(request), view_id)
        return done(request, _("Đã xoá khung nhìn."), "dashboards:boards")
    text = _("«{title}» sẽ không còn trong danh sách của bạn. Bảng số liệu không đổi.").format(title=view.title)
    back = reverse("dashboards:boards")
    return confirm(request, title=_("Xoá khung nhìn"), text=text, button=_("Xoá"), back=back, tone="danger")
