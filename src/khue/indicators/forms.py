"""What pages of figures ask: of which unit, on which day; what a unit reports."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from khue.indicators.rules import OWNERS, STATES


class ScopeForm(forms.Form):
    """Of which unit, on which day."""

    don_vi = forms.TypedChoiceField(label=lazy("Đơn vị"), coerce=int, required=False, empty_value=None)
    ngay = forms.DateField(label=lazy("Tính đến ngày"), required=False)

    def __init__(self, data: Any, units: dict[int, str]) -> None:
        super().__init__(data, label_suffix="")
        self.fields["don_vi"].choices = list(units.items())  # type: ignore[attr-defined]


class ListForm(ScopeForm):
    """Which indicators to list."""

    tu_khoa = forms.CharField(label=lazy("Tìm"), max_length=100, required=False)
    phu_trach = forms.ChoiceField(label=lazy("Phụ trách"), required=False)
    so_lieu = forms.ChoiceField(label=lazy("Số liệu"), required=False)

    def __init__(self, data: Any, units: dict[int, str]) -> None:
        super().__init__(data, units)
        self.order_fields(["tu_khoa", "don_vi", "ngay", "phu_trach", "so_lieu"])
        owners = [(code, _(title)) for code, title in OWNERS.items()]
        states = [(code, _(title)) for code, title in STATES.items()]
        self.fields["phu_trach"].choices = [("", _("Mọi phòng")), *owners]  # type: ignore[attr-defined]
        self.fields["so_lieu"].choices = [("", _("Mọi tình trạng")), *states]  # type: ignore[attr-defined]


class SnapshotForm(forms.Form):
    """Of which day the figures are taken."""

    ngay = forms.DateField(label=lazy("Ngày chốt"))
    ten = forms.CharField(label=lazy("Tên bản chốt"), max_length=200, required=False)


class PublishForm(forms.Form):
    """Why another edition takes the place of a published one."""

    li_do = forms.CharField(
        label=lazy("Lí do thay bản đã công bố"),
        max_length=300,
        required=False,
        help_text=lazy("Chỉ cần khi ngày này đã có bản công bố."),
    )


class CollectionForm(forms.Form):
    """Which reported indicator is collected, for which period, from whom."""

    chi_so = forms.ChoiceField(label=lazy("Chỉ số"))
    ten = forms.CharField(label=lazy("Tên đợt"), max_length=200)
    tu_ngay = forms.DateField(label=lazy("Kì báo cáo từ ngày"))
    den_ngay = forms.DateField(label=lazy("Đến ngày"))
    han = forms.DateField(label=lazy("Hạn gửi"))
    cap_hoc = forms.ChoiceField(
        label=lazy("Hỏi các trường"),
        required=False,
        help_text=lazy("Mọi trường của cấp học này trong phạm vi của bạn."),
    )
    mau = forms.CharField(label=lazy("Cách chọn mẫu"), max_length=300, required=False)
    huong_dan = forms.CharField(
        label=lazy("Hướng dẫn cho đơn vị"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data: Any, indicators: dict[str, str], levels: dict[str, str]) -> None:
        super().__init__(data, label_suffix="")
        self.fields["chi_so"].choices = list(indicators.items())  # type: ignore[attr-defined]
        self.fields["cap_hoc"].choices = [("", _("Mọi cấp học")), *levels.items()]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The numbers of one unit, with evidence."""

    tu_so = forms.IntegerField(label=lazy("Tử số"), min_value=0)
    mau_so = forms.IntegerField(label=lazy("Mẫu số"), min_value=0, required=False)
    minh_chung = forms.CharField(
        label=lazy("Minh chứng"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("Số văn bản, đường dẫn, hoặc cách đã đếm."),
    )
    tep = forms.FileField(
        label=lazy("Tệp minh chứng"), required=False, help_text=lazy("PDF, Excel hoặc ảnh, đến 10 MB.")
    )

    def __init__(self, data: Any, files: Any, *, is_share: bool, **given: Any) -> None:
        super().__init__(data, files, label_suffix="", **given)
        if not is_share:
            del self.fields["mau_so"]
            self.fields["tu_so"].label = _("Số lượng")

    def clean_tep(self) -> Any:
        """Refuse what is no evidence, or too large."""
        file = self.cleaned_data.get("tep")
        if file and file.size > 10 * 1024 * 1024:
            raise forms.ValidationError(_("Tệp lớn hơn 10 MB. Hãy gửi tệp nhỏ hơn hoặc ghi đường dẫn."))
        if file and not file.name.lower().endswith((".pdf", ".xlsx", ".ods", ".jpg", ".jpeg", ".png")):
            raise forms.ValidationError(_("Tệp không đúng loại. Hãy gửi PDF, Excel hoặc ảnh."))
        return file


class ReturnForm(forms.Form):
    """Why an answer is given back."""

    li_do = forms.CharField(label=lazy("Lí do trả lại"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def day_in(text: str) -> date | None:
    """Read a day of an address, as people or programs write it; None when it is none."""
    read = forms.DateField(required=False, input_formats=["%Y-%m-%d", "%d/%m/%Y"])
    try:
        found: date | None = read.clean(text)
    except forms.ValidationError:
        return None
    return found
