"""The demo province: units, schools, accounts and a published exam session, made from a seed; people are synthetic."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
from django.conf import settings
from django.db import connections
from django.utils.timezone import localdate

from khue.catalogues import actions as catalogues
from khue.catalogues.reading import list_files
from khue.core.actor import Actor, acting_as, system_actor
from khue.core.errors import Refused
from khue.exams import samples as exams
from khue.maturity import samples as maturity
from khue.organisations import queries as organisations
from khue.organisations import samples as organisation_samples
from khue.organisations.samples import DemoUnits
from khue.people.actions import find_duplicates
from khue.security import actions as security
from khue.security.rules import BY_CODE
from khue.students.demo import DemoPeople, build_people
from khue.students.demo.building import PUPILS

START = datetime(2000, 1, 1, tzinfo=UTC)
CITIZENS = {"guardian", "student", "citizen"}
CANDIDATES = {"S": 5_000, "M": 20_000, "L": 100_000}
OFFICES = {  # account -> (synthetic name, role, where)
    "lanhdao": ("Võ Thị Thanh Hà", "head_of_department", "department"),
    "chuyenvien": ("Nguyễn Thị Hoa", "department_specialist", "department"),
    "chuyenvien2": ("Đinh Văn Ngữ", "department_specialist", "department"),
    "khaothi": ("Bạch Thị Lành", "exam_specialist", "department"),
    "hocsinhsv": ("Trịnh Công Lý", "student_specialist", "department"),
    "tochuc": ("Lương Thị Mận", "staff_specialist", "department"),
    "kehoach": ("Phan Đình Ẩn", "network_specialist", "department"),
    "thanhtra": ("Tô Minh Ngay", "inspector", "department"),
    "kiemtoan": ("Trương Quốc Ân", "auditor", "department"),
    "dulieu": ("Cao Thị Ý", "data_officer", "department"),
    "quantri": ("Phạm Hữu Nghĩa", "system_administrator", "department"),
    "xa": ("Y Ngọc Hường", "commune_officer", "commune"),
    "hieutruong": ("Lê Văn Minh", "head_of_school", "school"),
    "hieupho": ("Tạ Thị Nhàn", "vice_head_of_school", "school"),
    "giaovu": ("Trần Thị Lan", "clerk", "school"),
    "yte": ("Hồ Thị Thơm", "school_nurse", "school"),
    "truongban": ("Bùi Anh Quân", "clerk", "other_school"),
    "hieutruong2": ("Dương Thị Ngần", "head_of_school", "other_school"),
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
        open_accounts(actor, _places(units, people), people)
    if "owner" in connections.databases:
        connections["owner"].cursor().execute("ANALYZE")  # what follows is planned for tables that are no longer empty
    click.echo("Hồ sơ nghi trùng…")
    with acting_as(actor):
        find_duplicates(actor, since=START, on=localdate())
    click.echo("Kì thi mẫu…")
    exams.build_demo(actor, organisation_id=units.department, candidates=CANDIDATES[scale], seed=seed)
    click.echo("Đánh giá chuyển đổi số…")
    with acting_as(actor):
        maturity.build_demo(actor, _assessed(units), localdate())
    schools = f"{len(units.communes)} xã, phường, đặc khu; {len(units.schools)} trường"
    click.echo(f"Xong: {schools}; {sum(people.pupils.values())} học sinh trong {people.people} người.")


def _assessed(units: DemoUnits) -> list[int]:
    """Choose four schools that have assessed themselves: of a commune, and of the department."""
    below = organisations.as_of().filter(parent_id=units.commune, levels__overlap=["primary", "lower_secondary"])
    return [*below.values_list("organisation_id", flat=True)[:2], *units.upper_schools[:2]]


def _places(units: DemoUnits, people: DemoPeople) -> dict[str, int]:
    """Choose where the demo accounts work: the two largest lower secondary schools, and the commune of the first."""
    lively = people.teachers.keys() & people.guardians.keys()
    alike = organisations.as_of().filter(organisation_id__in=lively, levels=["lower_secondary"])
    school, other = sorted(alike, key=lambda row: -people.pupils.get(row.organisation_id, 0))[:2]
    return {
        "department": units.department,
        "commune": school.parent_id or units.commune,
        "school": school.organisation_id,
        "other_school": other.organisation_id,
    }


def open_accounts(actor: Actor, places: dict[str, int], people: DemoPeople) -> None:
    """Open one account a role, with new passwords, and keep them for `khue demo accounts`."""
    desk = Desk(actor, organisations.names(list(places.values())))
    for user, (name, role, where) in OFFICES.items():
        desk.open(user, name, role, places[where])
    school = places["school"]
    homeroom, teacher = people.teachers[school][:2]
    desk.open("chunhiem", homeroom.name, "homeroom_teacher", school, homeroom.person)
    desk.open("giaovien", teacher.name, "teacher", school, teacher.person)
    mother = people.guardians[school]
    child = next(pk for pk, place in mother.children.items() if place == school)
    desk.open("phuhuynh", mother.name, "guardian", school, mother.person)
    desk.open("hocsinh", people.names[child], "student", school, child)
    path = accounts_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump([asdict(account) for account in desk.opened], file, ensure_ascii=False, indent=1)


@dataclass
class Desk:
    """Opens demo accounts and remembers them. A citizen's account has a person and no grant."""

    actor: Actor
    units: dict[int, str]
    opened: list[Account] = field(default_factory=list)

    def open(self, user: str, name: str, role: str, place: int, person: int | None = None) -> None:
        """Open an account in a role at a place, for a person of the demo when there is one."""
        password = secrets.token_urlsafe(9)
        account = security.open_account(self.actor, user, name, password, person_id=person, is_synthetic=True)
        if role not in CITIZENS:
            start = localdate().replace(month=1, day=1)
            security.give(self.actor, account, role, place, start=start, basis="Tỉnh mẫu")
        self.opened.append(Account(user, password, BY_CODE[role].title, self.units[place]))


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
