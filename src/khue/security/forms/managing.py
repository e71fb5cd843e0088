"""The forms by which accounts are managed."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khue.security.rules import RESET_REASONS


class InviteForm(forms.Form):
    """Who gets an account."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        help_text=_("Chữ thường không dấu, số, dấu chấm và gạch nối; không đổi được về sau."),
        validators=[
            RegexValidator(r"^[a-z0-9][a-z0-9.\-]{2,59}$", _("Chỉ dùng chữ thường không dấu, số, «.» và «-»."))
        ],
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    full_name = forms.CharField(label=_("Họ và tên"), max_length=100)
    email = forms.EmailField(
        label=_("Thư điện tử"), required=False, help_text=_("Bỏ trống thì in thư mời và trao tận tay.")
    )


class ResetFactorForm(forms.Form):
    """Why the second step of somebody is reset."""

    reason = forms.ChoiceField(label=_("Lí do"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(code, gettext(title)) for code, title in RESET_REASONS.items()]  # type: ignore[attr-defined]


class AccountFilter(forms.Form):
    """Which accounts to list."""

    STATES = (
        ("", _("Tất cả")),
        ("locked", _("Đang khoá vì nhập sai")),
        ("no_factor", _("Chưa có xác thực hai bước")),
        ("invited", _("Đã mời, chưa nhận")),
        ("closed", _("Đã đóng")),
    )
    state = forms.ChoiceField(label=_("Tình trạng"), choices=STATES, required=False)
    text = forms.CharField(
        label=_("Tên"), max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )


class AttemptFilter(forms.Form):
    """Which wrong attempts to list."""

    locked = forms.BooleanField(label=_("Chỉ những lần làm khoá tài khoản"), required=False)
