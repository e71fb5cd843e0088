"""What people fill in about reports."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from khue.reports.rules import LIFE, Form


class ReportFilter(forms.Form):
    """Which reports to list."""

    trang_thai = forms.ChoiceField(label=lazy("Trạng thái"), required=False)
    mau = forms.ChoiceField(label=lazy("Báo cáo"), required=False)

    def __init__(self, data: Any, duties: dict[str, str]) -> None:
        super().__init__(data, label_suffix="")
        states = [(code, _(title)) for code, title in LIFE.states.items()]
        self.fields["trang_thai"].choices = [("", _("Mọi trạng thái")), *states]  # type: ignore[attr-defined]
        self.fields["mau"].choices = [("", _("Mọi báo cáo")), *duties.items()]  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """The words of a report, a field a section; version: as it was when the form was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, form: Form, **given: Any) -> None:
        super().__init__(data, label_suffix="", **given)
        for section in form.words:
            self.fields[section.code] = forms.CharField(
                label=_(section.title),
                help_text=_(section.holds),
                max_length=10_000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 6}),
            )

    @property
    def words(self) -> dict[str, str]:
        """Return what was written, by section."""
        return {name: text for name, text in self.cleaned_data.items() if name != "version"}


class SignForm(forms.Form):
    """Number, symbol, place and signature of a report."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    so = forms.IntegerField(label=lazy("Số"), min_value=1, help_text=lazy("Số tiếp theo của đơn vị trong năm."))
    ki_hieu = forms.CharField(label=lazy("Kí hiệu"), max_length=60, help_text=lazy("Ví dụ: BC-SGDĐT."))
    noi_ban_hanh = forms.CharField(label=lazy("Nơi ban hành"), max_length=60)
    co_quan_chu_quan = forms.CharField(label=lazy("Cơ quan chủ quản"), max_length=120, required=False)
    chuc_vu = forms.CharField(
        label=lazy("Chức vụ người kí"),
        max_length=80,
        help_text=lazy("Kí thay thì ghi KT. trước chức vụ của người đứng đầu."),
    )
    nguoi_ki = forms.CharField(label=lazy("Họ tên người kí"), max_length=80)


class ReasonForm(forms.Form):
    """Why a report goes back."""

    li_do = forms.CharField(label=lazy("Lí do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
