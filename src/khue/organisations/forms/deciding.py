"""What people fill in about units."""

from operator import attrgetter
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from khue.core.web.fields import only, suggesting
from khue.organisations import queries
from khue.organisations.actions import Document, Facts, Heir, NewUnit, Transfer
from khue.organisations.forms.asking import choices
from khue.organisations.models import OrganisationVersion
from khue.organisations.rules import CODE_SCHEMES, FEATURES, KINDS, LEVELS, OWNERSHIPS, share

PLACES = range(1, 5)  # how many units one form takes


class UnitField(forms.CharField):
    """A unit, by its code or its exact name; suggestions come while typing. Gives the latest facts of the unit."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "")
        super().__init__(max_length=260, **kwargs)
        self.widget.attrs |= suggesting("/van-phong/don-vi/goi-y", "unit-suggestions", lazy("Gõ tên hoặc mã đơn vị"))

    def clean(self, value: Any) -> OrganisationVersion | None:
        text = super().clean(value)
        return only(queries.pick(text), text, attrgetter("organisation.code")) if text else None


class DocumentForm(forms.Form):
    """The decision on paper. Subclasses add what is decided and say it to the action by `asked`."""

    title = forms.CharField(label=lazy("Trích yếu"), max_length=300)
    number = forms.CharField(label=lazy("Số, kí hiệu quyết định"), max_length=60, required=False)
    signed_on = forms.DateField(label=lazy("Ngày ký"), required=False)
    effective_on = forms.DateField(label=lazy("Ngày có hiệu lực"))
    signer = forms.CharField(label=lazy("Người ký"), max_length=100, required=False)
    signer_title = forms.CharField(label=lazy("Chức vụ người ký"), max_length=120, required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    on_paper = True  # whether there is a document with number and date
    wide = ("title", "address", "unit", "name", "new_name", "levels", "features")  # fields as wide as the page

    def __init__(self, *args: Any, unit: OrganisationVersion | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {"form_key": uuid4(), **self.beginning(unit), **(kwargs.get("initial") or {})}
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        document = list(DocumentForm.base_fields)
        self.order_fields([name for name in self.fields if name not in document] + document)
        for name in ("number", "signed_on"):
            self.fields[name].required = self.on_paper
        if not self.on_paper:
            for name in ("number", "signed_on", "signer", "signer_title"):
                self.fields[name].widget = forms.HiddenInput()

    def beginning(self, unit: OrganisationVersion | None) -> dict[str, Any]:
        """Return what the form starts with when it was opened from a unit."""
        return {}

    def parts(self) -> list[tuple[str, list[tuple[forms.BoundField, int]]]]:
        """Return the fields to show: what is decided, and the document; each with its width out of twelve."""
        own = [bound for bound in self.visible_fields() if bound.name not in DocumentForm.base_fields]
        paper = [bound for bound in self.visible_fields() if bound.name in DocumentForm.base_fields]
        parts = [(_("Nội dung"), own), (_("Văn bản") if self.on_paper else _("Lý do"), paper)]
        return [(title, [(bound, self._width(bound.name)) for bound in fields]) for title, fields in parts if fields]

    def _width(self, name: str) -> int:
        if name in self.wide:
            return 12
        return {"heir": 8, "share": 4}.get(name.split("_")[0], 6)

    def document(self, file_name: str = "", file: bytes = b"") -> Document:
        """Return the document that was described."""
        told = self.cleaned_data
        names = ("title", "effective_on", "form_key", "number", "signed_on", "signer", "signer_title")
        known = {"effective_on": localdate()} | {name: told[name] for name in names if name in told}
        return Document(**known, file_name=file_name, file=file)


def code_of(unit: OrganisationVersion | None) -> str:
    """Return how a unit is written in a field."""
    return f"{unit.organisation.code} · {unit.name}" if unit else ""


class FactsForm(DocumentForm):
    """The facts of one unit, for founding and for correcting."""

    name = forms.CharField(label=lazy("Tên đơn vị"), max_length=200)
    short_name = forms.CharField(label=lazy("Tên viết tắt"), max_length=60, required=False)
    kind = forms.ChoiceField(label=lazy("Loại đơn vị"), choices=choices(KINDS), initial="school")
    levels = forms.MultipleChoiceField(
        label=lazy("Cấp học"), choices=choices(LEVELS), required=False, widget=forms.CheckboxSelectMultiple
    )
    features = forms.MultipleChoiceField(
        label=lazy("Loại hình riêng"), choices=choices(FEATURES), required=False, widget=forms.CheckboxSelectMultiple
    )
    ownership = forms.ChoiceField(
        label=lazy("Hình thức sở hữu"), choices=choices(OWNERSHIPS, lazy("Chưa rõ")), required=False
    )
    parent = UnitField(label=lazy("Đơn vị quản lí"), required=False)
    area_code = forms.CharField(
        label=lazy("Mã đơn vị hành chính"),
        max_length=5,
        required=False,
        help_text=lazy("Mã xã 5 chữ số tại ngày có hiệu lực; trước 01/07/2025 có thể ghi mã huyện 3 chữ số."),
    )
    area_name = forms.CharField(label=lazy("Tên địa bàn"), max_length=120, required=False)
    address = forms.CharField(label=lazy("Địa chỉ"), max_length=300, required=False)

    def facts(self) -> Facts:
        """Return the facts as filled in."""
        told = self.cleaned_data
        names = ("name", "short_name", "kind", "ownership", "area_code", "area_name", "address")
        return Facts(
            **{name: told[name] for name in names},
            levels=tuple(told["levels"]),
            features=tuple(told["features"]),
            parent_id=told["parent"].organisation_id if told["parent"] else None,
        )


class FoundForm(FactsForm):
    """A new unit."""

    scheme = forms.ChoiceField(
        label=lazy("Danh mục mã"), choices=choices(CODE_SCHEMES, lazy("Không ghi mã")), required=False
    )
    code = forms.CharField(label=lazy("Mã trong danh mục"), max_length=20, required=False)

    def beginning(self, unit: OrganisationVersion | None) -> dict[str, Any]:
        return {"parent": code_of(unit)} if unit else {}

    def unit(self) -> NewUnit:
        """Return the unit to found."""
        told = self.cleaned_data
        codes = {told["scheme"]: told["code"]} if told["scheme"] and told["code"] else {}
        return NewUnit(self.facts(), codes=codes)


class CorrectForm(FactsForm):
    """The facts of a unit as they should have been."""

    on_paper = False
    unit = UnitField(label=lazy("Đơn vị cần đính chính"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].label = _("Lý do đính chính")
        self.fields["effective_on"].label = _("Đúng từ ngày")
        self.order_fields(["unit"])

    def beginning(self, unit: OrganisationVersion | None) -> dict[str, Any]:
        if unit is None:
            return {}
        above = queries.as_of().select_related("organisation")
        parent = above.filter(organisation_id=unit.parent_id).first() if unit.parent_id else None
        known = {name: getattr(unit, name) for name in Facts.__dataclass_fields__ if name != "parent_id"}
        return known | {"unit": code_of(unit), "parent": code_of(parent), "effective_on": unit.valid.lower}

    def changes(self) -> dict[str, Any]:
        """Return what differs from what is recorded."""
        unit, facts = self.cleaned_data["unit"], self.facts()
        before = Facts.of(unit)
        return {
            name: getattr(facts, name)
            for name in Facts.__dataclass_fields__
            if getattr(facts, name) != getattr(before, name)
        }


class RenameForm(DocumentForm):
    """A new name."""

    unit = UnitField(label=lazy("Đơn vị"))
    name = forms.CharField(label=lazy("Tên mới"), max_length=200)
    short_name = forms.CharField(label=lazy("Tên viết tắt mới"), max_length=60, required=False)

    def beginning(self, unit: OrganisationVersion | None) -> dict[str, Any]:
        return {"unit": code_of(unit), "name": unit.name, "short_name": unit.short_name} if unit else {}


class SeveralForm(DocumentForm):
    """Several units that share a fate."""

    unit_title = lazy("Đơn vị")

    def __init__(self, *args: Any, unit: OrganisationVersion | None = None, **kwargs: Any) -> None:
        super().__init__(*args, unit=unit, **kwargs)
        for place in PLACES:
            label = f"{self.unit_title} {place}"
            self.fields[f"unit_{place}"] = UnitField(label=label, required=place == 1)
        own = [f"unit_{place}" for place in PLACES]
        self.order_fields(own + [name for name in self.fields if name not in own])
        self.initial.setdefault("unit_1", code_of(unit))

    def units(self) -> list[int]:
        """Return the ids of the units named."""
        named = [self.cleaned_data.get(f"unit_{place}") for place in PLACES]
        return [unit.organisation_id for unit in named if unit]


class MoveForm(SeveralForm):
    """Units that go under another managing unit, or into another area."""

    parent = UnitField(label=lazy("Đơn vị quản lí mới"), required=False)
    area_code = forms.CharField(label=lazy("Mã đơn vị hành chính mới"), max_length=5, required=False)
    area_name = forms.CharField(label=lazy("Tên địa bàn mới"), max_length=120, required=False)

    def transfers(self) -> list[Transfer]:
        """Return where each unit goes."""
        told = self.cleaned_data
        parent = told["parent"].organisation_id if told["parent"] else None
        return [Transfer(pk, parent, told["area_code"] or None, told["area_name"] or None) for pk in self.units()]


class MergeForm(SeveralForm):
    """Units that become one: one that is there, or a new one."""

    unit_title = lazy("Đơn vị bị sáp nhập")
    into = UnitField(label=lazy("Sáp nhập vào đơn vị"), required=False)
    new_name = forms.CharField(
        label=lazy("Hoặc hợp nhất thành đơn vị mới tên là"),
        max_length=200,
        required=False,
        help_text=lazy("Các thông tin khác lấy theo đơn vị thứ nhất; đổi sau bằng đính chính."),
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if bool(told.get("into")) == bool(told.get("new_name")):
            self.add_error("into", _("Hãy chọn một đơn vị đang có, hoặc ghi tên đơn vị mới (chỉ một trong hai)."))
        return told

    def target(self) -> int | NewUnit:
        """Return the unit that goes on."""
        told = self.cleaned_data
        if told["into"]:
            return int(told["into"].organisation_id)
        return NewUnit(Facts.of(told["unit_1"]).changed({"name": told["new_name"], "short_name": ""}))


class HeirsForm(DocumentForm):
    """Heirs with their shares: a unit that is there (by code), or the name of a new one."""

    def __init__(self, *args: Any, unit: OrganisationVersion | None = None, **kwargs: Any) -> None:
        super().__init__(*args, unit=unit, **kwargs)
        own = []
        for place in PLACES:
            heir, part = f"heir_{place}", f"share_{place}"
            self.fields[heir] = forms.CharField(
                label=_("Đơn vị kế thừa {n}").format(n=place), max_length=260, required=False
            )
            self.fields[heir].widget.attrs |= UnitField().widget.attrs
            self.fields[part] = forms.CharField(label=_("Tỉ lệ {n}").format(n=place), max_length=20, required=False)
            self.fields[part].widget.attrs["placeholder"] = _("1/2, 40% hoặc bỏ trống khi chưa biết")
            own += [heir, part]
        first = [name for name in self.fields if name == "unit" or name.startswith("unit_")]
        self.order_fields(first + own)

    def _clean_share(self, place: int) -> Any:
        try:
            return share(self.cleaned_data.get(f"share_{place}") or "")
        except ValueError:
            self.add_error(f"share_{place}", _("Tỉ lệ ghi dạng 1/3, 0,4 hoặc 40%, lớn hơn 0 và không quá 1."))
        return None

    def heirs(self, model: OrganisationVersion | None) -> list[Heir]:
        """Return the heirs; a name that no unit bears becomes a new unit like `model`."""
        found = []
        for place in PLACES:
            text = self.cleaned_data.get(f"heir_{place}") or ""
            if not text:
                continue
            known = queries.pick(text)
            if len(known) == 1:
                found.append(Heir(known[0].organisation_id, self._clean_share(place)))
            elif model and not known:
                new = NewUnit(Facts.of(model).changed({"name": text, "short_name": ""}))
                found.append(Heir(new, self._clean_share(place)))
            else:
                self.add_error(
                    f"heir_{place}", _("Không có đơn vị nào mang tên hoặc mã này. Hãy chọn trong danh sách gợi ý.")
                )
        return found


class SplitForm(HeirsForm):
    """A unit that is divided."""

    unit = UnitField(label=lazy("Đơn vị bị chia, tách"))

    def beginning(self, unit: OrganisationVersion | None) -> dict[str, Any]:
        return {"unit": code_of(unit), "heir_1": code_of(unit)} if unit else {}


class DissolveForm(HeirsForm):
    """A unit that ends."""

    unit = UnitField(label=lazy("Đơn vị giải thể"))

    def beginning(self, unit: OrganisationVersion | None) -> dict[str, Any]:
        return {"unit": code_of(unit)} if unit else {}


class UndoForm(DocumentForm):
    """Why a decision is taken back; it is taken back today."""

    on_paper = False
    effective_on = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].label = _("Lý do huỷ bỏ")
