"""Relatives: what stands on the relation, and who the relative is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from khue.people.actions import Facts, Tie
from khue.people.forms.finding import WHOLE_COUNTRY
from khue.people.forms.numbers import Plain
from khue.people.rules import RELATION_KINDS, SCHEMES, SEXES, TOLD


class TieForm(Plain):
    """What stands on a relation. Names of fields are names of `Tie`."""

    kind = forms.ChoiceField(
        label=lazy("Là gì của người này"), choices=[(c, lazy(t)) for c, t in RELATION_KINDS.items()]
    )
    is_guardian = forms.BooleanField(
        label=lazy("Là người giám hộ"),
        required=False,
        help_text=lazy("Được xem hồ sơ của trẻ trên trang Gia đình và thay mặt trẻ."),
    )
    is_first_contact = forms.BooleanField(label=lazy("Gọi người này trước hết"), required=False)
    lives_together = forms.BooleanField(label=lazy("Sống cùng"), required=False, initial=True)
    told = forms.MultipleChoiceField(
        label=lazy("Được thông báo"),
        choices=[(code, lazy(title)) for code, title in TOLD.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    phone = forms.CharField(label=lazy("Điện thoại"), required=False, max_length=20)
    email = forms.CharField(label=lazy("Thư điện tử"), required=False, max_length=254)
    occupation = forms.CharField(label=lazy("Nghề nghiệp"), required=False, max_length=100)
    note = forms.CharField(label=lazy("Ghi chú"), required=False, max_length=200)

    TIE = tuple(Tie.__dataclass_fields__)

    def changes(self) -> dict[str, Any]:
        """Return what stands on the relation."""
        return {name: self.cleaned_data[name] for name in self.TIE}

    def tie(self) -> Tie:
        """Return what stands on a new relation."""
        return Tie(**{**self.changes(), "told": tuple(self.cleaned_data["told"])})


class RelativeForm(TieForm):
    """A relative who is not in the register yet."""

    full_name = forms.CharField(label=lazy("Họ và tên người thân"), max_length=120)
    birth = forms.CharField(label=lazy("Ngày hoặc năm sinh"), required=False, max_length=20)
    sex = forms.ChoiceField(
        label=lazy("Giới tính"),
        required=False,
        choices=[("", lazy("Chưa rõ")), *((c, lazy(t)) for c, t in SEXES.items())],
    )
    personal_number = forms.CharField(label=lazy("Số định danh cá nhân"), required=False, max_length=20)

    field_order = ("full_name", "birth", "sex", "personal_number", "kind")

    def facts(self) -> Facts:
        """Return who the relative is."""
        told = self.cleaned_data
        return Facts(told["full_name"], told["birth"], told["sex"], phone=told["phone"], email=told["email"])

    def identifiers(self) -> dict[str, str]:
        """Return the identifiers that were filled in."""
        number = self.cleaned_data["personal_number"]
        return {"personal_number": number} if number else {}


class NumberedRelativeForm(TieForm):
    """A relative who is in the register, perhaps with another unit, named by an exact code."""

    scheme = forms.ChoiceField(
        label=lazy("Loại mã"), choices=[(one.code, lazy(one.title)) for one in SCHEMES if one.code in WHOLE_COUNTRY]
    )
    value = forms.CharField(label=lazy("Mã, số của người thân"), max_length=40)

    field_order = ("scheme", "value", "kind")
