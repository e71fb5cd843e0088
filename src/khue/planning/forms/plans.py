"""What people fill in about a plan as a whole."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from khue.planning import rules
from khue.planning.forms.reviewing import area, choices


class PlanFilter(forms.Form):
    """Narrows the list of plans."""

    tu_khoa = forms.CharField(
        label=lazy("Trích yếu hoặc số"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    trang_thai = forms.ChoiceField(label=lazy("Trạng thái"), required=False, choices=choices(rules.STATES, empty=True))
    nam = forms.IntegerField(label=lazy("Năm"), required=False, min_value=2000, max_value=2100)


class UploadForm(forms.Form):
    """A document to be read."""

    file = forms.FileField(
        label=lazy("Văn bản kế hoạch"),
        help_text=lazy(
            "Nhận .docx, .pdf (kể cả bản quét) và .txt. Máy chỉ đề xuất; mục nào bạn duyệt mới vào kế hoạch."
        ),
    )
    issuer = forms.TypedChoiceField(label=lazy("Đơn vị ban hành"), coerce=int)

    def __init__(self, *args: Any, units: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuer"].choices = list(units.items())  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """What a plan is called, and for which years it is made."""

    title = forms.CharField(label=lazy("Trích yếu"), max_length=400, widget=area(3))
    number = forms.CharField(label=lazy("Số, kí hiệu"), max_length=100, required=False)
    issued_on = forms.DateField(label=lazy("Ngày ban hành"), required=False)
    first_year = forms.IntegerField(label=lazy("Từ năm"), required=False, min_value=2000, max_value=2100)
    last_year = forms.IntegerField(label=lazy("Đến năm"), required=False, min_value=2000, max_value=2100)

    def clean(self) -> dict[str, Any]:
        """Keep the years in order."""
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("first_year"), given.get("last_year")
        if first and last and first > last:
            self.add_error("last_year", lazy("Năm cuối đứng trước năm đầu. Hãy ghi lại."))
        return given


class BasisForm(forms.Form):
    """The document on which a step stands."""

    basis = forms.CharField(label=lazy("Căn cứ (số, kí hiệu, ngày)"), max_length=300)
