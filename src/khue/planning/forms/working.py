"""What people fill in about tasks, targets and money."""

from decimal import Decimal
from operator import attrgetter
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from khue.core.web.fields import only, suggesting
from khue.organisations import queries as organisations
from khue.planning import rules
from khue.planning.forms.reviewing import area, choices


class UnitField(forms.CharField):
    """A unit, by its code or its exact name; suggestions come while typing. Gives its id."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=260, **kwargs)
        self.widget.attrs |= suggesting("/van-phong/don-vi/goi-y", "unit-suggestions", lazy("Gõ tên hoặc mã đơn vị"))

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        return unit_named(text) if text else None


class UnitsField(forms.CharField):
    """Several units, one a line, by code or exact name. Gives their ids."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=4000, widget=area(5), **kwargs)

    def clean(self, value: Any) -> list[int]:
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        return list(dict.fromkeys(unit_named(line) for line in lines))


def unit_named(text: str) -> int:
    """Return the unit that a code or exact name means. Raises: ValidationError."""
    return only(organisations.pick(text), text, attrgetter("organisation.code")).organisation_id


class TaskFilter(forms.Form):
    """Narrows the tasks of a plan."""

    tinh_trang = forms.ChoiceField(
        label=lazy("Tình trạng"),
        required=False,
        choices=[
            ("", "—"),
            ("late", lazy("Quá hạn")),
            ("soon", lazy("Sắp đến hạn")),
            ("open", lazy("Còn hạn")),
            ("done", lazy("Hoàn thành")),
            ("stopped", lazy("Dừng")),
        ],
    )


class AssignForm(forms.Form):
    """To whom a task is given."""

    lead = UnitField(label=lazy("Đơn vị chủ trì"), required=False)
    coordinating = UnitsField(
        label=lazy("Đơn vị phối hợp"), required=False, help_text=lazy("Mỗi dòng một đơn vị: tên đầy đủ hoặc mã.")
    )
    assignee = forms.TypedChoiceField(label=lazy("Người thực hiện"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, people: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].choices = [("", "—"), *people.items()]  # type: ignore[attr-defined]
        if not people:
            self.fields["assignee"].help_text = lazy(
                "Chọn được người khi đơn vị chủ trì đã lưu và bạn được xem nhân sự."
            )


class PartForm(forms.Form):
    """A part of a task."""

    text = forms.CharField(label=lazy("Nội dung việc con"), widget=area(3), max_length=2000)
    lead = UnitField(label=lazy("Đơn vị thực hiện"), required=False, help_text=lazy("Bỏ trống: đơn vị chủ trì."))
    due_on = forms.DateField(label=lazy("Hạn"), required=False)


class ReportForm(forms.Form):
    """How far a task is."""

    percent = forms.IntegerField(label=lazy("Tiến độ (%)"), min_value=0, max_value=100)
    text = forms.CharField(label=lazy("Đã làm được gì"), widget=area(3), max_length=2000)
    evidence = forms.CharField(
        label=lazy("Minh chứng"),
        required=False,
        max_length=1000,
        help_text=lazy("Số văn bản hoặc đường dẫn tới sản phẩm. Bắt buộc khi báo 100%."),
    )


class DelayForm(forms.Form):
    """A later end, with the reason."""

    due_on = forms.DateField(label=lazy("Hạn mới"))
    reason = forms.CharField(label=lazy("Lí do"), widget=area(3), max_length=2000)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=lazy("Lí do"), widget=area(3), max_length=2000)


class TieForm(forms.Form):
    """Which indicator measures a target, for which unit."""

    indicator = forms.ChoiceField(label=lazy("Chỉ số"), required=False)
    scope = UnitField(label=lazy("Tính cho đơn vị"), required=False)

    def __init__(self, *args: Any, indicators: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [("", "—"), *indicators.items()]  # type: ignore[attr-defined]


class MoneyForm(forms.Form):
    """How much of a line was allotted and spent so far, in its own unit."""

    allotted = forms.DecimalField(label=lazy("Đã giao"), min_value=Decimal(0), max_digits=18, localize=True)
    spent = forms.DecimalField(label=lazy("Đã chi"), min_value=Decimal(0), max_digits=18, localize=True)


class RoundForm(forms.Form):
    """To whom a draft is sent, until when."""

    units = UnitsField(label=lazy("Đơn vị được lấy ý kiến"), help_text=lazy("Mỗi dòng một đơn vị: tên đầy đủ hoặc mã."))
    due_on = forms.DateField(label=lazy("Hạn góp ý"))
    message = forms.CharField(label=lazy("Lời đề nghị"), required=False, widget=area(3), max_length=1000)


class CommentForm(forms.Form):
    """An opinion."""

    unit = forms.TypedChoiceField(label=lazy("Đơn vị góp ý"), coerce=int)
    text = forms.CharField(label=lazy("Ý kiến"), widget=area(4), max_length=4000)

    def __init__(self, *args: Any, units: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = list(units.items())  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The answer to an opinion."""

    outcome = forms.ChoiceField(label=lazy("Kết quả"))
    answer = forms.CharField(label=lazy("Tiếp thu, giải trình"), widget=area(3), max_length=4000)
    wording = forms.CharField(
        label=lazy("Câu chữ sau tiếp thu"),
        required=False,
        widget=area(3),
        max_length=4000,
        help_text=lazy("Đoạn văn sau khi tiếp thu; bỏ trống khi giữ nguyên."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = {code: title for code, title in rules.OUTCOMES.items() if code != "waiting"}
        self.fields["outcome"].choices = choices(answers)  # type: ignore[attr-defined]
