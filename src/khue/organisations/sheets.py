"""The list of schools as people keep it in Excel: what each name is taken for, shown before anything is written."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.names import nfc
from khue.core.sheets import Column, Line, Problem, Sheet, code, day, one_of, text
from khue.core.sheets.imports import Applied, Import
from khue.core.sheets.models import Batch
from khue.core.words import N_
from khue.organisations import actions, queries
from khue.organisations.actions import Document, Facts, NewUnit
from khue.organisations.models import KNOWN_NOW, Decision, OrganisationCode
from khue.organisations.rules import KINDS, LEVELS, OFFICES, OWNERSHIPS, Can, Proposal, propose

SCHOOL_KINDS = {kind: title for kind, title in KINDS.items() if kind not in OFFICES}

SCHOOLS = Sheet(
    "organisations.schools",
    N_("Danh sách trường"),
    (
        Column("name", N_("Tên trường"), text(200), "Trường THPT Trần Phú", synonyms=("school_name", "Tên đơn vị")),
        Column(
            "province_code",
            N_("Mã tỉnh trong thi"),
            code(2),
            "35",
            required=False,
            synonyms=("exam_province_code", "Mã tỉnh", "Mã Sở"),
        ),
        Column(
            "school_code",
            N_("Mã trường trong thi"),
            code(3),
            "012",
            required=False,
            synonyms=("school_code", "Mã trường"),
        ),
        Column("moet_code", N_("Mã trường của Bộ"), code(8), "51000012", required=False),
        Column("province", N_("Tỉnh"), text(60), "Quảng Ngãi", required=False),
        Column(
            "district",
            N_("Huyện, xã"),
            text(120),
            "Huyện Bình Sơn",
            required=False,
            synonyms=("district", "Quận huyện", "Xã", "Địa bàn"),
            note=N_("Ghi như tên của thời kì đó; huyện cũ được giữ làm địa bàn cũ."),
        ),
        Column("area_code", N_("Mã đơn vị hành chính"), code(5), "21109", required=False),
        Column(
            "kind",
            N_("Loại đơn vị"),
            one_of(**SCHOOL_KINDS),
            "Trường",
            required=False,
            note=N_("Bỏ trống thì Khuê đề xuất theo tên và báo để người nhập xem lại."),
        ),
        Column(
            "levels",
            N_("Cấp học"),
            text(120),
            "Trung học phổ thông",
            required=False,
            note=N_("Nhiều cấp cách nhau bằng dấu phẩy. Bỏ trống thì Khuê đề xuất theo tên."),
        ),
        Column("ownership", N_("Hình thức sở hữu"), one_of(**OWNERSHIPS), "Công lập", required=False),
        Column("address", N_("Địa chỉ"), text(300), "Thôn 1, xã Bình Minh", required=False),
        Column("since", N_("Hoạt động từ ngày"), day(), "01/09/2015", required=False),
    ),
    source="Thông tư 42/2021/TT-BGDĐT; danh mục trường dùng trong tuyển sinh",
    unique=("name", "district", "province", "school_code"),
)
LEVEL_CODES = {title.casefold(): level for level, title in LEVELS.items()}


def judged(values: Mapping[str, object]) -> Proposal:
    """Return what a row is: as the person wrote, and where nothing was written as its name says."""
    named = propose(str(values["name"]))
    kind = str(values.get("kind") or named.kind or "")
    levels = _levels(str(values.get("levels") or "")) or named.levels
    return Proposal(kind or None, levels, named.features, str(values.get("ownership") or named.ownership), named.reason)


def _levels(written: str) -> tuple[str, ...]:
    return tuple(LEVEL_CODES[part] for part in _parts(written) if part in LEVEL_CODES)


def _parts(written: str) -> list[str]:
    return [part.strip().casefold() for part in re.split(r"[;,+]", written) if part.strip()]


def check(actor: Actor, lines: Sequence[Line], at: int | None) -> list[Problem]:
    """Show what each name is taken for; tell offices, unknown kinds and codes of other units apart."""
    held = _holders(lines)
    problems = []
    for line in lines:
        problems += _kind_problems(line)
        for scheme, number in _codes(line.values).items():
            holder = held.get((scheme, number))
            if holder and holder[1] != nfc(str(line.values["name"])):
                says = N_(
                    "mã này đang thuộc về «{name}»; hãy kiểm tra lại mã, hoặc ghi nhận việc đổi tên bằng quyết định"
                )
                problems.append(_problem(line, N_("Mã trường trong thi"), number, says, name=holder[1]))
    return problems


def _kind_problems(line: Line) -> list[Problem]:
    name, kind = str(line.values["name"]), line.values.get("kind")
    written = str(line.values.get("levels") or "")
    if written and len(_levels(written)) != len(_parts(written)):
        says = N_("có cấp học không nằm trong danh sách: {levels}")
        return [_problem(line, N_("Cấp học"), written, says, levels="; ".join(LEVELS.values()))]
    if kind:
        return []
    found = propose(name)
    if found.is_office:
        says = N_("là «{kind}» ({reason}), không phải trường; dòng này được để riêng, không nhập")
        return [_problem(line, N_("Tên trường"), name, says, kind=KINDS[str(found.kind)], reason=found.reason)]
    if found.kind is None:
        says = N_("không đoán được loại từ tên; hãy chọn loại và cấp học")
        return [_problem(line, N_("Loại đơn vị"), name, says)]
    levels = ", ".join(LEVELS[level] for level in found.levels)
    if found.kind == "school" and not (found.levels or written):
        return [_problem(line, N_("Cấp học"), name, N_("chưa rõ cấp học; hãy ghi cấp học"))]
    shown = KINDS[found.kind] + (f": {levels}" if levels else "")
    says = N_("đề xuất «{shown}» vì {reason}; nếu không đúng, hãy ghi loại và cấp học vào tệp")
    return [_problem(line, N_("Loại đơn vị"), name, says, severity="warning", shown=shown, reason=found.reason)]


def _problem(line: Line, column: str, value: str, says: str, *, severity: str = "error", **facts: object) -> Problem:
    return Problem(line.row, column, value, says, facts, severity, line.sheet)


def apply(actor: Actor, lines: Iterator[Line], batch: Batch) -> Applied:
    """Enter the schools that are not there yet, under the unit of the batch; one decision keeps them together."""
    rows = list(lines)
    held = _holders(rows)
    fresh = [line for line in rows if not any((item in held) for item in _codes(line.values).items())]
    there = _named([nfc(str(line.values["name"])) for line in fresh], batch.organisation_id)
    units = [
        unit
        for line in fresh
        if ((unit := _unit(line.values, batch.organisation_id)).facts.name, unit.facts.area_name) not in there
    ]
    if units:
        title = _("Nhập danh sách trường từ tệp {name}").format(name=batch.file_name)
        document = Document(title, localdate(), _key(batch))
        actions.register(actor, units, document, now=timezone.now(), needs=Can.IMPORT)
    return Applied(added=len(units), unchanged=len(rows) - len(units))


def undo(actor: Actor, batch: Batch) -> None:
    """Take back the units that a batch entered.

    Raises: NotLast, when later decisions stand on them.
    """
    decision = Decision.objects.filter(form_key=_key(batch)).first()
    if decision is not None:
        title = _("Hoàn tác lần nhập từ tệp {name}").format(name=batch.file_name)
        document = Document(title, localdate(), uuid5(NAMESPACE_URL, f"khue:batch:{batch.pk}:undo"))
        actions.undo(actor, decision.pk, document, now=timezone.now(), needs=Can.IMPORT)


def places(actor: Actor) -> Mapping[int, str]:
    """Return the offices under which this person may enter schools."""
    mine = actor.places(Can.IMPORT)
    offices = queries.as_of().filter(kind__in=["department", "commune_office"]).order_by("-kind", "sort_key")
    if mine is not None:
        offices = offices.filter(organisation_id__in=mine)
    return dict(offices.values_list("organisation_id", "name"))


def _key(batch: Batch) -> UUID:
    return uuid5(NAMESPACE_URL, f"khue:batch:{batch.pk}")


def _codes(values: Mapping[str, object]) -> dict[str, str]:
    codes = {}
    if values.get("province_code") and values.get("school_code"):
        codes["exam_school"] = f"{values['province_code']}{values['school_code']}"
    if values.get("moet_code"):
        codes["moet"] = str(values["moet_code"])
    return codes


def _holders(lines: Sequence[Line]) -> dict[tuple[str, str], tuple[int, str]]:
    wanted = {item for line in lines for item in _codes(line.values).items()}
    rows = OrganisationCode.objects.filter(KNOWN_NOW, code__in=[number for _scheme, number in wanted])
    held = {(row.scheme, row.code): row.organisation_id for row in rows if (row.scheme, row.code) in wanted}
    names = queries.names(held.values())
    return {item: (pk, names[pk]) for item, pk in held.items()}


def _named(names: Sequence[str], parent_id: int | None) -> set[tuple[str, str]]:
    return set(queries.as_of().filter(parent_id=parent_id, name__in=names).values_list("name", "area_name"))


def _unit(values: Mapping[str, object], parent_id: int | None) -> NewUnit:
    found = judged(values)
    facts = Facts(
        name=nfc(str(values["name"])),
        kind=found.kind or "school",
        parent_id=parent_id,
        levels=found.levels,
        features=found.features,
        ownership=found.ownership,
        area_code=str(values.get("area_code") or ""),
        area_name=", ".join(str(values[part]) for part in ("district", "province") if values.get(part)),
        address=str(values.get("address") or ""),
    )
    since = values.get("since")
    return NewUnit(facts, codes=_codes(values), since=since if isinstance(since, date) else None)


SCHOOLS_IMPORT = Import(
    kind="schools",
    sheet=SCHOOLS,
    needs=Can.IMPORT,
    apply=apply,
    undo=undo,
    check=check,
    places=places,
)
