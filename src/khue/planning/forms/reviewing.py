"""The form of a proposal, one for each kind: begins with what was read, gives the value that a person means."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from khue.planning import rules

Value = dict[str, Any]


def choices(titles: Mapping[str, str], *, empty: bool = False) -> list[tuple[str, Any]]:
    """Return the options of a closed list, translated when shown."""
    options = [(code, lazy(title)) for code, title in titles.items()]
    return [("", "—"), *options] if empty else options


def area(rows: int) -> forms.Textarea:
    """Return a box of several lines."""
    return forms.Textarea(attrs={"rows": rows})


class ProposalForm(forms.Form):
    """What every kind shares: the words."""

    text = forms.CharField(label=lazy("Nội dung"), widget=area(4), max_length=2000)

    def __init__(self, *args: Any, value: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = self.beginning(value or {})
        super().__init__(*args, **kwargs)

    def beginning(self, value: Mapping[str, Any]) -> Value:
        """Return what the fields begin with."""
        return dict(value)

    def value(self) -> Value:
        """Return what the person means, in the shape of what was read."""
        return {name: _plain(given) for name, given in self.cleaned_data.items()}


class TargetForm(ProposalForm):
    """A target."""

    comparator = forms.ChoiceField(label=lazy("So sánh"), choices=choices(rules.COMPARATORS))
    low = forms.CharField(label=lazy("Giá trị"), max_length=20)
    high = forms.CharField(label=lazy("Đến (khi là khoảng)"), max_length=20, required=False)
    unit = forms.CharField(label=lazy("Đơn vị tính"), max_length=40, required=False)
    year = forms.CharField(label=lazy("Năm"), max_length=4, required=False)

    def beginning(self, value: Mapping[str, Any]) -> Value:
        """Split the value into its two ends."""
        given = value.get("value")
        low, high = given if isinstance(given, list) and len(given) == 2 else (given, None)
        return {**value, "low": _written(low), "high": _written(high)}

    def value(self) -> Value:
        """Put the two ends together again."""
        given = {name: _plain(one) for name, one in self.cleaned_data.items()}
        low, high = given.pop("low"), given.pop("high")
        return {**given, "value": [low, high] if high else low}


class TaskForm(ProposalForm):
    """A task with its deadline."""

    field_order = ("number", "text", "lead", "coordinating", "kind")
    number = forms.CharField(label=lazy("Số thứ tự"), max_length=20, required=False)
    lead = forms.CharField(label=lazy("Chủ trì"), max_length=400, required=False)
    coordinating = forms.CharField(label=lazy("Phối hợp"), max_length=1000, required=False, widget=area(2))
    kind = forms.ChoiceField(label=lazy("Thời hạn"), choices=choices(rules.DEADLINES))
    words = forms.CharField(label=lazy("Thời hạn như văn bản"), max_length=200, required=False)
    start = forms.DateField(label=lazy("Từ ngày"), required=False)
    end = forms.DateField(label=lazy("Đến ngày"), required=False)

    def beginning(self, value: Mapping[str, Any]) -> Value:
        """Lay out the deadline."""
        given = value.get("deadline")
        deadline: Mapping[str, Any] = given if isinstance(given, Mapping) else {"kind": "none"}
        laid = {"kind": deadline.get("kind"), "start": _day(deadline.get("from")), "end": _day(deadline.get("to"))} | {
            "words": deadline.get("text")
        }
        return {**value, **laid}

    def value(self) -> Value:
        """Gather the deadline."""
        given = {name: _plain(one) for name, one in self.cleaned_data.items()}
        deadline = {"kind": given.pop("kind"), "from": given.pop("start"), "to": given.pop("end")}
        return {**given, "deadline": {**deadline, "text": given.pop("words")}}


class BudgetForm(forms.Form):
    """A budget line."""

    row = forms.CharField(label=lazy("Nội dung chi"), widget=area(3), max_length=1000)
    source = forms.CharField(label=lazy("Nguồn"), max_length=100, required=False)
    year = forms.CharField(label=lazy("Năm"), max_length=4, required=False)
    amount = forms.CharField(label=lazy("Số tiền"), max_length=24)
    unit = forms.ChoiceField(label=lazy("Đơn vị tính"), choices=[(unit, unit) for unit in rules.UNITS])
    is_sum = forms.BooleanField(label=lazy("Là dòng tổng (chỉ để đối chiếu, không cộng)"), required=False)

    def __init__(self, *args: Any, value: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        read = value or {}
        kwargs["initial"] = {**read, "amount": _written(read.get("amount"))}
        super().__init__(*args, **kwargs)

    def value(self) -> Value:
        """Return what the person means."""
        return dict(self.cleaned_data)


class DutyForm(ProposalForm):
    """A duty to report."""

    recurrence = forms.ChoiceField(label=lazy("Lặp lại"), choices=choices(rules.RECURRENCES))
    date = forms.DateField(label=lazy("Ngày (một lần)"), required=False)
    day = forms.IntegerField(label=lazy("Ngày trong tháng"), required=False, min_value=1, max_value=31)
    month = forms.IntegerField(label=lazy("Tháng"), required=False, min_value=1, max_value=12)
    owed_by = forms.CharField(label=lazy("Đơn vị báo cáo"), max_length=200, required=False)
    owed_to = forms.CharField(label=lazy("Nơi nhận"), max_length=200, required=False)

    def beginning(self, value: Mapping[str, Any]) -> Value:
        """Show the day of a deadline."""
        given = value.get("date")
        return {**value, "date": _day(given.get("to") if isinstance(given, Mapping) else given)}


FORMS: dict[str, type[ProposalForm] | type[BudgetForm]] = {
    "basis": ProposalForm,
    "goal": ProposalForm,
    "target": TargetForm,
    "task": TaskForm,
    "budget": BudgetForm,
    "duty": DutyForm,
}


def _day(given: Any) -> Any:
    """Return the day that a text names, so that the form shows it as people here write it."""
    try:
        return date.fromisoformat(given) if given else None
    except (TypeError, ValueError):
        return given


def _plain(given: Any) -> Any:
    return given.isoformat() if isinstance(given, date) else given


def _written(number: Any) -> str:
    """Write a number as people here do: a comma before the decimals."""
    return "" if number is None else str(number).replace(".", ",")
