"""What people fill in about posts."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as lazy

from khue.catalogues import queries as catalogues
from khue.people.actions import Facts
from khue.people.rules import SEXES
from khue.staff.actions import NewPost
from khue.staff.rules import POSITIONS

ALL = ("", lazy("Tất cả"))


class StaffFilter(forms.Form):
    """Narrows the list of posts."""

    tu_khoa = forms.CharField(label=lazy("Họ tên"), required=False, max_length=100)
    vi_tri = forms.ChoiceField(
        label=lazy("Vị trí"), required=False, choices=[ALL, *((code, lazy(name)) for code, name in POSITIONS.items())]
    )
    xem = forms.ChoiceField(
        label=lazy("Thời gian"), required=False, choices=[("", lazy("Đang giữ")), ("tat-ca", lazy("Cả đã thôi"))]
    )
    truong = forms.CharField(required=False, widget=forms.HiddenInput)


class PostForm(forms.Form):
    """A post of a person."""

    position = forms.ChoiceField(
        label=lazy("Vị trí"), choices=[(code, lazy(name)) for code, name in POSITIONS.items()], initial="teacher"
    )
    subjects = forms.MultipleChoiceField(
        label=lazy("Môn được đào tạo"), required=False, widget=forms.CheckboxSelectMultiple
    )
    on = forms.DateField(label=lazy("Từ ngày"))
    decision = forms.CharField(label=lazy("Quyết định"), max_length=120, required=False)
    is_main = forms.BooleanField(label=lazy("Là vị trí chính"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        choices = list(catalogues.labels("subjects").items())
        self.fields["subjects"].choices = choices  # type: ignore[attr-defined]
        self.fields["on"].initial = localdate()
        if not choices:
            del self.fields["subjects"]

    def post(self) -> NewPost:
        """Return the post that was described."""
        told = self.cleaned_data
        subjects = tuple(told.get("subjects", ()))
        return NewPost(told["position"], told["on"], subjects, told["decision"], told["is_main"])


class HireForm(PostForm):
    """Somebody who is not on record here yet, with the first post."""

    full_name = forms.CharField(label=lazy("Họ và tên"), max_length=100)
    birth = forms.CharField(label=lazy("Ngày sinh"), max_length=10, required=False)
    sex = forms.ChoiceField(
        label=lazy("Giới tính"),
        choices=[("", lazy("Chưa rõ")), *((code, lazy(name)) for code, name in SEXES.items())],
        required=False,
    )
    number = forms.CharField(label=lazy("Số định danh cá nhân"), max_length=20, required=False)
    phone = forms.CharField(label=lazy("Điện thoại"), max_length=20, required=False)

    field_order = ("full_name", "birth", "sex", "number", "phone")

    def facts(self) -> Facts:
        """Return what is known of the person."""
        told = self.cleaned_data
        return Facts(told["full_name"], told["birth"], told["sex"], phone=told["phone"])

    def identifiers(self) -> dict[str, str]:
        """Return the numbers of the person."""
        return {"personal_number": self.cleaned_data["number"]} if self.cleaned_data["number"] else {}


class EndForm(forms.Form):
    """The day from which somebody no longer holds a post."""

    on = forms.DateField(label=lazy("Thôi giữ từ ngày"))


class CarryForm(forms.Form):
    """All posts of an ended unit go to its successor."""

    old = forms.CharField(label=lazy("Đơn vị cũ"), max_length=260)
    new = forms.CharField(label=lazy("Đơn vị kế thừa"), max_length=260)
    on = forms.DateField(label=lazy("Từ ngày"))
    decision = forms.CharField(label=lazy("Quyết định"), max_length=120, required=False)
