"""Identifiers: given, ended, shown for a purpose."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from khue.people.rules import SCHEMES


class Plain(forms.Form):
    """A form without colons after its labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)


class IdentifierForm(Plain):
    """An identifier to be entered."""

    scheme = forms.ChoiceField(label=lazy("Loại mã"), choices=[(one.code, lazy(one.title)) for one in SCHEMES])
    value = forms.CharField(label=lazy("Mã, số"), max_length=40)
    issuer = forms.CharField(label=lazy("Nơi cấp"), required=False, max_length=120)
    since = forms.DateField(label=lazy("Có hiệu lực từ ngày"), required=False)
    is_disputed = forms.BooleanField(
        label=lazy("Đang tranh chấp"),
        required=False,
        help_text=lazy("Đánh dấu khi mã này cũng đang ghi cho người khác và chưa rõ của ai."),
    )


class EndForm(Plain):
    """From which day something is over, and why."""

    on = forms.DateField(label=lazy("Từ ngày"), required=False, help_text=lazy("Bỏ trống là hôm nay."))
    why = forms.CharField(label=lazy("Lí do"), required=False, max_length=200)


class PurposeForm(Plain):
    """What a full number is looked at for."""

    purpose = forms.CharField(
        label=lazy("Mục đích xem"), max_length=200, help_text=lazy("Ví dụ: lập danh sách dự thi, làm học bạ.")
    )
