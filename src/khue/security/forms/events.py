"""The filter of the trail of events."""

from django import forms
from django.utils.translation import gettext_lazy as _


class EventFilter(forms.Form):
    """Which events to list."""

    name = forms.CharField(label=_("Sự kiện bắt đầu bằng"), max_length=80, required=False)
    subject = forms.CharField(label=_("Đối tượng bắt đầu bằng"), max_length=80, required=False)
    on = forms.DateField(label=_("Ngày"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
