"""What people ask for: filters of lists, the day of an authority, a table of figures."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from khue.organisations.rules import KINDS, LEVELS


def choices(titles: dict[str, str], empty: Any = "") -> list[tuple[str, Any]]:
    """Return the options of a closed list, translated when shown; with a first empty one when it has a title."""
    options = [(code, lazy(title)) for code, title in titles.items()]
    return [("", empty), *options] if empty else options


class UnitFilter(forms.Form):
    """Narrows the list of units."""

    tu_khoa = forms.CharField(
        label=lazy("Tên hoặc mã"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    loai = forms.ChoiceField(label=lazy("Loại"), required=False, choices=choices(KINDS, lazy("Tất cả")))
    cap = forms.ChoiceField(label=lazy("Cấp học"), required=False, choices=choices(LEVELS, lazy("Tất cả")))
    xa = forms.CharField(label=lazy("Mã xã, huyện cũ"), required=False, max_length=5)
    thuoc = forms.CharField(label=lazy("Thuộc đơn vị (mã)"), required=False, max_length=20)


class SchoolFilter(forms.Form):
    """Narrows the public list of schools."""

    tu_khoa = forms.CharField(
        label=lazy("Tên trường"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    cap = forms.ChoiceField(label=lazy("Cấp học"), required=False, choices=choices(LEVELS, lazy("Tất cả")))
    xa = forms.ChoiceField(label=lazy("Xã, phường"), required=False)

    def __init__(self, *args: Any, areas: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["xa"].choices = [("", _("Tất cả")), *areas.items()]  # type: ignore[attr-defined]


class AuthorityForm(forms.Form):
    """For which unit, on which day."""

    ngay = forms.DateField(label=lazy("Tại ngày"), required=False)
    cap = forms.MultipleChoiceField(
        label=lazy("Cấp học của trường"), choices=choices(LEVELS), required=False, widget=forms.CheckboxSelectMultiple
    )
    loai = forms.ChoiceField(
        label=lazy("Loại đơn vị"),
        required=False,
        choices=choices(
            {kind: KINDS[kind] for kind in ("school", "nursery_group", "continuing_centre", "vocational_centre")}
        ),
    )


class RestateForm(forms.Form):
    """A table of figures, the borders it is in and the borders it is wanted in."""

    SOURCES = {
        "paste": lazy("Bảng số dán vào ô dưới"),
        "communes": lazy("Số đơn vị cấp xã của từng tỉnh"),
        "schools": lazy("Số trường theo đơn vị quản lí"),
    }
    nguon = forms.ChoiceField(label=lazy("Bảng số"), choices=list(SOURCES.items()), initial="paste")
    so_lieu = forms.CharField(
        label=lazy("Mã đơn vị và số liệu"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "placeholder": "44; 1.250\n45; 980"}),
        help_text=lazy("Mỗi dòng một đơn vị: mã tỉnh 2 chữ số, mã xã 5 chữ số hoặc mã đơn vị của Khuê, rồi đến số."),
    )
    tu_ngay = forms.DateField(label=lazy("Theo địa giới ngày"), initial=date(2025, 6, 30))
    den_ngay = forms.DateField(label=lazy("Chuyển sang địa giới ngày"), initial=date(2025, 7, 1))
