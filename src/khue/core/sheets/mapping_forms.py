"""The form in which a person says what the columns of another system's file mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from khue.core.sheets.cells import fold
from khue.core.sheets.declaration import Sheet
from khue.core.sheets.foreign import FoundTable, Reading

LEFT_OUT = ""


class MappingForm(forms.Form):
    """A choice for each column found; for each value no list knows; for each column of days how they are written."""

    name = forms.CharField(label=lazy("Tên cách ghép"), max_length=80)

    def __init__(self, sheet: Sheet, table: FoundTable, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.table = sheet, table
        self.fields["name"].help_text = _("Lần sau, tệp có cùng dòng tiêu đề sẽ tự được đọc theo cách này.")
        choices = [(LEFT_OUT, _("Không dùng cột này")), *((one.name, self._title(one)) for one in sheet.columns)]
        for number, found in enumerate(table.columns):
            field = forms.ChoiceField(label=found.title, choices=choices, required=False, initial=found.proposed)
            field.help_text = ", ".join(found.samples)
            self.fields[f"column_{number}"] = field

    def _title(self, column: Any) -> str:
        return f"{column.title} *" if column.required else str(column.title)

    def reading(self) -> Reading:
        """Return what was chosen so far."""
        columns: dict[str, list[str]] = {}
        for number, found in enumerate(self.table.columns):
            name = str(self[f"column_{number}"].value() or "")
            if name in {column.name for column in self.sheet.columns}:
                columns.setdefault(name, []).append(found.title)
        return Reading(columns, self._values(), self._orders())

    def _values(self) -> dict[str, dict[str, str]]:
        """Return the translations: fields `value:column:text`."""
        found: dict[str, dict[str, str]] = {}
        for key, said in self.data.items():
            if key.startswith("value:") and said:
                _mark, column, text = key.split(":", 2)
                found.setdefault(column, {})[fold(text)] = str(said)
        return found

    def _orders(self) -> dict[str, str]:
        return {
            key.removeprefix("order:"): str(said)
            for key, said in self.data.items()
            if key.startswith("order:") and said
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a mapping in which a required column has no source."""
        mapped = self.reading().columns
        if missing := [column.title for column in self.sheet.columns if column.required and column.name not in mapped]:
            text = _("Chưa có cột nào của tệp ghi vào: {titles}. Hãy chọn cột cho từng mục bắt buộc.")
            raise forms.ValidationError(text.format(titles=", ".join(missing)))
        return dict(self.cleaned_data)

    def add_values(self, strange: Mapping[str, Sequence[str]], reading: Reading) -> None:
        """Ask what each value means that no list knows."""
        for name in dict.fromkeys([*strange, *reading.values]):
            column = self.sheet.column(name)
            options = column.kind.options() if column.kind.options else {}
            known = reading.values.get(name, {})
            texts = dict.fromkeys([*strange.get(name, ()), *known])
            for text in texts:
                label = _("«{value}» ở cột {column} nghĩa là").format(value=text, column=column.title)
                choices = [("", _("Để nguyên")), *options.items()]
                initial = known.get(fold(text), "")
                self.fields[f"value:{name}:{text}"] = forms.ChoiceField(
                    label=label, choices=choices, required=False, initial=initial
                )

    def add_orders(self, reading: Reading) -> None:
        """Ask how days are written, for the columns that hold days."""
        choices = [
            ("", _("Ngày/tháng/năm (31/12/2015)")),
            ("mdy", _("Tháng/ngày/năm (12/31/2015)")),
            ("ymd", _("Năm/tháng/ngày (2015/12/31)")),
        ]
        for name in reading.columns:
            column = self.sheet.column(name)
            if column.kind.form == "day" or "31/12/2015" in column.kind.note:
                label = _("Cách viết ngày ở cột {column}").format(column=column.title)
                self.fields[f"order:{name}"] = forms.ChoiceField(
                    label=label, choices=choices, required=False, initial=reading.orders.get(name, "")
                )
