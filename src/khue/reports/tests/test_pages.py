"""Pages, API and command of reports: a person makes, writes, presents; another signs; the level above accepts."""

import json
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils.timezone import localdate

from khue.core.actor import acting_as, system_actor
from khue.reports import actions, queries
from khue.reports.actions import Signature
from khue.reports.commands import reports as command
from khue.reports.models import Report
from khue.security import actions as security
from khue.security import samples
from khue.security.models import User
from khue.security.queries import actor_for
from khue.security.samples import Cast, signed_in
from khue.students import samples as students

OFFICE, API = "/van-phong/bao-cao", "/api/v1/reports"


def last_due() -> date:
    """Return the last day on which schools owed the report of a quarter."""
    today = localdate()
    days = [date(year, month, 5) for year in (today.year - 1, today.year) for month in (1, 4, 7, 10)]
    return max(day for day in days if day <= today)


@pytest.fixture
def cast(db: None) -> Cast:
    with acting_as(system_actor()) as system:
        made = samples.cast()
        head = security.open_account(system, "phuc", "Đỗ Văn Phúc", None, is_synthetic=True)
        officer = security.open_account(system, "mai", "Phạm Thị Mai", None, is_synthetic=True)
        for user, role, unit in (
            (head, "head_of_school", made.units.school_b),
            (officer, "commune_officer", made.units.commune),
        ):
            security.give(system, user, role, unit, start=date(2020, 1, 1), basis="Thử nghiệm")
        students.school_at_work(made.units.school_b, "6", 3, year=last_due().year - 1, born=2014)
    return made


def client_of(username: str) -> Client:
    with acting_as(system_actor()):
        return signed_in(User.objects.get(username=username))


def test_a_report_goes_its_way_on_the_pages(cast: Cast) -> None:
    quan, phuc, mai = (client_of(name) for name in ("quan", "phuc", "mai"))
    page = quan.get(f"{OFFICE}/phai-gui").content.decode()
    address = f"{OFFICE}/lap/{cast.units.school_b}/quarterly_progress_school/{last_due()}"
    assert address in page
    made = quan.post(address)
    assert made.status_code == 302 and quan.post(address).status_code == 409
    report = made["Location"]
    page = quan.get(report).content.decode()
    assert "chưa có dữ liệu" in page and "/van-phong/chi-so/students.pupils" in page
    words = {"version": 1, "doing": "Đã tập huấn", "next": "Nối học bạ số"}
    assert quan.post(f"{report}/soan", words).status_code == 302
    late = quan.post(f"{report}/soan", words | {"doing": "Của tôi"})
    assert late.status_code == 422
    assert "Đã tập huấn" in late.content.decode() and "Của tôi" in late.content.decode()
    assert quan.get(f"{report}/buoc/present").status_code == 200
    assert quan.post(f"{report}/buoc/present").status_code == 302
    assert quan.get(f"{report}/ki").status_code == 403 and quan.get(f"{report}/tep/pdf").status_code == 404
    form = {
        "version": 2, "so": 1, "ki_hieu": "BC-THCSLL", "noi_ban_hanh": "Bình Minh", "chuc_vu": "Hiệu trưởng",
        "nguoi_ki": "Đỗ Văn Phúc",
    }  # fmt: skip
    assert phuc.get(f"{report}/ki").status_code == 200
    assert phuc.post(f"{report}/ki", form | {"so": 0}).status_code == 422
    assert phuc.post(f"{report}/ki", form).status_code == 302
    assert quan.get(f"{report}/tep/docx").content[:2] == b"PK"
    assert quan.post(f"{report}/buoc/send").status_code == 302 and quan.post(f"{report}/buoc/send").status_code == 409
    assert "Tiếp nhận" in mai.get(report).content.decode()
    assert mai.post(f"{report}/buoc/accept").status_code == 302
    assert "Nội dung còn nguyên như khi kí" in mai.get(report).content.decode()
    assert (
        quan.get(OFFICE).status_code == 200 and quan.get(f"{OFFICE}?trang_thai=accepted&xuat=xlsx").status_code == 200
    )


def test_strangers_find_nothing(cast: Cast) -> None:
    quan, lan = client_of("quan"), client_of("lan")
    report = quan.post(f"{OFFICE}/lap/{cast.units.school_b}/quarterly_progress_school/{last_due()}")["Location"]
    pages = [f"{report}{rest}" for rest in ("", "/soan", "/ki", "/buoc/present", "/tep/pdf")]
    assert [lan.get(page).status_code for page in pages] == [404] * 5
    wrong = f"{OFFICE}/lap/{cast.units.school_a}/quarterly_progress_school/{last_due()}"
    assert quan.post(wrong).status_code == 403
    assert quan.post(wrong.replace(str(last_due()), "hom-nay")).status_code in (403, 404)
    assert [Client().get(page).status_code for page in pages] == [302] * 5


def test_the_api_of_reports(cast: Cast) -> None:
    quan = client_of("quan")
    body = {"unit": cast.units.school_b, "duty": "quarterly_progress_school", "due": str(last_due())}

    def send(client: Client, method: str, address: str, body: object) -> tuple[int, dict[str, object]]:
        sent = getattr(client, method)(f"{API}{address}", json.dumps(body), content_type="application/json")
        return sent.status_code, sent.json()

    assert any(one["due"] == str(last_due()) for one in quan.get(f"{API}/owed").json()) or (
        localdate() - last_due() > timedelta(days=90)
    )
    code, made = send(quan, "post", "", body)
    assert (code, made["state"]) == (200, "draft")
    address = f"/{made['id']}"
    assert send(quan, "put", f"{address}/words", {"version": 1, "words": {"doing": "a", "next": "b"}})[0] == 200
    code, refused = send(quan, "put", f"{address}/words", {"version": 1, "words": {"doing": "c"}})
    assert (code, refused["code"]) == (409, "reports.ChangedMeanwhile")
    whole = quan.get(f"{API}{address}").json()
    assert whole["words"]["doing"] == "a" and not whole["is_whole"] and whole["corrections"] == []
    assert next(one for one in whole["lines"] if one["code"] == "indicators.teacher_signatures_share")["value"] is None
    assert send(quan, "post", f"{address}/steps/fly", {})[0] == 404
    assert send(quan, "post", f"{address}/steps/present", {})[1]["state"] == "presented"
    assert quan.get(f"{API}{address}/file").status_code == 404
    assert [one["id"] for one in quan.get(API).json()["items"]] == [made["id"]]
    assert client_of("lan").get(f"{API}{address}").status_code == 404
    assert Client().get(API).status_code == 403


def test_the_command_lists_makes_and_exports_what_a_person_signed(cast: Cast, tmp_path: Path) -> None:
    run = CliRunner().invoke
    wanted = ["make", "--unit", str(cast.units.school_b), "--duty", "quarterly_progress_school", "--due"]
    assert run(command, [*wanted, str(last_due())]).exit_code == 0
    with acting_as(system_actor()):
        number = str(Report.objects.get().pk)
        Report.objects.update(state="presented")
    assert run(command, ["export", number, "--out", str(tmp_path)]).exit_code == 1 and not list(tmp_path.iterdir())
    with acting_as(partial(actor_for, User.objects.get(username="phuc").pk)) as head:
        told = Signature(1, "BC", "Bình Minh", "", "Đỗ Văn Phúc", "Hiệu trưởng")
        actions.sign(head, int(number), told, version=queries.report(head, int(number)).version, today=localdate())
    assert run(command, ["export", number, "--out", str(tmp_path)]).exit_code == 0
    assert next(tmp_path.iterdir()).read_bytes().startswith(b"%PDF")
    assert json.loads(run(command, ["list", "--json"]).output)[0]["state"] == "signed"
    assert "Đã gửi" not in run(command, ["list", "--state", "sent"]).output
