"""The pages on which accounts are managed: the list, one account, invitations, letters, wrong attempts."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from khue.core.web.answers import wording
from khue.core.web.asking import asking
from khue.core.web.pages import confirm, done, form_page
from khue.core.web.tables import Column, Table, listing
from khue.security import actions, letters, queries
from khue.security.forms import AccountFilter, AttemptFilter, InviteForm, ResetFactorForm
from khue.security.models import User
from khue.security.rules import grouped
from khue.security.views.protection import qr

MOST_LETTERS = 500  # in one go: a browser prints no more in reason


def state_of(user: User) -> tuple[str, str]:
    """Return the state of an account in words, and its tone."""
    if not user.is_active:
        return _("đã đóng"), "neutral"
    if user.locked_until and user.locked_until > timezone.now():
        return _("đang khoá"), "bad"
    if getattr(user, "is_invited", False):
        return _("đã mời"), "info"
    return _("đang dùng"), "good"


def factor_of(user: Any) -> tuple[str, str]:
    """Return in words what second step an account has."""
    if user.has_passkey:
        return _("khoá truy cập"), "good"
    return (_("ứng dụng"), "good") if user.has_authenticator else (_("chưa có"), "warn")


ACCOUNTS = Table(
    "security.accounts",
    gettext_lazy("Tài khoản"),
    (
        Column(
            "username",
            gettext_lazy("Tên đăng nhập"),
            sort="username",
            url=lambda user: reverse("security:managed", args=[user.pk]),
        ),
        Column("full_name", gettext_lazy("Họ và tên"), sort="full_name"),
        Column("state", gettext_lazy("Tình trạng"), kind="badge", value=state_of),
        Column("factor", gettext_lazy("Bước thứ hai"), kind="badge", value=factor_of),
        Column("last_login", gettext_lazy("Đăng nhập lần cuối"), kind="moment", sort="last_login"),
        Column("opened_at", gettext_lazy("Mở lúc"), kind="moment", sort="opened_at"),
    ),
    order="username",
)
STEPS = {"password": gettext_lazy("mật khẩu"), "factor": gettext_lazy("bước thứ hai")}
ATTEMPTS = Table(
    "security.attempts",
    gettext_lazy("Lần đăng nhập sai"),
    (
        Column("at", gettext_lazy("Lúc"), kind="moment", sort="at"),
        Column(
            "user",
            gettext_lazy("Tài khoản"),
            value=lambda attempt: attempt.user.username,
            url=lambda attempt: reverse("security:managed", args=[attempt.user_id]),
        ),
        Column("address", gettext_lazy("Từ địa chỉ"), sort="address"),
        Column("device", gettext_lazy("Thiết bị")),
        Column("step", gettext_lazy("Sai ở bước"), value=lambda attempt: STEPS[attempt.step]),
        Column(
            "has_locked",
            gettext_lazy("Kết quả"),
            kind="badge",
            value=lambda attempt: (_("khoá tài khoản"), "bad") if attempt.has_locked else ("", ""),
        ),
    ),
    order="-at",
)


@require_GET
def accounts(request: HttpRequest) -> HttpResponseBase:
    """List the accounts one manages."""
    form = AccountFilter(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    return listing(request, "security/accounts.html", ACCOUNTS, queries.accounts(asking(request), **asked), form=form)


@require_GET
def attempts(request: HttpRequest) -> HttpResponseBase:
    """List wrong passwords and codes: who is being tried out."""
    form = AttemptFilter(request.GET or None)
    locked = bool(form.is_valid() and form.cleaned_data["locked"])
    return listing(
        request, "security/attempts.html", ATTEMPTS, queries.attempts(asking(request), locked=locked), form=form
    )


@require_GET
def managed(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show an account one manages: its state and its posts, never a secret."""
    return render(request, "security/managed.html", queries.managed_account(asking(request), user_id))


def invite(request: HttpRequest) -> HttpResponse:
    """Open an account by invitation; the letter is shown once, or sent."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invited = actions.invite(asking(request), **form.cleaned_data, at=timezone.now())
        except actions.NameTaken as refused:
            form.add_error("username", wording(refused))
        else:
            return _letters(request, [invited])
    back = reverse("security:accounts")
    lead = _("Người được mời tự chọn mật khẩu bằng liên kết dùng một lần, trong 7 ngày.")
    return form_page(request, form, title=_("Mời mở tài khoản"), button=_("Mời"), back=back, lead=lead)


def invite_again(request: HttpRequest, user_id: int) -> HttpResponse:
    """Invite somebody anew: for a lost letter, or a forgotten password."""
    if request.method == "POST":
        return _letters(request, actions.invite_again(asking(request), [user_id], at=timezone.now()))
    return _ask(
        request,
        user_id,
        _("Mời lại"),
        _("Mật khẩu và thư mời cũ hết hiệu lực ngay, mọi thiết bị bị đăng xuất. Thư mời mới chỉ hiện một lần."),
    )


def print_letters(request: HttpRequest) -> HttpResponse:
    """Print new letters for all who were invited and did not come yet."""
    waiting = list(queries.accounts(asking(request), state="invited").values_list("pk", flat=True)[:MOST_LETTERS])
    if request.method == "POST":
        return _letters(request, actions.invite_again(asking(request), waiting, at=timezone.now()))
    text = _("{count} người đã được mời mà chưa nhận sẽ có thư mới; thư cũ của họ hết hiệu lực.")
    return confirm(
        request,
        title=_("In thư mời cho người chưa nhận"),
        text=text.format(count=len(waiting)),
        button=_("In thư mời"),
        back=reverse("security:accounts"),
    )


def withdraw(request: HttpRequest, user_id: int) -> HttpResponse:
    """Withdraw the open invitation of an account."""
    text = _("Liên kết trong thư mời sẽ không dùng được nữa.")
    return _step(
        request, user_id, _("Rút thư mời"), text, lambda: actions.withdraw_invitation(_who(request), user_id, at=_now())
    )


def unlock(request: HttpRequest, user_id: int) -> HttpResponse:
    """Unlock an account."""
    text = _("Chỉ mở khoá khi đã nói chuyện với đúng chủ tài khoản.")
    return _step(request, user_id, _("Mở khoá"), text, lambda: actions.unlock_account(_who(request), user_id))


def close(request: HttpRequest, user_id: int) -> HttpResponse:
    """Close an account."""
    text = _("Tài khoản không đăng nhập được nữa và mọi thiết bị bị đăng xuất ngay; việc đã làm vẫn giữ.")
    return _step(
        request, user_id, _("Đóng tài khoản"), text, lambda: actions.close_account(_who(request), user_id, at=_now())
    )


def reopen(request: HttpRequest, user_id: int) -> HttpResponse:
    """Open a closed account again."""
    text = _("Tài khoản đăng nhập được như trước, với các vai trò còn hạn.")
    return _step(request, user_id, _("Mở lại"), text, lambda: actions.reopen_account(_who(request), user_id))


def end_all(request: HttpRequest, user_id: int) -> HttpResponse:
    """End all sessions of an account."""
    text = _("Mọi thiết bị của tài khoản phải đăng nhập lại.")
    return _step(
        request,
        user_id,
        _("Đăng xuất mọi thiết bị"),
        text,
        lambda: actions.end_sessions(_who(request), user_id, at=_now()),
    )


def reset_factor(request: HttpRequest, user_id: int) -> HttpResponse:
    """Reset the second step of an account."""
    form = ResetFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.reset_factor(_who(request), user_id, form.cleaned_data["reason"], at=_now())
        return done(
            request, _("Đã đặt lại. Lần đăng nhập tới, chủ tài khoản cài bước mới."), "security:managed", user_id
        )
    text = _("Ứng dụng xác thực, khoá truy cập và mã khôi phục của tài khoản bị gỡ hết, mọi thiết bị bị đăng xuất.")
    return _ask(request, user_id, _("Đặt lại xác thực hai bước"), text, form=form)


def _step(request: HttpRequest, user_id: int, title: str, text: str, act: Callable[[], Any]) -> HttpResponse:
    """Ask, then do one thing to an account, then show it."""
    if request.method != "POST":
        return _ask(request, user_id, title, text)
    act()
    return done(request, _("Xong: {step}.").format(step=title.lower()), "security:managed", user_id)


def _ask(request: HttpRequest, user_id: int, title: str, text: str, **more: Any) -> HttpResponse:
    user = queries.managed_account(_who(request), user_id)["user"]
    return confirm(
        request,
        title=f"{title}: {user.full_name}",
        text=text,
        button=title,
        back=reverse("security:managed", args=[user_id]),
        tone="danger",
        **more,
    )


def _letters(request: HttpRequest, invited: list[actions.Invited]) -> HttpResponse:
    """Show the letters once; send those that have an address, where mail is set up."""
    sent = letters.send(invited)
    slips = [
        {
            "user": one.user,
            "code": grouped(one.token),
            "url": letters.address_of(one),
            "qr": qr(letters.address_of(one)),
            "until": one.expires_at,
            "sent": one.user.pk in sent,
        }
        for one in invited
    ]
    return render(request, "security/letters.html", {"slips": slips, "place": settings.KHUE_BASE_URL})


_who, _now = asking, timezone.now
BASE = "van-phong/tai-khoan"
urlpatterns = [
    path(f"{BASE}/danh-sach", accounts, name="accounts"),
    path(f"{BASE}/danh-sach/thu-moi", print_letters, name="print_letters"),
    path(f"{BASE}/dang-nhap-sai", attempts, name="attempts"),
    path(f"{BASE}/moi", invite, name="invite"),
    path(f"{BASE}/<int:user_id>/", managed, name="managed"),
    path(f"{BASE}/<int:user_id>/moi-lai", invite_again, name="invite_again"),
    path(f"{BASE}/<int:user_id>/rut-thu-moi", withdraw, name="withdraw"),
    path(f"{BASE}/<int:user_id>/mo-khoa", unlock, name="unlock"),
    path(f"{BASE}/<int:user_id>/dong", close, name="close"),
    path(f"{BASE}/<int:user_id>/mo-lai", reopen, name="reopen"),
    path(f"{BASE}/<int:user_id>/dang-xuat", end_all, name="end_all"),
    path(f"{BASE}/<int:user_id>/dat-lai-hai-buoc", reset_factor, name="reset_factor"),
]
