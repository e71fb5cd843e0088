"""Signed packages for programs: made for a school outside, checked, read in."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timezone import localdate
from ninja import File, Form, Router, Schema, Status, UploadedFile

from khue.core.web.asking import asking
from khue.students import actions
from khue.students.forms.moving import PACKAGE_BYTES
from khue.students.packages import NotAPackage, Read, read_package
from khue.students.packages.keys import known_keys
from khue.students.rules import Can

router = Router()


class ReadOut(Schema):
    """What a package says. is_known: its key is trusted here."""

    number: str
    key_id: str
    is_known: bool
    full_name: str
    birth_date: str
    grade: str
    giver: str
    on: str
    statuses: int
    recognitions: int


class AdmitIn(Schema):
    """Where and when the pupil comes. trusted: somebody confirmed an unknown key with the other school."""

    school: int
    on: date | None = None
    class_id: int | None = None
    trusted: bool = False


class AdmittedOut(Schema):
    """What came of it. is_new False: admitted before, nothing changed. left_out: what could not be taken over."""

    transfer_id: int
    person_id: int | None
    is_new: bool
    left_out: list[dict[str, str]]


@router.post("/students/transfers/{int:transfer_id}/package", summary="Tải gói hồ sơ đã kí (tệp zip)")
def make(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Make the signed package of a pupil who goes to a school outside."""
    name, content = actions.make_package(asking(request), transfer_id, now=timezone.now())
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _read(file: UploadedFile) -> Read:
    name = file.name or ""
    if file.size is None or file.size > PACKAGE_BYTES:
        raise NotAPackage(name=name)
    return read_package(file.read(), name, known_keys())


@router.post("/students/packages/check", response=ReadOut, summary="Kiểm tra chữ ký của gói hồ sơ")
def check(request: HttpRequest, file: File[UploadedFile]) -> dict[str, Any]:
    """Read a package and check its seal; nothing is stored."""
    asking(request).must(Can.DECIDE_TRANSFER)
    read = _read(file)
    pupil = read.pupil
    told = {name: getattr(pupil, name) for name in ("full_name", "birth_date", "grade", "giver", "on")}
    seal = {"number": read.number, "key_id": read.key_id, "is_known": read.is_known}
    return told | seal | {"statuses": len(pupil.statuses), "recognitions": len(pupil.recognitions)}


@router.post("/students/packages", response={201: AdmittedOut}, summary="Nhận học sinh theo gói hồ sơ")
def admit(request: HttpRequest, told: Form[AdmitIn], file: File[UploadedFile]) -> Any:
    """Admit the pupil of a package; the same package twice changes nothing."""
    actor = asking(request)
    actor.must(Can.DECIDE_TRANSFER, at=told.school)
    how: dict[str, Any] = {"on": told.on or localdate(), "class_id": told.class_id, "trusted": told.trusted}
    made = actions.admit_package(actor, told.school, _read(file), now=timezone.now(), **how)
    left_out = [vars(fault) for fault in made.left_out]
    row = made.transfer
    said = {"transfer_id": row.pk, "person_id": row.person_id, "is_new": made.is_new, "left_out": left_out}
    return Status(201, said)
