"""What is filled in about attendance: the marks of a roll, and the leave note of a family."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as lazy

from khue.core.errors import Fault, Invalid
from khue.students.actions import Called, LeaveWanted
from khue.students.forms.facts import Plain
from khue.students.queries.rolls import Mark
from khue.students.rules import SESSIONS

PRESENT = ""


def marks_in(sent: Mapping[str, str]) -> dict[int, Mark]:
    """Return the marks of a sent roll: `m-<person>` is the reason, `g-<person>` the note; who is present has none."""
    return {
        int(name[2:]): (reason, sent.get(f"g-{name[2:]}", ""))
        for name, reason in sent.items()
        if name.startswith("m-") and name[2:].isdecimal() and len(name) < 20 and reason != PRESENT
    }


def called_in(sent: Mapping[str, str], day: date, session: str) -> Called:
    """Return the roll that was sent."""
    return Called(day, session, marks_in(sent), sent.get("stamp", ""), sent.get("why", ""))


def day_in(text: str, instead: date) -> date:
    """Return the day of an address: 2026-11-20 or 20/11/2026. Raises: Invalid."""
    if not text:
        return instead
    parts = text.split("/")
    try:
        return date.fromisoformat("-".join(reversed(parts)) if len(parts) == 3 else text)
    except ValueError as error:
        raise Invalid([Fault("ngay", text[:20], str(lazy("Hãy viết ngày như 20/11/2026.")))]) from error


class LeaveForm(Plain):
    """The leave note of a family."""

    first_day = forms.DateField(label=lazy("Từ ngày"), input_formats=["%d/%m/%Y"])
    last_day = forms.DateField(
        label=lazy("Đến hết ngày"),
        input_formats=["%d/%m/%Y"],
        required=False,
        help_text=lazy("Để trống nếu chỉ nghỉ một ngày."),
    )
    session = forms.ChoiceField(
        label=lazy("Buổi"),
        required=False,
        choices=[("", lazy("Cả ngày")), *((code, lazy(title)) for code, title in SESSIONS.items())],
    )
    why = forms.CharField(
        label=lazy("Lí do"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy("Ví dụ: em bị sốt."),
    )

    def wanted(self) -> LeaveWanted:
        """Return what is asked for."""
        told = self.cleaned_data
        return LeaveWanted(told["first_day"], told["last_day"] or told["first_day"], told["why"], told["session"])
