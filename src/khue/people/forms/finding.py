"""What somebody looks for: people of one's own units in one box, one person elsewhere by an exact code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from khue.people.forms.numbers import Plain
from khue.people.rules import SCHEMES

WHOLE_COUNTRY = ("personal_number", "passport", "learner_code", "teacher_code", "lifelong_code")


class FindForm(Plain):
    """Finds people, and narrows the list to one unit."""

    tim = forms.CharField(
        label=lazy("Tên, ngày sinh hoặc mã"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"type": "search", "placeholder": lazy("nguyễn văn an 2015"), "autocomplete": "off"}),
    )
    don_vi = forms.ChoiceField(label=lazy("Đơn vị"), required=False)

    def __init__(self, *args: Any, places: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(places) > 1:
            every = [("", lazy("Tất cả")), *places.items()]
            self.fields["don_vi"].choices = every  # type: ignore[attr-defined]
        else:
            del self.fields["don_vi"]


class ElsewhereForm(Plain):
    """One person, named exactly."""

    scheme = forms.ChoiceField(
        label=lazy("Loại mã"), choices=[(one.code, lazy(one.title)) for one in SCHEMES if one.code in WHOLE_COUNTRY]
    )
    value = forms.CharField(label=lazy("Mã, số"), max_length=40, widget=forms.TextInput({"autocomplete": "off"}))
    purpose = forms.CharField(
        label=lazy("Mục đích tra cứu"), max_length=200, help_text=lazy("Ví dụ: tiếp nhận học sinh chuyển đến.")
    )
