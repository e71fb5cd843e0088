"""The facts of a person, her photo, and the version of the record they were changed from."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from khue.catalogues import queries as catalogues
from khue.core.errors import Refused
from khue.core.web.answers import wording
from khue.people.actions import Facts
from khue.people.forms.numbers import Plain
from khue.people.forms.units import UnitField, written
from khue.people.models import Person
from khue.people.queries import birth_of
from khue.people.rules import SEXES, read_name

UNKNOWN = ("", lazy("Chưa rõ"))


class PersonForm(Plain):
    """What is known of a person. Names of fields are names of `Facts`."""

    full_name = forms.CharField(label=lazy("Họ và tên"), max_length=120, widget=forms.TextInput({"autofocus": True}))
    birth = forms.CharField(
        label=lazy("Ngày sinh"), required=False, max_length=20, help_text=lazy("31/12/2015, hoặc chỉ 12/2015, 2015.")
    )
    sex = forms.ChoiceField(label=lazy("Giới tính"), required=False)
    ethnicity = forms.ChoiceField(label=lazy("Dân tộc"), required=False)
    nationality = forms.CharField(
        label=lazy("Quốc tịch"), max_length=2, initial="VN", help_text=lazy("Mã nước hai chữ cái.")
    )
    birth_unit_id = UnitField(
        label=lazy("Nơi sinh (xã, phường)"), help_text=lazy("Tên theo thời điểm ấy: xã, phường cũ cũng tìm được.")
    )
    birth_place = forms.CharField(label=lazy("Nơi sinh (ghi chi tiết)"), required=False, max_length=200)
    native_unit_id = UnitField(label=lazy("Quê quán"))
    home_unit_id = UnitField(label=lazy("Nơi ở (xã, phường)"))
    home_address = forms.CharField(label=lazy("Nơi ở (số nhà, thôn, tổ)"), required=False, max_length=200)
    phone = forms.CharField(label=lazy("Điện thoại"), required=False, max_length=20)
    email = forms.CharField(label=lazy("Thư điện tử"), required=False, max_length=254)
    died_on = forms.DateField(label=lazy("Ngày mất"), required=False)
    why = forms.CharField(
        label=lazy("Lí do sửa"), required=False, max_length=200, help_text=lazy("Ví dụ: theo giấy khai sinh mới.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    FACTS = tuple(Facts.__dataclass_fields__)

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        if person is not None:
            kwargs["initial"] = self.beginning(person)
        super().__init__(*args, **kwargs)
        sexes = [(code, lazy(title)) for code, title in SEXES.items()]
        self.fields["sex"].choices = [UNKNOWN, *sexes]  # type: ignore[attr-defined]
        groups = catalogues.labels("ethnic_groups").items()
        self.fields["ethnicity"].choices = [UNKNOWN, *groups]  # type: ignore[attr-defined]

    @classmethod
    def beginning(cls, person: Person) -> dict[str, Any]:
        """Return what the form begins with."""
        facts = {name: getattr(person, name) for name in cls.FACTS if name != "birth" and not name.endswith("_id")}
        units = {f"{name}_id": written(getattr(person, name)) for name in ("birth_unit", "native_unit", "home_unit")}
        return {**facts, **units, "birth": str(birth_of(person)), "version": person.version}

    def clean_full_name(self) -> str:
        """Say what is wrong with a name at its own field."""
        text: str = self.cleaned_data["full_name"]
        try:
            return read_name(text).name.full
        except Refused as error:
            raise forms.ValidationError(wording(error)) from error

    def changes(self) -> dict[str, Any]:
        """Return the facts as asked for; where the other's value was chosen, nothing is asked for."""
        kept = {name for name in self.FACTS if self.data.get(f"chon_{name}") == "theirs"}
        return {name: self.cleaned_data[name] for name in self.FACTS if name not in kept}


class NewPersonForm(PersonForm):
    """A person who is entered, perhaps with her personal number."""

    custody = forms.TypedChoiceField(label=lazy("Đơn vị quản lí hồ sơ"), coerce=int)
    personal_number = forms.CharField(label=lazy("Số định danh cá nhân"), required=False, max_length=20)
    why = None  # type: ignore[assignment]
    version = None  # type: ignore[assignment]
    died_on = None  # type: ignore[assignment]

    FACTS = tuple(name for name in PersonForm.FACTS if name != "died_on")

    def __init__(self, *args: Any, places: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["custody"].choices = list(places.items())  # type: ignore[attr-defined]
        if len(places) == 1:
            self.fields["custody"].widget = forms.HiddenInput()
            self.fields["custody"].initial = next(iter(places))

    def facts(self) -> Facts:
        """Return what is known of the person."""
        return Facts(**{name: self.cleaned_data[name] for name in self.FACTS})

    def identifiers(self) -> dict[str, str]:
        """Return the identifiers that were filled in."""
        number = self.cleaned_data["personal_number"]
        return {"personal_number": number} if number else {}


class PhotoForm(Plain):
    """A photo to be kept."""

    photo = forms.FileField(
        label=lazy("Tệp ảnh"),
        help_text=lazy("JPEG, PNG hoặc WebP, tối đa 8 MB. Nơi chụp, ngày chụp trong tệp được xoá bỏ."),
        widget=forms.ClearableFileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )
