"""What a guardian or pupil fills in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from khue.privacy.rules import RIGHTS


class AskForm(forms.Form):
    """A request about one's own or a child's data."""

    person = forms.TypedChoiceField(label=lazy("Về dữ liệu của"), coerce=int)
    right = forms.ChoiceField(label=lazy("Bạn muốn"), choices=[(code, lazy(title)) for code, title in RIGHTS.items()])
    words = forms.CharField(
        label=lazy("Nội dung"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("Viết rõ dữ liệu nào và bạn muốn nhà trường làm gì."),
    )

    def __init__(self, *args: Any, persons: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = persons  # type: ignore[attr-defined]
