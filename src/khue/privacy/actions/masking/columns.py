"""How each personal column of a table is replaced. Values are as COPY writes them: text, or None."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BinaryField, DateField, DateTimeField, Field, GeneratedField, JSONField

from khue.people.rules import name_key
from khue.privacy.queries.registry import PERSON, Held
from khue.privacy.rules.masking import Mask

Value = str | None
NAME_PARTS = ("family_name", "middle_name", "given_name")
NAMES = frozenset({"kept_name", "full_name", "signer", "officer", "contact"})
PERSON_COLUMNS = ("person_id", "relative_id")


@dataclass(frozen=True)
class Row:
    """A row on its way: its values by column, whose it is, and that person's sex."""

    values: dict[str, Value]
    person: str
    sex: str


Change = Callable[[Row, str], Value]


class Columns:
    """The personal columns of one table with what replaces each."""

    def __init__(self, table: Held, columns: Sequence[str], mask: Mask, sexes: dict[str, str]) -> None:
        self.table, self.columns, self.mask, self.sexes = table, tuple(columns), mask, sexes
        fields = {field.column: field for field in table.model._meta.concrete_fields if field.name in table.personal}
        unique = _unique_columns(table.model)
        chosen = {name: self._choose(field, name in unique) for name, field in fields.items() if name in columns}
        self.changes: dict[str, Change] = {name: change for name, change in chosen.items() if change is not None}

    def __call__(self, line: Sequence[Value]) -> list[Value]:
        """Return the line with every personal value replaced; what is empty stays empty."""
        values = dict(zip(self.columns, line, strict=True))
        person = self._person(values)
        row = Row(values, person, values.get("sex") or self.sexes.get(person, ""))
        return [
            self.changes[name](row, value) if value not in (None, "") and name in self.changes else value
            for name, value in values.items()
        ]

    def _person(self, values: dict[str, Value]) -> str:
        if self.table.label == PERSON:
            return values["id"] or ""
        found = next((values[name] for name in PERSON_COLUMNS if values.get(name)), None)
        return found or f"{self.table.label}:{values.get('id', '')}"

    def _choose(self, field: "Field[Any, Any]", is_unique: bool) -> Change | None:
        """Say what replaces a column; None where the value is a code of a closed list or points to a masked row."""
        name, label = field.name, f"{self.table.label}.{field.name}"
        if isinstance(field, GeneratedField) or field.flatchoices:
            return None
        if field.related_model is not None:
            target: Any = field.related_model
            is_masked = target._meta.label in (PERSON, "security.User") or not field.null
            return None if is_masked else lambda row, value: None
        by_name: dict[str, Change] = {
            "phone": lambda row, value: "09" + self.mask.code("phone", value, 8),
            "email": lambda row, value: f"{self.mask.number('email', value) % 10**12:012}@example.vn",
            "password": lambda row, value: "!" + self.mask.digest("password", value).hex(),
            "username": lambda row, value: f"u{row.values['id']}",
            "scores": self._scores,
            "nationality": lambda row, value: "VN",
            "photo": lambda row, value: "",
            "name_key": lambda row, value: name_key(self._full_name(row, value)),
            **{part: self._part(place) for place, part in enumerate(NAME_PARTS)},
            **dict.fromkeys(NAMES, self._full_name),
        }
        return by_name.get(name) or self._by_type(field, label, is_unique)

    def _by_type(self, field: "Field[Any, Any]", label: str, is_unique: bool) -> Change | None:
        if isinstance(field, DateTimeField):
            return lambda row, value: f"{self._day(row, value)}{value[10:]}"
        if isinstance(field, DateField):
            return self._day
        if isinstance(field, BinaryField):
            if field.null:
                return lambda row, value: None
            return lambda row, value: "\\x" + self.mask.digest(label, value).hex()
        if isinstance(field, JSONField):
            return lambda row, value: None if field.null else "{}"
        if isinstance(field, ArrayField):
            return lambda row, value: "{}"
        if field.get_internal_type() in ("CharField", "TextField", "FileField", "EmailField"):
            return self._text(field, label, is_unique)
        if field.name.endswith("_id"):
            return None  # the number of an account or a row that is masked itself
        nought = "192.0.2.1" if field.get_internal_type() == "GenericIPAddressField" else "0"
        return lambda row, value: None if field.null else nought

    def _text(self, field: "Field[Any, Any]", label: str, is_unique: bool) -> Change:
        length = field.max_length or 40
        if field.blank and not is_unique:
            return lambda row, value: ""

        def replaced(row: Row, value: str) -> str:
            if value.isdecimal():
                return self.mask.permuted(label, value)
            digits = self.mask.code(label, value, min(length, 12))
            return f"Mẫu {digits}" if length >= 20 else digits

        return replaced

    def _name(self, row: Row) -> list[str]:
        """Return the parts of the new name; a part that the person does not have stays empty."""
        drawn = zip(NAME_PARTS, self.mask.name(row.person, row.sex), strict=True)
        return ["" if row.values.get(part) == "" else new for part, new in drawn]

    def _full_name(self, row: Row, value: str) -> str:
        return " ".join(filter(None, self._name(row)))

    def _part(self, place: int) -> Change:
        return lambda row, value: self._name(row)[place]

    def _day(self, row: Row, value: str) -> str:
        return self.mask.day(row.person, date.fromisoformat(value[:10])).isoformat()

    def _scores(self, row: Row, value: str) -> str:
        marks = value.strip("{}").split(",")
        drawn = [self.mask.number("score", value, place) % 31 * 25 + 200 for place in range(len(marks))]
        return "{" + ",".join(one if one == "NULL" else str(new) for one, new in zip(marks, drawn, strict=True)) + "}"


def _unique_columns(model: Any) -> frozenset[str]:
    """Return the columns that take part in a unique constraint: distinct values must stay distinct."""
    names = {field.name for field in model._meta.concrete_fields if field.unique}
    for constraint in model._meta.constraints:
        names.update(getattr(constraint, "fields", ()))
        names.update(
            str(getattr(one[0], "name", one[0]))
            for one in getattr(constraint, "expressions", ())
            if isinstance(one, tuple | list)
        )
    if hasattr(model._meta.pk, "field_names"):
        names.update(model._meta.pk.field_names)
    return frozenset(field.column for field in model._meta.concrete_fields if field.name in names)
