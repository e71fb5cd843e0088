"""The form of a submitted file."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """A file, and where its rows belong when the kind is imported by place."""

    at = forms.TypedChoiceField(label=_("Đơn vị"), coerce=int, empty_value=None)
    file = forms.FileField(
        label=_("Tệp dữ liệu"),
        help_text=_("Nhận .xlsx, .xls, .ods và .csv. Hệ thống chỉ kiểm tra; chưa ghi gì cho đến khi bạn đồng ý."),
    )

    def __init__(self, places: Mapping[int, str] | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if places is None:
            del self.fields["at"]
            return
        choices = list(places.items())
        self.fields["at"].choices = choices if len(choices) == 1 else [("", _("Chọn đơn vị")), *choices]  # type: ignore[attr-defined]
