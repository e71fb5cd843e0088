"""What may be wrong with the facts of a unit, all told at once."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from khue.catalogues import queries as catalogues
from khue.core.actor import Actor
from khue.core.errors import Denied, Fault
from khue.core.names import nfc
from khue.organisations import queries
from khue.organisations.actions.ledger import life_faults
from khue.organisations.models import Facts
from khue.organisations.rules import CODE_FORMS, FEATURES, KINDS, LEVELS, OFFICES, OWNERSHIPS, PARENTS

AREA_LEVELS = {2: "province", 3: "district", 5: "commune"}


def must_at(actor: Actor, needs: str, organisation_id: int | None) -> None:
    """Check a permission at a unit; for a unit under nobody it must be held over the whole province.

    Raises: Denied.
    """
    if organisation_id is None and actor.places(needs) is not None:
        raise Denied(permission=needs, place=_("cấp tỉnh"))
    actor.must(needs, at=organisation_id)


def clean(facts: Facts) -> Facts:
    """Return the facts with every text in NFC and without odd spaces, levels and features in their order."""
    texts = {name: nfc(getattr(facts, name)) for name in ("name", "short_name", "area_code", "area_name", "address")}
    return facts.changed(
        texts
        | {
            "levels": tuple(level for level in LEVELS if level in facts.levels),
            "features": tuple(feature for feature in FEATURES if feature in facts.features),
        }
    )


def facts_faults(facts: Facts, *, place: str = "") -> list[Fault]:
    """List what is wrong with the facts in themselves. place: before the name of the field, for many units."""
    faults = []
    where = f"{place}: " if place else ""
    if not facts.name:
        faults.append(Fault(where + _("Tên đơn vị"), "", _("Hãy ghi tên đơn vị.")))
    if len(facts.name) > 200:
        faults.append(Fault(where + _("Tên đơn vị"), facts.name[:60], _("Tên dài quá 200 ký tự. Hãy rút gọn.")))
    if facts.kind not in KINDS:
        faults.append(Fault(where + _("Loại đơn vị"), facts.kind, _("Hãy chọn một loại trong danh sách.")))
    if facts.ownership not in ("", *OWNERSHIPS):
        faults.append(Fault(where + _("Hình thức sở hữu"), facts.ownership, _("Hãy chọn một giá trị trong danh sách.")))
    if facts.kind in ("school", "nursery_group") and not facts.levels:
        faults.append(Fault(where + _("Cấp học"), "", _("Hãy chọn ít nhất một cấp học.")))
    if facts.kind in OFFICES and facts.levels:
        faults.append(Fault(where + _("Cấp học"), ", ".join(facts.levels), _("Cơ quan không có cấp học. Hãy bỏ chọn.")))
    if not re.fullmatch(r"([0-9]{2}|[0-9]{3}|[0-9]{5})?", facts.area_code):
        text = _("Mã phải có 2 chữ số (tỉnh), 3 chữ số (huyện cũ) hoặc 5 chữ số (xã).")
        faults.append(Fault(where + _("Mã đơn vị hành chính"), facts.area_code, text))
    return faults


def area_faults(codes: Iterable[str], on: date) -> list[Fault]:
    """List the area codes that no official list knows on that day; a list that was never loaded judges nothing."""
    faults = []
    for length, level in AREA_LEVELS.items():
        asked = {code for code in codes if len(code) == length}
        if not asked or not catalogues.units_on(level, on).exists():
            continue
        known = set(catalogues.units_on(level, on).filter(code__in=asked).values_list("code", flat=True))
        text = _("Ngày {day} không có đơn vị hành chính mang mã này. Hãy tra lại mã trong danh mục.")
        shown = text.format(day=f"{on:%d/%m/%Y}")
        faults += [Fault(_("Mã đơn vị hành chính"), code, shown) for code in sorted(asked - known)]
    return faults


def parent_faults(facts: Facts, on: date) -> list[Fault]:
    """List why the managing unit cannot manage this one from that day on."""
    place = _("Đơn vị quản lí")
    if facts.parent_id is None:
        if facts.kind in ("department", "outside_agency"):
            return []
        return [Fault(place, "", _("Hãy chọn đơn vị quản lí."))]
    if faults := life_faults(facts.parent_id, on, place=place):
        return faults
    parent = queries.as_of(on).get(organisation_id=facts.parent_id)
    if facts.kind in PARENTS and parent.kind not in PARENTS[facts.kind]:
        allowed = ", ".join(_(KINDS[kind]) for kind in PARENTS[facts.kind])
        text = _("«{kind}» không thể trực thuộc đơn vị này. Hãy chọn một trong các loại: {allowed}.")
        return [Fault(place, parent.name, text.format(kind=_(KINDS[facts.kind]), allowed=allowed))]
    return []


def code_faults(codes: Sequence[Mapping[str, str]], on: date) -> list[Fault]:
    """List outside codes of the wrong form, given twice, or held by another unit from that day on."""
    faults, seen = [], set()
    for unit in codes:
        for scheme, code in unit.items():
            form = CODE_FORMS.get(scheme)
            if form is None or not re.fullmatch(form.pattern, code):
                says = _(form.says) if form else _("Không có danh mục mã này.")
                faults.append(Fault(_("Mã trong danh mục khác"), code, says))
            elif (scheme, code) in seen:
                faults.append(
                    Fault(_("Mã trong danh mục khác"), code, _("Mã này xuất hiện hai lần trong cùng lần ghi."))
                )
            seen.add((scheme, code))
    for held in queries.code_holders(seen, on):
        text = _("Mã này đang thuộc về «{name}». Hãy kiểm tra lại mã.")
        faults.append(
            Fault(_("Mã trong danh mục khác"), held.code, text.format(name=queries.name_of(held.organisation_id, on)))
        )
    return faults
