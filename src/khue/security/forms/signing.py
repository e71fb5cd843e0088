"""The forms of signing in: password, second step, first password."""

from django import forms
from django.utils.translation import gettext_lazy as _

NEW = {"autocomplete": "new-password"}


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username webauthn", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """A code of the second step: of an authenticator, or a recovery code."""

    code = forms.CharField(
        label=_("Mã xác thực"),
        max_length=20,
        help_text=_("Sáu số đang hiện trong ứng dụng xác thực, hoặc một mã khôi phục."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "characters"}
        ),
    )


class ChosenPasswordForm(forms.Form):
    """A new password, written twice."""

    new_password = forms.CharField(
        label=_("Mật khẩu mới"),
        max_length=200,
        strip=False,
        help_text=_("Cán bộ cần ít nhất 12 kí tự. Vài từ ghép thành một câu dễ nhớ thì khó đoán."),
        widget=forms.PasswordInput(attrs=NEW),
    )
    again = forms.CharField(
        label=_("Nhập lại mật khẩu mới"), max_length=200, strip=False, widget=forms.PasswordInput(attrs=NEW)
    )

    def clean_again(self) -> str:
        """Refuse two different spellings."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new_password", again):
            raise forms.ValidationError(_("Hai lần nhập khác nhau. Hãy nhập lại cả hai."))
        return again


class ChangePasswordForm(ChosenPasswordForm):
    """The old password and a new one."""

    password = forms.CharField(
        label=_("Mật khẩu đang dùng"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ("password", "new_password", "again")


class PasswordForm(forms.Form):
    """One's own password, before something that weakens the account."""

    password = forms.CharField(
        label=_("Mật khẩu đang dùng"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class FirstCodeForm(forms.Form):
    """The first code of a new authenticator."""

    code = forms.CharField(
        label=_("Mã đang hiện trong ứng dụng"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PasskeyForm(forms.Form):
    """What a browser answers for a passkey, and what the key is called."""

    credential = forms.JSONField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Tên gọi của khoá"), max_length=60, required=False)


class PasskeyNameForm(forms.Form):
    """What a passkey is called."""

    title = forms.CharField(label=_("Tên gọi của khoá"), max_length=60)
