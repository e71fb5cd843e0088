"""What pages of boards ask: unit, day, span, another unit; the name of a view; a rule; until when."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from khue.dashboards.rules import KINDS, SINCE, TESTS
from khue.indicators import queries as figures

WATCHED = {
    "school": lazy("Trường"),
    "commune_office": lazy("Xã, phường"),
    "continuing_centre": lazy("Trung tâm giáo dục thường xuyên"),
}


class BoardForm(forms.Form):
    """What a board is looked at: unit, day, span of comparison, another unit beside it."""

    don_vi = forms.TypedChoiceField(label=lazy("Đơn vị"), coerce=int, required=False, empty_value=None)
    ngay = forms.DateField(label=lazy("Tính đến ngày"), required=False)
    tu = forms.ChoiceField(label=lazy("Thay đổi"), required=False)
    so_voi = forms.TypedChoiceField(label=lazy("Đặt cạnh đơn vị"), coerce=int, required=False, empty_value=None)

    def __init__(self, data: Any, units: dict[int, str]) -> None:
        super().__init__(data, label_suffix="")
        offered = list(units.items())
        self.fields["don_vi"].choices = offered  # type: ignore[attr-defined]
        self.fields["so_voi"].choices = [("", _("Không so sánh")), *offered]  # type: ignore[attr-defined]
        self.fields["tu"].choices = [(key, _(title)) for key, (title, _days) in SINCE.items()]  # type: ignore[attr-defined]


class MapForm(BoardForm):
    """Which figure is drawn on the map."""

    chi_so = forms.ChoiceField(label=lazy("Chỉ số"), required=False)
    so_voi = None  # type: ignore[assignment]
    tu = None  # type: ignore[assignment]

    def __init__(self, data: Any, units: dict[int, str]) -> None:
        forms.Form.__init__(self, data, label_suffix="")
        self.order_fields(["chi_so", "don_vi", "ngay"])
        self.fields["don_vi"].choices = list(units.items())  # type: ignore[attr-defined]
        self.fields["chi_so"].choices = computed()  # type: ignore[attr-defined]


class SaveForm(forms.Form):
    """How a view is called."""

    ten = forms.CharField(label=lazy("Tên khung nhìn"), max_length=100)


class RuleForm(forms.Form):
    """What is watched, where, and when it is told."""

    don_vi = forms.TypedChoiceField(label=lazy("Đơn vị đặt quy tắc"), coerce=int)
    chi_so = forms.ChoiceField(label=lazy("Chỉ số"))
    loai = forms.ChoiceField(label=lazy("Báo khi"), choices=[(key, lazy(title)) for key, title in KINDS.items()])
    phia = forms.ChoiceField(label=lazy("Phía"), choices=[(key, lazy(title)) for key, title in TESTS.items()])
    muc = forms.FloatField(
        label=lazy("Mức"),
        required=False,
        help_text=lazy(
            "Ngưỡng của chỉ số; phần trăm thay đổi so với số công bố trước; hoặc số lần độ lệch so với "
            "trung vị của các đơn vị cùng loại."
        ),
    )
    noi = forms.ChoiceField(label=lazy("Theo dõi từng"), choices=list(WATCHED.items()))

    def __init__(self, data: Any, units: dict[int, str]) -> None:
        super().__init__(data, label_suffix="")
        self.fields["don_vi"].choices = list(units.items())  # type: ignore[attr-defined]
        self.fields["chi_so"].choices = computed()  # type: ignore[attr-defined]


class TakeForm(forms.Form):
    """What will be done about a warning."""

    ghi_chu = forms.CharField(label=lazy("Hướng xử lí"), max_length=300, required=False)


class SnoozeForm(forms.Form):
    """Until when a warning is put off, and why."""

    den_ngay = forms.DateField(label=lazy("Nhắc lại vào ngày"))
    ghi_chu = forms.CharField(label=lazy("Lí do hoãn"), max_length=300)


def computed() -> list[tuple[str, str]]:
    """Return the indicators that are counted from records: code and title, by title."""
    found = [(one.code, _(one.title)) for one in figures.declared() if one.is_computed]
    return sorted(found, key=lambda pair: pair[1])
