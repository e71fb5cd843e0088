"""Thousands are invited from one file: accounts opened, roles given; faults told; the same file twice; taken back."""

from io import BytesIO

import pytest
from click.testing import CliRunner

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Missing
from khue.core.sheets import batches
from khue.core.sheets.checking import found_in
from khue.core.sheets.models import Batch
from khue.organisations import queries as units
from khue.security import queries
from khue.security.commands.grants import grants
from khue.security.models import Invitation, User
from khue.security.samples import Cast, cast, signed_in
from khue.security.tests.conftest import held_by

pytestmark = pytest.mark.django_db(databases=["default", "progress"])
TITLES = ["Tên đăng nhập", "Họ và tên", "Vai trò", "Mã đơn vị", "Từ ngày", "Đến trước ngày", "Căn cứ", "Thư điện tử"]


@pytest.fixture
def people(db: None) -> Cast:
    with acting_as(system_actor()):
        return cast()


def file(*rows: list[str]) -> BytesIO:
    return BytesIO("\n".join(";".join(row) for row in [TITLES, *rows]).encode())


def line(username: str, role: str, unit: str, name: str = "Lê Thị Thảo", end: str = "") -> list[str]:
    return [username, name, role, unit, "01/09/2026", end, "Quyết định 12", f"{username}@truong.example.vn"]


def test_a_head_invites_the_school_and_takes_it_back(people: Cast) -> None:
    unit = units.codes_of([people.units.school_a])[people.units.school_a]
    content = [
        line("thao", "Giáo viên", unit),
        line("thao", "Giáo viên chủ nhiệm", unit),
        line("tam", "Giáo viên", unit),
    ]
    with acting_as(queries.actor_for(people.minh.pk)) as minh:
        batch, _new = batches.submit(minh, "accounts", file(*content), "moi.csv", mode=Batch.Mode.ALL)
        batch = batches.write(minh, batch.pk)
        assert (batch.state, batch.counts["added"]) == (Batch.State.DONE, 3)
    thao = User.objects.get(username="thao")
    assert not thao.has_usable_password() and Invitation.objects.filter(user=thao).count() == 1
    assert queries.actor_for(thao.pk).can("students.call_roll", at=people.units.school_a)
    with acting_as(queries.actor_for(people.minh.pk)) as minh:
        batches.undo(minh, batch.pk)
    assert not queries.actor_for(thao.pk).is_known
    assert not held_by(thao, ended_at__isnull=True)


def test_every_fault_is_told_at_once(people: Cast) -> None:
    codes = units.codes_of([people.units.school_a, people.units.school_b])
    mine, other = codes[people.units.school_a], codes[people.units.school_b]
    faulty = [
        line("Thảo!", "Giáo viên", mine),
        line("lan", "Giáo viên", mine),
        line("tam", "Giáo viên", "KHONG-CO"),
        line("tuan", "Giáo viên", other),
        line("nam", "Kiểm toán", mine),
        line("bay", "Giáo viên", mine, end="01/09/2026"),
    ]
    with acting_as(queries.actor_for(people.minh.pk)) as minh:
        batch, _new = batches.submit(minh, "accounts", file(*faulty), "loi.csv")
        batch = batches.check(minh, batch.pk)
        _notices, problems = found_in(batch)
    assert [problem.row for problem in problems] == [2, 3, 4, 5, 6, 7]
    assert not User.objects.filter(username="tam").exists()


def test_the_api_lists_gives_ends_and_says_who_sees(people: Cast) -> None:
    head, school = signed_in(people.minh), people.units.school_a
    body = {"username": "quan", "role": "teacher", "organisation_id": school, "start": "2026-09-01", "basis": "QĐ 12"}
    made = head.post("/api/v1/grants", body, content_type="application/json")
    assert made.status_code == 201
    key = made.json()["id"]
    assert head.get(f"/api/v1/grants/{key}").json()["role"] == "teacher"
    assert {one["username"] for one in head.get("/api/v1/grants").json()["items"]} == {"lan", "minh", "quan"}
    assert {one["grant"]["username"] for one in head.get(f"/api/v1/who-sees/units/{school}?app=students").json()} == {
        *("lan", "minh", "quan", "hoa", "binh"),
    }
    part = {"username": "lan", "start": "2026-09-01", "end": None, "basis": "QĐ", "only": ["students.see_health"]}
    own = held_by(people.minh)[0].pk
    assert head.post(f"/api/v1/grants/{own}/delegations", part, content_type="application/json").status_code == 201
    ended = head.post(f"/api/v1/grants/{key}/end", {"on": "2026-09-02", "why": "x"}, content_type="application/json")
    assert ended.json()["ended_why"] == "x"
    assert head.get("/api/v1/who-sees/accounts/hoa").json() == []
    reason = {"organisation_id": people.units.school_b, "reason": "Học sinh bị tai nạn trên đường về nhà"}
    assert head.post("/api/v1/emergencies", reason, content_type="application/json").status_code == 201
    assert len(head.get("/api/v1/emergencies").json()) == 1
    stranger = signed_in(people.quan)
    assert stranger.get("/api/v1/grants").status_code == 403
    assert stranger.post("/api/v1/grants", body, content_type="application/json").status_code == 403


def test_the_command_line_gives_lists_ends_and_says_who_sees(people: Cast) -> None:
    unit = units.codes_of([people.units.school_a])[people.units.school_a]

    def run(*arguments: str) -> str:
        ran = CliRunner().invoke(grants, arguments, catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
        return ran.output

    given = run("give", "quan", "--role", "teacher", "--at", unit, "--basis", "QĐ 12", "--until", "01/09/2031")
    key = given.split()[-1].rstrip(".")
    assert "01/09/2031" in run("list", "--at", unit, "--user", "quan")
    assert "quan" in run("who-sees", "--unit", unit)
    assert "Văn thư" in run("who-sees", "--account", "lan")
    run("end", key, "--why", "Giao nhầm")
    assert "quan" not in run("who-sees", "--unit", unit)
    with pytest.raises(Missing):
        run("give", "quan", "--role", "teacher", "--at", "khong-co", "--basis", "x")
    assert CliRunner().invoke(grants, ["who-sees"]).exit_code == 2
