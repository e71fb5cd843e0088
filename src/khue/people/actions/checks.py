"""What may be wrong with the facts of a person, all told at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from khue.catalogues import queries as catalogues
from khue.core.clock import today
from khue.core.errors import Fault, Refused
from khue.core.names import nfc
from khue.core.words import N_
from khue.people.models import Person
from khue.people.rules import (
    SEXES,
    Birth,
    PersonalNumber,
    conflicts,
    name_key,
    read_birth,
    read_email,
    read_name,
    read_phone,
)

UNITS = ("birth_unit_id", "native_unit_id", "home_unit_id")
TEXTS = {"birth_place": 200, "home_address": 200}
NATIONALITY = 2  # letters
TITLES = {  # of facts and of what stands on a relation
    "full_name": N_("họ và tên"),
    "birth": N_("ngày sinh"),
    "sex": N_("giới tính"),
    "ethnicity": N_("dân tộc"),
    "nationality": N_("quốc tịch"),
    "birth_unit_id": N_("nơi sinh"),
    "birth_place": N_("nơi sinh (ghi chi tiết)"),
    "native_unit_id": N_("quê quán"),
    "home_unit_id": N_("nơi ở"),
    "home_address": N_("nơi ở (số nhà, thôn, tổ)"),
    "phone": N_("điện thoại"),
    "email": N_("thư điện tử"),
    "died_on": N_("ngày mất"),
    "photo": N_("ảnh"),
    "kind": N_("quan hệ"),
    "is_guardian": N_("là người giám hộ"),
    "is_first_contact": N_("liên hệ trước hết"),
    "lives_together": N_("sống cùng"),
    "told": N_("được thông báo"),
    "occupation": N_("nghề nghiệp"),
    "note": N_("ghi chú"),
}


@dataclass(frozen=True)
class Facts:
    """What is known of a person who is entered; texts are cleaned by the action.

    birth: a date with how exact it is, or as people write it. Units are ids of administrative units of their time.
    identifiers: scheme -> value.
    """

    full_name: str
    birth: Birth | str = ""
    sex: str = ""
    ethnicity: str = ""
    nationality: str = "VN"
    birth_unit_id: int | None = None
    birth_place: str = ""
    native_unit_id: int | None = None
    home_unit_id: int | None = None
    home_address: str = ""
    phone: str = ""
    email: str = ""
    died_on: date | None = None

    def as_changes(self) -> dict[str, Any]:
        """Return the facts by their names."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


AMENDABLE = tuple(field.name for field in fields(Facts))


def label(name: str) -> str:
    """Return what a fact is called on paper."""
    return _(TITLES[name])


def said(error: Refused) -> str:
    """Say a refusal in the language of the page."""
    return _(error.text).format(**error.facts)


def columns_of(changes: Mapping[str, Any], faults: list[Fault]) -> dict[str, Any]:
    """Return the columns that the facts fill, in their clean form; what is wrong is added to `faults`."""
    columns: dict[str, Any] = {}
    for name, value in changes.items():
        try:
            columns |= _read(name, value)
        except Refused as error:
            faults.append(Fault(label(name), str(value or "")[:60], said(error)))
        except ValueError as error:
            faults.append(Fault(label(name), str(value or "")[:60], str(error)))
    return columns


def _read(name: str, value: Any) -> dict[str, Any]:
    """Read one fact. Raises: Refused; ValueError with a sentence for people."""
    if name == "full_name":
        return name_columns(read_name(str(value)).name.full)
    if name == "birth":
        birth = value if isinstance(value, Birth) else read_birth(str(value or ""), today=today())
        return {"birth_date": birth.on, "birth_precision": birth.precision}
    if name in UNITS or name == "died_on":
        return {name: value or None}
    readers: dict[str, Callable[[str], str]] = {
        "phone": read_phone,
        "email": read_email,
        "sex": _sex,
        "nationality": _nationality,
        "ethnicity": nfc,
    }
    return {name: readers[name](str(value or "")) if name in readers else _text(name, str(value or ""))}


def name_columns(full: str) -> dict[str, str]:
    """Return the columns of a clean full name."""
    name = read_name(full).name
    return {
        "full_name": name.full,
        "family_name": name.family,
        "middle_name": name.middle,
        "given_name": name.given,
        "name_key": name_key(name.full),
    }


def _sex(value: str) -> str:
    if value not in ("", *SEXES):
        raise ValueError(_("Hãy chọn Nam, Nữ hoặc để trống."))
    return value


def _nationality(value: str) -> str:
    code = value.strip().upper()
    if not (code.isascii() and code.isalpha() and len(code) == NATIONALITY):
        raise ValueError(_("Hãy ghi mã nước hai chữ cái, ví dụ VN."))
    return code


def _text(name: str, value: str) -> str:
    text = nfc(value)
    if len(text) > TEXTS[name]:
        raise ValueError(_("Nội dung dài quá {most} kí tự. Hãy rút gọn.").format(most=TEXTS[name]))
    return text


def list_faults(columns: Mapping[str, Any]) -> list[Fault]:
    """List codes and units that no catalogue knows; a list that was never loaded judges nothing."""
    faults = []
    if code := columns.get("ethnicity"):
        known = catalogues.labels("ethnic_groups")
        if known and code not in known:
            faults.append(Fault(label("ethnicity"), code, _("Danh mục dân tộc không có mã này. Hãy chọn lại.")))
    wanted = {name: columns[name] for name in UNITS if columns.get(name)}
    if wanted:
        known_units = set(catalogues.current().filter(pk__in=wanted.values()).values_list("pk", flat=True))
        text = _("Danh mục không có đơn vị hành chính này. Hãy chọn lại.")
        faults += [Fault(label(name), str(pk), text) for name, pk in wanted.items() if pk not in known_units]
    return faults


def fit_faults(number: PersonalNumber | None, person: Person) -> list[Fault]:
    """List where the facts of the person cannot all be right."""
    faults = []
    if person.died_on and person.birth_date and person.died_on < person.birth_date:
        text = _("Ngày mất đứng trước ngày sinh. Hãy kiểm tra lại hai ngày.")
        faults.append(Fault(label("died_on"), f"{person.died_on:%d/%m/%Y}", text))
    if number is not None:
        for remark in conflicts(number, birth=person.birth_date, sex=person.sex):
            text = _("{conflict}. Hãy đối chiếu giấy khai sinh rồi sửa chỗ sai.")
            told = _(remark.says).format(**remark.facts)
            faults.append(Fault(_("Số định danh cá nhân"), "…", text.format(conflict=told[:1].upper() + told[1:])))
    return faults
