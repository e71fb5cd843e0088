"""The forms of catalogues."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khue.catalogues import queries
from khue.catalogues.models import AdministrativeUnit, Disagreement

ENDINGS = ".csv,.xlsx,.xls,.ods,.json,.geojson,.gz"


class AddressForm(forms.Form):
    """An address, old or new."""

    q = forms.CharField(label=_("Địa chỉ"), max_length=200, required=False)


class UnitFilter(forms.Form):
    """Which administrative units to list."""

    q = forms.CharField(label=_("Tên hoặc mã"), max_length=100, required=False)
    level = forms.ChoiceField(
        label=_("Cấp"), choices=[("", _("Tự chọn")), *AdministrativeUnit.Level.choices], required=False
    )
    province = forms.ChoiceField(label=_("Tỉnh, thành phố"), required=False)

    def __init__(self, *args: Any, on: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(unit.code, f"{unit.code} {unit.name}") for unit in queries.provinces(on)]
        self.fields["province"].choices = [("", _("Tất cả")), *named]  # type: ignore[attr-defined]


class EntryFilter(forms.Form):
    """Which values of a code list to show."""

    q = forms.CharField(label=_("Tên hoặc mã"), max_length=100, required=False)


class DisagreementFilter(forms.Form):
    """Which disagreements to show."""

    kind = forms.ChoiceField(
        label=_("Khác nhau về"), choices=[("", _("Tất cả")), *Disagreement.Kind.choices], required=False
    )


class DueForm(forms.Form):
    """A date of receipt and a limit, to see the date that it is due."""

    received = forms.DateField(label=_("Ngày nhận"))
    limit = forms.IntegerField(label=_("Thời hạn"), min_value=0, max_value=400)
    unit = forms.ChoiceField(
        label=_("Tính theo"), choices=[("working_days", _("Ngày làm việc")), ("calendar_days", _("Ngày liên tục"))]
    )


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files."""

    widget = ManyFiles(attrs={"accept": ENDINGS})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Check each file as Django checks one."""
        given = (data if isinstance(data, list | tuple) else [data]) or [None]
        return [super(FilesField, self).clean(each, initial) for each in given]


class UploadForm(forms.Form):
    """The official lists to import, together."""

    lists = FilesField(
        label=_("Tệp danh mục"), help_text=_("Chọn một hoặc nhiều tệp gốc như cơ quan ban hành công bố.")
    )
