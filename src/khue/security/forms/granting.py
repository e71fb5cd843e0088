"""The forms by which rights are given, handed on, opened in an emergency and moved."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from khue.core.manifest import permissions
from khue.core.web.fields import only, suggesting
from khue.organisations import queries as organisations
from khue.security import queries
from khue.security.models import Opening, User
from khue.security.rules import BY_CODE, GRANTED, NEVER_HANDED_ON

DAY = {"type": "date"}
BASIS = lazy("Số, ngày văn bản; ví dụ: Quyết định 12/QĐ-THPT ngày 01/09/2026.")


class PlaceField(forms.CharField):
    """A unit by its code or exact name; suggestions come while typing. Gives its id."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=260, **kwargs)
        self.widget.attrs |= suggesting("/van-phong/don-vi/goi-y", "unit-suggestions", lazy("Gõ tên hoặc mã đơn vị"))

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        return only(organisations.pick(text), text, attrgetter("organisation.code")).organisation_id if text else None


class AccountField(forms.CharField):
    """An account by its exact name. Gives the account."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", lazy("Tên đăng nhập, viết đúng như trong danh sách tài khoản."))
        super().__init__(max_length=60, **kwargs)
        self.widget.attrs |= {"autocapitalize": "none", "autocomplete": "off"}

    def clean(self, value: Any) -> User | None:
        text = super().clean(value)
        if not text:
            return None
        found = User.objects.filter(username=text.strip(), is_active=True).first()
        if found is None:
            raise ValidationError(_("Không có tài khoản «{name}» đang hoạt động. Hãy kiểm tra lại.").format(name=text))
        return found


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, required=required, help_text=help_text, widget=forms.DateInput(attrs=DAY))


class GrantFilter(forms.Form):
    """Which grants to list."""

    STATES = (
        ("current", lazy("Đang có hiệu lực")),
        ("soon", lazy("Sắp hết hạn (30 ngày)")),
        ("waiting", lazy("Chờ người thứ hai")),
        ("future", lazy("Chưa đến hạn")),
        ("ended", lazy("Đã thôi")),
    )
    state = forms.ChoiceField(label=lazy("Tình trạng"), choices=STATES, required=False)
    role = forms.ChoiceField(
        label=lazy("Vai trò"),
        choices=[("", lazy("Tất cả")), *((role.code, lazy(role.title)) for role in GRANTED)],
        required=False,
    )
    unit = forms.CharField(label=lazy("Đơn vị (mã)"), max_length=20, required=False)
    text = forms.CharField(
        label=lazy("Tài khoản"), max_length=60, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )

    def clean_unit(self) -> int | None:
        """Return the unit of the code; an unknown code finds nothing."""
        code = self.cleaned_data["unit"].strip()
        found = organisations.pick(code) if code else []
        return found[0].organisation_id if found else (0 if code else None)


class GiveForm(forms.Form):
    """Who gets which role where, since when, on what basis."""

    user = AccountField(label=lazy("Tài khoản"))
    role = forms.ChoiceField(label=lazy("Vai trò"))
    organisation_id = PlaceField(label=lazy("Đơn vị"))
    start = day_field(lazy("Từ ngày"))
    end = day_field(lazy("Đến trước ngày"), required=False, help_text=lazy("Bỏ trống nếu không có thời hạn."))
    basis = forms.CharField(label=lazy("Căn cứ"), max_length=200, help_text=BASIS)
    basis_on = day_field(lazy("Ngày của văn bản"), required=False)

    def __init__(self, *args: Any, roles: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(code, _(BY_CODE[code].title)) for code in roles]  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """From which day a grant ends, and why."""

    on = day_field(lazy("Thôi từ ngày"), help_text=lazy("Chọn hôm nay thì quyền mất hiệu lực ngay."))
    why = forms.CharField(label=lazy("Lí do"), max_length=200)


class DelegateForm(forms.Form):
    """Which part of what one holds is handed on, to whom, where and until when."""

    user = AccountField(label=lazy("Uỷ quyền cho tài khoản"))
    only = forms.MultipleChoiceField(
        label=lazy("Các quyền được uỷ quyền"), widget=forms.CheckboxSelectMultiple, required=True
    )
    organisation_id = PlaceField(
        label=lazy("Đơn vị"), required=False, help_text=lazy("Bỏ trống là đúng đơn vị của bạn; có thể hẹp hơn.")
    )
    start = day_field(lazy("Từ ngày"))
    end = day_field(lazy("Đến trước ngày"), required=False)
    basis = forms.CharField(label=lazy("Căn cứ"), max_length=200, help_text=BASIS)
    may_pass_on = forms.BooleanField(label=lazy("Cho phép uỷ quyền tiếp"), required=False)

    def __init__(self, *args: Any, held: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = permissions()
        handed = [(one, _(titles[one])) for one in held if one not in NEVER_HANDED_ON]
        self.fields["only"].choices = handed  # type: ignore[attr-defined]


class SubstituteForm(forms.Form):
    """Who stands in for whom, from when to when."""

    absent = AccountField(label=lazy("Người nghỉ"))
    user = AccountField(label=lazy("Người làm thay"))
    start = day_field(lazy("Nghỉ từ ngày"))
    end = day_field(lazy("Trở lại ngày"))
    basis = forms.CharField(label=lazy("Căn cứ"), max_length=200, help_text=BASIS)


class EmergencyForm(forms.Form):
    """Which unit's records are opened, and why it cannot wait."""

    organisation_id = PlaceField(label=lazy("Đơn vị cần xem hồ sơ"))
    reason = forms.CharField(
        label=lazy("Lí do"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("Việc gì, về ai, vì sao không chờ được. Người đứng đầu đơn vị và cán bộ bảo vệ dữ liệu sẽ đọc."),
    )


class ReviewForm(forms.Form):
    """What the review of an emergency found."""

    finding = forms.ChoiceField(label=lazy("Kết luận"), choices=Opening.Finding.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=lazy("Nhận xét"), max_length=300, required=False)


class MoveForm(forms.Form):
    """Which units' posts move to which unit, from which day, on what basis."""

    on = day_field(lazy("Chuyển từ ngày"))
    basis = forms.CharField(label=lazy("Căn cứ"), max_length=200, help_text=BASIS)
    units = forms.MultipleChoiceField(label=lazy("Đơn vị chuyển"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, stranded: Sequence[queries.Stranded], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = [  # type: ignore[attr-defined]
            (f"{one.organisation_id}:{heir}", f"{one.name} → {name} ({one.posts})")
            for one in stranded
            for heir, name in one.heirs.items()
        ]


class SeeingForm(forms.Form):
    """Who can see what: of a unit, of an account, of one record."""

    unit = PlaceField(label=lazy("Đơn vị"), required=False)
    account = forms.CharField(label=lazy("hoặc tài khoản"), max_length=60, required=False)
    person = forms.IntegerField(label=lazy("hoặc mã hồ sơ"), required=False)
    app = forms.ChoiceField(label=lazy("Loại dữ liệu"), required=False)
    on = day_field(lazy("Vào ngày"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = [(code, _(title)) for code, title in queries.apps_seen().items()]
        self.fields["app"].choices = [("", _("Tất cả")), *titles]  # type: ignore[attr-defined]
