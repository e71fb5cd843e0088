"""What narrows a list of pupils, which columns it shows, and what is done to those selected."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from khue.catalogues import queries as catalogues
from khue.people.rules import SEXES
from khue.students.actions.statuses import StatusFacts, titles
from khue.students.queries.rosters import Asked
from khue.students.rules import GRADE_BY_CODE, STATUSES

ALL = ("", lazy("Tất cả"))
STATES = (("", lazy("Đang học")), ("unplaced", lazy("Chưa xếp lớp")), ("left", lazy("Đã rời trường")))
HEALTH = ("special_need", "insurance")
STILL = {"lop": "class_id", "khoi": "grade", "gioi": "sex", "dien": "policy", "tu_khoa": "text"}


def number(text: str) -> int | None:
    """Read an id from an address; anything else is none."""
    return int(text) if text.isdecimal() and len(text) < 16 else None


class RosterFilter(forms.Form):
    """Narrows a list of pupils."""

    tu_khoa = forms.CharField(
        label=lazy("Họ tên hoặc mã"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": lazy("Có dấu hay không dấu"), "data-first": ""}),
    )
    khoi = forms.ChoiceField(label=lazy("Khối"), required=False)
    lop = forms.ChoiceField(label=lazy("Lớp"), required=False)
    gioi = forms.ChoiceField(label=lazy("Giới tính"), required=False)
    dien = forms.ChoiceField(label=lazy("Đối tượng chính sách"), required=False)
    trang_thai = forms.ChoiceField(label=lazy("Trạng thái"), required=False, choices=STATES)
    truong = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, classes: Sequence[Any], grades: Sequence[str], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policies = catalogues.labels("priority_categories", on)
        choices = {
            "khoi": [(code, lazy(GRADE_BY_CODE[code].title)) for code in grades],
            "lop": [(str(row.pk), row.name) for row in classes],
            "gioi": [(code, lazy(title)) for code, title in SEXES.items()],
            "dien": [(code, name if len(name) < 60 else f"{name[:58]}…") for code, name in policies.items()],
        }
        for name, options in choices.items():
            self.fields[name].choices = [ALL, *options]  # type: ignore[attr-defined]
        if not classes:
            del self.fields["lop"]

    def asked(self, on: date, school_id: int | None, order: str) -> Asked:
        """Return what is asked; what cannot be read narrows nothing."""
        told = self.cleaned_data if self.is_valid() else {}
        said = {field: told[name] for name, field in STILL.items() if told.get(name)}
        if "class_id" in said:
            said["class_id"] = number(said["class_id"])
        return Asked(on=on, school_id=school_id, state=told.get("trang_thai") or "studying", order=order, **said)


class BulkForm(forms.Form):
    """What is done to the selected pupils; subclasses add the fields of their verb."""

    def __init__(self, *args: Any, classes: Sequence[Any] = (), kinds: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.classes, self.kinds = classes, kinds


class MoveForm(BulkForm):
    """To which class, from which day."""

    lop = forms.ChoiceField(label=lazy("Chuyển đến lớp"))
    tu_ngay = forms.DateField(label=lazy("Từ ngày"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lop"].choices = [(str(row.pk), row.name) for row in self.classes]  # type: ignore[attr-defined]


class GiveStatusForm(BulkForm):
    """Which status, from when to when. One list holds the codes of all kinds: "kind:code"."""

    dien = forms.ChoiceField(label=lazy("Diện, chế độ"))
    tu_ngay = forms.DateField(label=lazy("Từ ngày"))
    den_ngay = forms.DateField(label=lazy("Đến hết ngày"), required=False)
    giay_to = forms.CharField(label=lazy("Giấy tờ kèm theo"), required=False, max_length=120)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(STATUSES[kind], titles(kind, on)) for kind in self.kinds if kind != "insurance"]
        self.fields["dien"].choices = [  # type: ignore[attr-defined]
            (lazy(title), [(f"{kind}:{code}", name) for code, name in codes.items()])
            for kind, (title, codes) in zip([one for one in self.kinds if one != "insurance"], groups, strict=True)
        ]

    def facts(self) -> StatusFacts:
        """Return the status that is given."""
        told = self.cleaned_data
        kind, _, code = told["dien"].partition(":")
        return StatusFacts(kind, code, told["tu_ngay"], told["den_ngay"], told["giay_to"])
