"""The sheet by which thousands are invited: one line a person and role."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.utils import timezone

from khue.core.actor import Actor
from khue.core.names import nfc
from khue.core.sheets import Column, Line, Problem, Sheet, day, one_of, text
from khue.core.sheets.imports import Applied, Import
from khue.core.sheets.models import Batch
from khue.core.words import N_
from khue.organisations import queries as organisations
from khue.security import actions, queries
from khue.security.actions import Newcomer
from khue.security.models import User
from khue.security.rules import GRANTED, USERNAME, Can

TITLES = {role.code: role.title for role in GRANTED if role.held == "grant"}
UNIT, ROLE, NAME, END = N_("Mã đơn vị"), N_("Vai trò"), N_("Tên đăng nhập"), N_("Đến trước ngày")

ACCOUNTS = Sheet(
    "security.accounts",
    N_("Mời mở tài khoản và giao quyền"),
    (
        Column(
            "username",
            NAME,
            text(60),
            "tranthilan",
            note=N_("Chữ thường không dấu, số, dấu chấm và gạch nối. Tài khoản đã có thì chỉ giao thêm vai trò."),
        ),
        Column("full_name", N_("Họ và tên"), text(100), "Trần Thị Lan"),
        Column("role", ROLE, one_of(**TITLES), "Văn thư, giáo vụ"),
        Column("unit", UNIT, text(20), "TR000012", synonyms=("Đơn vị", "Trường")),
        Column("start", N_("Từ ngày"), day(), "01/09/2026"),
        Column("end", END, day(), "01/09/2031", required=False),
        Column("basis", N_("Căn cứ"), text(200), "Quyết định 12/QĐ-THPT ngày 25/08/2026"),
        Column("email", N_("Thư điện tử"), text(120), "lan@truong.example.vn", required=False),
    ),
    source="Law 91/2025/QH15 (access within the assigned function); the office's own form",
    unique=("username", "role", "unit"),
)


def check(actor: Actor, lines: Sequence[Line], at: int | None) -> list[Problem]:
    """Find what only the database knows: units, roles above one's own, names of others."""
    units = units_of(lines)
    accounts = dict(
        User.objects.filter(username__in=[str(line.values["username"]) for line in lines]).values_list(
            "username", "full_name"
        )
    )
    mine, reach = queries.givable(actor), actor.places(Can.GIVE_GRANTS)
    problems = []
    for line in lines:
        said = line.values
        unit, username, role = str(said["unit"]), str(said["username"]), str(said["role"])
        if not USERNAME.fullmatch(username):
            says = N_("chỉ dùng chữ thường không dấu, số, «.» và «-», từ 3 kí tự; hãy sửa tên đăng nhập")
            problems.append(_problem(line, NAME, username, says))
        elif nfc(accounts.get(username, str(said["full_name"]))) != nfc(str(said["full_name"])):
            says = N_("đã có người khác dùng tên đăng nhập này; hãy chọn tên khác")
            problems.append(_problem(line, NAME, username, says))
        if unit.upper() not in units:
            problems.append(
                _problem(line, UNIT, unit, N_("không có đơn vị nào mang mã này; hãy xem mã ở trang Đơn vị"))
            )
        elif reach is not None and units[unit.upper()] not in reach:
            problems.append(_problem(line, UNIT, unit, N_("đơn vị ngoài phạm vi bạn được giao quyền; hãy bỏ dòng này")))
        if role not in mine:
            says = N_("vai trò của bạn không giao được vai trò này; hãy để cấp trên giao")
            problems.append(_problem(line, ROLE, TITLES.get(role, role), says))
        start, end = said["start"], said.get("end")
        if isinstance(start, date) and isinstance(end, date) and end <= start:
            problems.append(_problem(line, END, f"{end:%d/%m/%Y}", N_("không sau ngày bắt đầu; hãy sửa thời hạn")))
    return problems


def _problem(line: Line, column: str, value: str, says: str) -> Problem:
    return Problem(line.row, column, value, says, {}, "error", line.sheet)


def units_of(lines: Sequence[Line]) -> dict[str, int]:
    """Return the units that the lines name: code -> unit."""
    return organisations.by_codes({str(line.values["unit"]).upper() for line in lines})


def apply(actor: Actor, lines: Iterator[Line], batch: Batch) -> Applied:
    """Open accounts and give roles."""
    rows = list(lines)
    units = units_of(rows)
    newcomers = (_newcomer(line.values, units) for line in rows)
    given, held = actions.invite_many(actor, newcomers, batch, at=timezone.now())
    return Applied(added=given, unchanged=held)


def _newcomer(said: Mapping[str, object], units: Mapping[str, int]) -> Newcomer:
    start, end = said["start"], said.get("end")
    return Newcomer(
        username=str(said["username"]),
        full_name=nfc(str(said["full_name"])),
        role=str(said["role"]),
        organisation_id=units[str(said["unit"]).upper()],
        start=start if isinstance(start, date) else timezone.localdate(),
        end=end if isinstance(end, date) else None,
        basis=str(said["basis"]),
        email=str(said.get("email") or ""),
    )


def undo(actor: Actor, batch: Batch) -> None:
    """Take back the roles that a batch gave, and the accounts that nobody used."""
    actions.take_back(actor, batch, at=timezone.now())


ACCOUNTS_IMPORT = Import(
    kind="accounts", sheet=ACCOUNTS, needs=Can.MANAGE_ACCOUNTS, apply=apply, undo=undo, check=check
)
