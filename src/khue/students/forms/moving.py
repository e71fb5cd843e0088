"""What people fill in when a pupil moves, when classes are opened and formed, and when a year is rolled over."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from khue.core.web.fields import only, suggesting
from khue.organisations import queries as organisations
from khue.students.models import ClassGroup
from khue.students.rules import CLASS_KINDS, GRADE_BY_CODE, GRADES, LEAVINGS, SESSIONS

LEAVES = [(code, lazy(LEAVINGS[code])) for code in ("dropped_out", "paused", "died", "finished", "mistaken")]
PACKAGE_BYTES = 1024 * 1024  # a package is some 10 KB


def grade_choices(grades: Sequence[str] = ()) -> list[tuple[str, Any]]:
    """Return grades as choices; all of them without a list."""
    codes = grades or [one.code for one in GRADES]
    return [(code, lazy(GRADE_BY_CODE[code].title)) for code in codes]


class SchoolField(forms.CharField):
    """A school by its code or exact name; suggestions come while typing. Gives its id."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=260, **kwargs)
        self.widget.attrs |= suggesting("/van-phong/don-vi/goi-y", "school-suggestions", lazy("Gõ tên hoặc mã trường"))

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        return only(organisations.pick(text), text, attrgetter("organisation.code")).organisation_id if text else None


class MoveOutForm(forms.Form):
    """A pupil of ours goes to another school."""

    taker = SchoolField(label=lazy("Trường đến"), required=False)
    taker_text = forms.CharField(
        label=lazy("Trường đến ở ngoài hệ thống"),
        max_length=200,
        required=False,
        help_text=lazy("Ghi tên trường, xã, tỉnh. Chỉ điền khi không chọn được trường ở ô trên."),
    )
    on = forms.DateField(label=lazy("Chuyển từ ngày"))
    why = forms.CharField(label=lazy("Lí do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class MoveInForm(forms.Form):
    """A pupil of another school comes to us: found by an exact number only."""

    scheme = forms.ChoiceField(
        label=lazy("Loại mã"),
        choices=[
            ("personal_number", lazy("Số định danh cá nhân")),
            ("learner_code", lazy("Mã học sinh của Bộ")),
            ("lifelong_code", lazy("Mã hồ sơ học tập suốt đời")),
        ],
    )
    value = forms.CharField(label=lazy("Mã của học sinh"), max_length=40)
    grade = forms.ChoiceField(label=lazy("Khối"))
    on = forms.DateField(label=lazy("Học từ ngày"))
    why = forms.CharField(label=lazy("Lí do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, grades: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["grade"].choices = grade_choices(grades)  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """The reason for not agreeing."""

    why = forms.CharField(label=lazy("Lí do"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class DayForm(forms.Form):
    """A day only."""

    on = forms.DateField(label=lazy("Từ ngày"))


class LeaveForm(forms.Form):
    """How a pupil leaves. version: of the stay as the form showed it."""

    how = forms.ChoiceField(label=lazy("Rời trường vì"), choices=LEAVES)
    on = forms.DateField(label=lazy("Từ ngày (ngày đầu tiên không còn ở trường)"))
    to = forms.CharField(label=lazy("Đến nơi nào"), max_length=200, required=False)
    why = forms.CharField(label=lazy("Lí do"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ClassField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A class of a school."""

    def label_from_instance(self, row: Any) -> str:
        return f"{row.name} ({row.size})" if hasattr(row, "size") else row.name


class ReceiveForm(forms.Form):
    """The day and the class of a pupil who comes."""

    on = forms.DateField(label=lazy("Học từ ngày"))
    class_group = ClassField(label=lazy("Lớp"), queryset=ClassGroup.objects.none(), required=False)

    def __init__(self, *args: Any, classes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["class_group"].queryset = classes  # type: ignore[attr-defined]
        self.fields["class_group"].empty_label = _("Xếp lớp sau")  # type: ignore[attr-defined]

    @property
    def class_id(self) -> int | None:
        """Return the class that was chosen."""
        group = self.cleaned_data["class_group"]
        return group.pk if group else None


class TakeForm(ReceiveForm):
    """The day from which pupils whose records were offered are here, and the class when they all go to one."""

    @property
    def grade(self) -> str:
        """Return the grade when the class has one only."""
        group = self.cleaned_data["class_group"]
        return group.grades[0] if group and len(group.grades) == 1 else ""


class NextSchoolForm(forms.Form):
    """The school to which finished pupils go."""

    taker = SchoolField(label=lazy("Trường tiếp nhận"))


class SubjectsForm(forms.Form):
    """The subjects that pupils chose; none is "not chosen yet"."""

    subjects = forms.MultipleChoiceField(
        label=lazy("Môn lựa chọn"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, subjects: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["subjects"].choices = list(subjects.items())  # type: ignore[attr-defined]


class SchoolMoveForm(forms.Form):
    """A merged or closed school, the school that carries it on, and the day."""

    old = SchoolField(label=lazy("Trường cũ (đã sáp nhập, giải thể)"))
    new = SchoolField(label=lazy("Trường kế thừa"))
    on = forms.DateField(label=lazy("Từ ngày"))


class AdmitForm(ReceiveForm):
    """As above, for a package whose key nobody knows yet."""

    package = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(widget=forms.HiddenInput, max_length=200)
    trusted = forms.BooleanField(
        label=lazy("Tôi đã gọi trường cũ và xác nhận đúng mã khoá"),
        required=False,
    )


class PackageForm(forms.Form):
    """The package that another school gave."""

    file = forms.FileField(label=lazy("Gói hồ sơ (tệp zip)"))

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > PACKAGE_BYTES:
            raise ValidationError(_("Tệp lớn hơn 1 MB, không giống gói hồ sơ. Hãy chọn đúng tệp."))
        return sent


class ClassForm(forms.Form):
    """A class of a school year."""

    name = forms.CharField(label=lazy("Tên lớp"), max_length=30)
    kind = forms.ChoiceField(
        label=lazy("Loại lớp"), choices=[(code, lazy(title)) for code, title in CLASS_KINDS.items()]
    )
    grades = forms.MultipleChoiceField(label=lazy("Khối"), widget=forms.CheckboxSelectMultiple)
    sessions = forms.MultipleChoiceField(
        label=lazy("Buổi học"),
        choices=[(code, lazy(title)) for code, title in SESSIONS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    capacity = forms.IntegerField(label=lazy("Sĩ số tối đa"), min_value=1, max_value=200, required=False)
    site = forms.ChoiceField(label=lazy("Điểm trường"), required=False)

    def __init__(self, *args: Any, grades: Sequence[str], sites: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["grades"].choices = grade_choices(grades)  # type: ignore[attr-defined]
        choices = [("", _("Điểm chính")), *((str(key), name) for key, name in sites.items())]
        self.fields["site"].choices = choices  # type: ignore[attr-defined]
        if not sites:
            del self.fields["site"]

    def facts(self) -> dict[str, Any]:
        """Return what was filled in, as the actions take it."""
        told = self.cleaned_data
        return {
            "name": told["name"],
            "kind": told["kind"],
            "grades": tuple(told["grades"]),
            "sessions": tuple(told["sessions"]),
            "capacity": told["capacity"],
            "site_id": int(told["site"]) if told.get("site") else None,
        }
