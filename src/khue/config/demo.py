"""The demo province: units, schools, accounts and a published exam session, made from a seed; people are synthetic."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import click
from django.conf import settings
from django.utils.timezone import localdate

from khue.catalogues import actions as catalogues
from khue.catalogues.reading import list_files
from khue.core.actor import Actor, acting_as, system_actor
from khue.core.errors import Refused
from khue.exams import samples as exams
from khue.organisations import queries as organisations
from khue.organisations import samples as organisation_samples
from khue.security import actions as security
from khue.security.rules import BY_CODE
from khue.students.demo import build_people
from khue.students.demo.building import PUPILS

CANDIDATES = {"S": 5_000, "M": 20_000, "L": 100_000}
PEOPLE = {  # account -> (synthetic name, role, where)
    "lanhdao": ("Võ Thị Thanh Hà", "head_of_department", "department"),
    "chuyenvien": ("Nguyễn Thị Hoa", "department_specialist", "department"),
    "chuyenvien2": ("Đinh Văn Ngữ", "department_specialist", "department"),
    "kiemtoan": ("Trương Quốc Ân", "auditor", "department"),
    "quantri": ("Phạm Hữu Nghĩa", "system_administrator", "department"),
    "xa": ("Y Ngọc Hường", "commune_officer", "commune"),
    "hieutruong": ("Lê Văn Minh", "head_of_school", "school"),
    "giaovu": ("Trần Thị Lan", "clerk", "school"),
    "giaovien": ("Huỳnh Thuỳ Dương", "teacher", "school"),
    "truongban": ("Bùi Anh Quân", "clerk", "other_school"),
}


class NotEmpty(Refused):
    """There are real records in this database."""

    text = "Cơ sở dữ liệu đã có đơn vị. Hãy tạo tỉnh mẫu trong thư mục khác: KHUE_HOME=/đường/dẫn/mới khue demo load."


class NoAccounts(Refused):
    """The demo was not loaded here."""

    text = "Chưa có tài khoản mẫu ở đây. Hãy chạy: khue demo load --scale S."


@dataclass(frozen=True)
class Account:
    """A demo account, as printed."""

    user: str
    password: str
    role: str
    organisation: str


def accounts_file() -> Path:
    """Where the passwords of the demo accounts are kept, made anew for each demo."""
    return Path(settings.KHUE_HOME) / "demo-accounts.json"


@click.group()
def demo() -> None:
    """Tỉnh mẫu."""


@demo.command()
@click.option("--scale", type=click.Choice(list(CANDIDATES)), default="S", show_default=True)
@click.option("--seed", default=1, show_default=True)
def load(scale: str, seed: int) -> None:
    """Tạo tỉnh mẫu trong cơ sở dữ liệu trống."""
    actor = system_actor("Tỉnh mẫu")
    with acting_as(actor):
        if organisations.top_id() is not None:
            raise NotEmpty()
        click.echo("Danh mục và đơn vị hành chính…")
        catalogues.load(actor)
        shared = Path(os.environ.get("KHUE_SHARED") or settings.ROOT.parent / "shared") / "data" / "admin-units"
        if shared.is_dir():  # the units of before 1 July 2025 are known by import only
            catalogues.import_units(actor, list_files(shared))
        click.echo("Đơn vị, trường học…")
        units = organisation_samples.build_demo(actor, scale, seed)
        click.echo("Gia đình, học sinh, giáo viên…")
        told = partial(click.echo, err=True)
        people = build_people(actor, units.schools, pupils=PUPILS[scale], seed=seed, on=localdate(), told=told)
        other = next(pk for pk in units.schools if pk in people.teacher and pk != units.lower_school)
        places = {
            "department": units.department,
            "commune": units.commune,
            "school": units.lower_school,
            "other_school": other,
        }
        open_accounts(actor, places)
    click.echo("Kì thi mẫu…")
    exams.build_demo(actor, organisation_id=units.department, candidates=CANDIDATES[scale], seed=seed)
    schools = f"{len(units.communes)} xã, phường, đặc khu; {len(units.schools)} trường"
    click.echo(f"Xong: {schools}; {people.pupils} học sinh trong {people.people} người.")


def open_accounts(actor: Actor, places: dict[str, int]) -> None:
    """Open one account a role, with new passwords, and keep them for `khue demo accounts`."""
    opened = []
    names = organisations.names(list(places.values()))
    for user, (name, role, where) in PEOPLE.items():
        password = secrets.token_urlsafe(9)
        account = security.open_account(actor, user, name, password, is_synthetic=True)
        start = localdate().replace(month=1, day=1)
        security.give(actor, account, role, places[where], start=start, basis="Tỉnh mẫu")
        opened.append(Account(user, password, BY_CODE[role].title, names[places[where]]))
    path = accounts_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump([asdict(account) for account in opened], file, ensure_ascii=False, indent=1)


@demo.command()
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON: user, password, role, organisation.")
def accounts(as_json: bool) -> None:
    """Liệt kê tài khoản mẫu, mỗi vai trò một tài khoản."""
    if not accounts_file().exists():
        raise NoAccounts()
    if as_json:
        click.echo(accounts_file().read_text())
    else:
        print_accounts()


def print_accounts() -> None:
    """Print the demo accounts, when there are any."""
    if accounts_file().exists():
        for account in json.loads(accounts_file().read_text()):
            click.echo(
                f"  {account['user']:<12} {account['password']:<14} {account['role']}, {account['organisation']}"
            )


def ensure_demo() -> None:
    """Make the demo province the first time, where this is a demo."""
    if not settings.KHUE_DEMO:
        return
    with acting_as(system_actor()):
        empty = organisations.top_id() is None
    if empty:
        click.echo("Lần đầu: đang tạo tỉnh mẫu (khoảng một phút)…")
        load.callback(scale="S", seed=1)  # type: ignore[misc]
