"""The office pages, the API and the command: they open, they refuse strangers, they do what they say."""

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate

from khue.core.actor import acting_as, system_actor
from khue.core.models import Batch, Job
from khue.organisations import queries as organisations
from khue.planning import actions, queries, samples
from khue.planning.commands import plan as command
from khue.planning.models import Comment, Plan, PlanTask, Progress, Proposal, Target
from khue.planning.reading.refusals import UnreadableDocument
from khue.planning.tests.conftest import actor
from khue.security.samples import Cast, signed_in

OFFICE = "/van-phong/ke-hoach"


@pytest.fixture
def hoa(cast: Cast) -> Client:
    """Hoa's browser."""
    return signed_in(cast.hoa)


@pytest.fixture
def draft(cast: Cast) -> Plan:
    """A draft of the department whose proposals wait."""
    with acting_as(system_actor()) as system:
        return samples.plan(system, cast.units.department)


@pytest.fixture
def running(cast: Cast) -> Plan:
    """A plan in force, its first task led by school A."""
    with acting_as(system_actor()) as system:
        made = samples.in_force(system, cast.units.department)
        actions.assign(system, made.tasks.order_by("pk")[0].pk, lead_id=cast.units.school_a)
        return made


def file(content: bytes, name: str = "ke-hoach.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_document_is_handed_in_read_and_reviewed(cast: Cast, hoa: Client) -> None:
    place = cast.units.department
    assert "Chưa có kế hoạch nào" in hoa.get(OFFICE).content.decode()
    answer = hoa.post(f"{OFFICE}/nhap", {"file": file(samples.TEXT.encode()), "issuer": place})
    assert answer.status_code == 302
    who = actor(cast.hoa.pk)
    with acting_as(who):
        job = Job.objects.get(kind="planning.read_document")
        assert answer.headers["Location"].endswith(str(job.pk))
        plan = actions.read(who, job.args["batch_id"], today=samples.TODAY)
    page = hoa.get(f"{OFFICE}/{plan.pk}/duyet").content.decode()
    assert "kind-of-target" in page and "120" in page and "Nhận nhiều" in page
    again = hoa.post(f"{OFFICE}/nhap", {"file": file(samples.TEXT.encode()), "issuer": place}, follow=True)
    assert "Không có gì thay đổi" in again.content.decode()
    assert "chuyển đổi số" in hoa.get(f"{OFFICE}?tu_khoa=chuyển").content.decode().lower()
    assert hoa.get(f"{OFFICE}?xuat=xlsx").status_code == 200


@pytest.mark.parametrize("name", ["anh.txt", "ruot.docx", "rong.txt"])
def test_a_hostile_or_empty_file_is_refused_with_text(cast: Cast, name: str) -> None:
    broken = BytesIO()
    with ZipFile(broken, "w") as archive:
        archive.writestr("readme.txt", "không phải Word")
    content = {"anh.txt": b"\x89PNG\r\n\x1a\n" + b"0" * 64, "ruot.docx": broken.getvalue(), "rong.txt": b" \n"}[name]
    who = actor(cast.hoa.pk)
    with acting_as(who):
        batch, _known = actions.submit(who, cast.units.department, BytesIO(content), name)
        with pytest.raises(UnreadableDocument, match="«") as refused:
            actions.read(who, batch.pk, today=samples.TODAY)
        assert refused.value.status == 422 and not Plan.objects.exists()


def test_proposals_are_decided_on_the_page(cast: Cast, hoa: Client, draft: Plan) -> None:
    with acting_as(system_actor()):
        first, second, third = queries.proposals(draft, kinds=("target",))[:3]
        task = queries.proposals(draft, kinds=("task",))[0]
    ask = {"HX-Request": "true", "X-Document-Page": "1"}
    shown = hoa.get(f"{OFFICE}/de-xuat/{first.pk}", headers=ask).content.decode()
    assert "95" in shown and "Nhận bản sửa" in shown and "<html" not in shown
    assert hoa.get(f"{OFFICE}/de-xuat/{first.pk}").status_code == 302
    after = hoa.post(f"{OFFICE}/de-xuat/{first.pk}/nhan", headers=ask).content.decode()
    assert f'data-decided="{first.pk}"' in after and f'data-proposal="{second.pk}"' in after
    seen = hoa.get(f"{OFFICE}/de-xuat/{first.pk}", headers=ask).content.decode()
    assert "từ … trở lên" in seen and "Quyết định lại" in seen and "Nhận bản sửa" not in seen
    wrong = hoa.post(
        f"{OFFICE}/de-xuat/{second.pk}/sua", {"text": "x", "comparator": "ge", "low": "nhiều"}, headers=ask
    )
    assert wrong.status_code == 422 and "Không phải số" in wrong.content.decode()
    given = {"text": "Nhà giáo", "comparator": "range", "low": "90", "high": "95,5", "unit": "%", "year": "2026"}
    assert hoa.post(f"{OFFICE}/de-xuat/{second.pk}/sua", given).status_code == 302
    assert hoa.post(f"{OFFICE}/de-xuat/{third.pk}/bo", headers=ask).status_code == 200
    assert hoa.post(f"{OFFICE}/de-xuat/{third.pk}/bo", headers=ask).status_code == 422, "decided already"
    form = {"text": "Xây dựng kho", "number": "1", "kind": "date", "start": "", "end": "31/12/2026", "lead": "Sở"}
    assert hoa.post(f"{OFFICE}/de-xuat/{task.pk}/sua", form).status_code == 302
    assert hoa.post(f"{OFFICE}/{draft.pk}/nhan-tat-ca/duty").status_code == 302
    assert "Đã hoàn tác" in hoa.post(f"{OFFICE}/{draft.pk}/hoan-tac", follow=True).content.decode()
    assert hoa.post(f"{OFFICE}/de-xuat/{task.pk}/xem-lai", headers=ask).status_code == 200
    assert hoa.post(f"{OFFICE}/de-xuat/{task.pk}/an", headers=ask).status_code == 404
    with acting_as(system_actor()):
        assert {row.proposal_id: str(row.high) for row in Target.objects.all()} == {
            first.pk: "None", second.pk: "95.5000",
        }  # fmt: skip
        assert not PlanTask.objects.exists()


def test_another_page_of_a_long_document_is_gone_to(cast: Cast, hoa: Client) -> None:
    text = samples.TEXT + "\n".join(f"Dòng thứ {n} của phụ lục, không có gì." for n in range(900))
    with acting_as(system_actor()) as system:
        long = samples.plan(system, cast.units.department, text=text)
        first = queries.proposals(long)[0]
    page = hoa.get(f"{OFFICE}/{long.pk}/duyet?trang=2").content.decode()
    assert "Phần 2/3" in page and "Dòng thứ 500" in page and "Dòng thứ 5 " not in page
    ask = {"HX-Request": "true", "X-Document-Page": "2"}
    answer = hoa.get(f"{OFFICE}/de-xuat/{first.pk}", headers=ask)
    assert f"chon={first.pk}" in answer.headers["HX-Redirect"]


def test_a_plan_is_looked_at_from_every_side(cast: Cast, hoa: Client, running: Plan) -> None:
    address = f"{OFFICE}/{running.pk}"
    page = hoa.get(address).content.decode()
    assert "≥ 95 %" in page and "Gắn chỉ số" in page
    with acting_as(system_actor()):
        target, code = running.targets.all()[0], next(iter(queries.indicator_titles()))
        place = organisations.codes_of([cast.units.department])[cast.units.department]
    assert hoa.get(f"{OFFICE}/chi-tieu/{target.pk}").status_code == 200
    assert hoa.post(f"{OFFICE}/chi-tieu/{target.pk}", {"indicator": code, "scope": place}).status_code == 302
    assert f"/van-phong/chi-so/{code}/?don_vi=" in hoa.get(address).content.decode()
    for face in ("danh-sach", "bang", "bieu-do", "lich&nam=2026", "tai-viec", "khong-co"):
        shown = hoa.get(f"{address}/nhiem-vu?xem={face}")
        assert shown.status_code == 200 and "Xây dựng cơ sở dữ liệu" in shown.content.decode() or "tai-viec" in face
    assert "Xây dựng" not in hoa.get(f"{address}/nhiem-vu?tinh_trang=done").content.decode()
    assert hoa.get(f"{address}/kinh-phi").status_code == 200
    assert "Chưa lấy ý kiến" in hoa.get(f"{address}/gop-y").content.decode()
    year = hoa.get(f"{OFFICE}/lich-bao-cao?nam=2026").content.decode()
    assert "Xã, phường" in year and "trước ngày 10/12" in year
    for kind in ("lich-bao-cao", "chi-tieu-khac-nhau"):
        assert hoa.get(f"{OFFICE}/{kind}?xuat=xlsx").status_code == 200
    assert "Không có chỉ tiêu nào khác nhau" in hoa.get(f"{OFFICE}/chi-tieu-khac-nhau").content.decode()
    assert "chuyển đổi số" in hoa.get("/van-phong/tim-kiem?q=chuyển đổi số").content.decode().lower()


def test_a_task_is_given_out_and_reported_on_the_pages(cast: Cast, hoa: Client, running: Plan) -> None:
    with acting_as(system_actor()):
        task = running.tasks.order_by("pk")[0]
    address = f"{OFFICE}/nhiem-vu/{task.pk}"
    assert hoa.get(f"{address}/giao").status_code == 200
    assert hoa.post(f"{address}/giao", {"lead": "Không có trường này"}).status_code == 422
    lan = signed_in(cast.lan)
    assert "Xây dựng cơ sở dữ liệu" in lan.get(address).content.decode()
    assert lan.post(f"{address}/tien-do", {"percent": 50, "text": "Nửa việc"}).status_code == 302
    assert lan.post(f"{address}/tien-do", {"percent": 100, "text": "Xong"}).status_code == 422
    assert lan.post(f"{address}/viec-con", {"text": "Nhập khối 6", "due_on": "15/9/2026"}).status_code == 302
    late = f"{localdate() + timedelta(days=900):%d/%m/%Y}"
    assert lan.post(f"{address}/lui-han", {"due_on": late, "reason": "Chờ kinh phí"}).status_code == 302
    assert lan.get(f"{address}/dung").status_code == 200 and lan.get(f"{address}/song").status_code == 404
    assert lan.post(f"{address}/dung", {"reason": "Không làm"}).status_code == 422
    page = lan.get(address).content.decode()
    assert "Chờ kinh phí" in page and "Nửa việc" in page and "Nhập khối 6" in page
    assert lan.get(f"{OFFICE}/viec-cua-toi").status_code == 200
    with acting_as(system_actor()):
        assert Progress.objects.filter(task=task).count() == 2


def test_a_draft_goes_round_on_the_pages(cast: Cast, hoa: Client, draft: Plan) -> None:
    address, due = f"{OFFICE}/{draft.pk}", f"{localdate() + timedelta(days=9):%d/%m/%Y}"
    with acting_as(system_actor()):
        code = organisations.codes_of([cast.units.school_a])[cast.units.school_a]
    assert hoa.get(f"{address}/buoc/send_round").status_code == 302
    assert hoa.post(f"{address}/gop-y/gui", {"units": "Trường nào đó", "due_on": due}).status_code == 422
    assert hoa.post(f"{address}/gop-y/gui", {"units": code, "due_on": due}).status_code == 302
    minh, line = signed_in(cast.minh), next(n for n, one in enumerate(samples.TEXT.split("\n")) if "95%" in one)
    assert "Góp ý đoạn này" in minh.get(f"{address}/gop-y").content.decode()
    assert "95%" in minh.get(f"{address}/gop-y/moi?dong={line}").content.decode()
    said = {"unit": cast.units.school_a, "text": "Nên là 90%"}
    assert minh.post(f"{address}/gop-y/moi?dong={line}", said).status_code == 302
    with acting_as(system_actor()):
        comment = Comment.objects.get()
    assert "Nên là 90%" in hoa.get(f"{address}/gop-y").content.decode()
    given = {"outcome": "taken", "answer": "Tiếp thu", "wording": "Tối thiểu 90%"}
    assert hoa.post(f"{OFFICE}/gop-y/{comment.pk}", given).status_code == 302
    assert hoa.get(f"{address}/gop-y?xuat=xlsx").status_code == 200
    assert hoa.post(f"{address}/buoc/end_round").status_code == 302
    assert hoa.get(f"{address}/buoc/an").status_code == 404


def test_a_plan_is_described_approved_and_amended_on_the_pages(cast: Cast) -> None:
    with acting_as(system_actor()) as system:
        made = samples.accepted(system, cast.units.department)
    address, binh = f"{OFFICE}/{made.pk}", signed_in(cast.binh)
    wrong = {"title": "Kế hoạch", "first_year": 2026, "last_year": 2025}
    assert binh.post(f"{address}/sua", wrong).status_code == 422
    assert binh.post(f"{address}/sua", {"title": "Kế hoạch năm 2026", "first_year": 2026}).status_code == 302
    assert "Phê duyệt kế hoạch?" in binh.get(f"{address}/buoc/approve").content.decode()
    for verb in ("approve", "put_in_force"):
        assert binh.post(f"{address}/buoc/{verb}").status_code == 302
    assert binh.post(f"{address}/buoc/amend", {"basis": ""}).status_code == 422
    assert binh.post(f"{address}/buoc/amend", {"basis": "QĐ 12"}).status_code == 302
    assert "Đang sửa đổi" in binh.get(address).content.decode()
    assert signed_in(cast.hoa).post(f"{address}/buoc/end_amending").status_code == 403


def test_strangers_find_nothing(cast: Cast, draft: Plan) -> None:
    pages = [f"{OFFICE}/{draft.pk}{rest}" for rest in ("", "/duyet", "/nhiem-vu", "/kinh-phi", "/gop-y", "/sua")]
    quan = signed_in(cast.quan)
    assert [quan.get(page).status_code for page in pages] == [404] * 6
    assert draft.title not in quan.get(OFFICE).content.decode()
    assert [Client().get(page).status_code for page in pages] == [302] * 6


def test_the_api_of_plans(cast: Cast, hoa: Client, draft: Plan) -> None:
    address = f"/api/v1/plans/{draft.pk}"
    assert [item["id"] for item in hoa.get("/api/v1/plans").json()["items"]] == [draft.pk]
    assert hoa.get(address).json()["state"] == "draft"
    found = hoa.get(f"{address}/proposals").json()
    assert any(one["faults"] for one in found) and hoa.get(f"{address}/faults").json()
    target = next(one for one in found if one["kind"] == "target")
    task = next(one for one in found if one["kind"] == "task")
    for one, body in ((target, {"decision": "accepted"}), (task, {"decision": "mended", "value": {"text": "Làm"}})):
        sent = hoa.post(f"/api/v1/plans/proposals/{one['id']}", json.dumps(body), content_type="application/json")
        assert (sent.status_code, sent.json()["decision"]) == (200, body["decision"])
    assert hoa.get(f"{address}/targets").json()[0]["comparator"] == "ge"
    assert hoa.get(f"{address}/tasks").json()[0]["standing"] == "open"
    assert hoa.get(f"{address}/budgets").json() == []
    assert len(hoa.get("/api/v1/plans/owed?year=2026").json()) > 10
    number = hoa.get(f"{address}/tasks").json()[0]["id"]
    said = json.dumps({"percent": 10, "text": "Đã làm"})
    early = hoa.post(f"/api/v1/plans/tasks/{number}/progress", said, content_type="application/json")
    assert (early.status_code, early.json()["code"]) == (409, "planning.NotAtWork")
    assert signed_in(cast.quan).get(address).status_code == 404
    assert Client().get("/api/v1/plans").status_code == 403
    sent = hoa.post(f"/api/v1/plans?issuer={cast.units.department}", {"file": file(b"K\xe1\xba\xbf ho\xe1\xba\xa1ch")})
    assert sent.status_code == 202 and sent.json()["job"]


def test_the_command_hands_documents_in(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "ke-hoach.txt"
    path.write_text(samples.TEXT, "utf-8")
    done = CliRunner().invoke(command, ["import", str(path)])
    assert done.exit_code == 0 and "/duyet" in done.stdout, done.output
    again = CliRunner().invoke(command, ["import", str(path), "--json"])
    assert json.loads(again.stdout)[0]["changed"] is False
    with acting_as(system_actor()):
        assert Plan.objects.get().issuer_id == cast.units.department and not Target.objects.exists()
        assert Batch.objects.get().state == "done" and Proposal.objects.filter(decision="waiting").exists()
