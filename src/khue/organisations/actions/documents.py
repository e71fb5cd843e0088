"""The document a decision stands on, and the row that keeps it."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePath
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import connection
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.errors import Fault, Refused
from khue.core.names import nfc
from khue.core.words import N_
from khue.organisations.models import Decision

LARGEST_FILE = 20 * 1024 * 1024
FILE_BEGINNINGS = {".pdf": b"%PDF", ".docx": b"PK", ".jpg": b"\xff\xd8", ".jpeg": b"\xff\xd8", ".png": b"\x89PNG"}
WITHOUT_DOCUMENT = frozenset({"register", "correct", "undo"})


class AlreadyOther(Refused):
    """The same form was already used for another decision."""

    text = N_("Biểu mẫu này đã được dùng cho quyết định {number}. Hãy mở lại trang để ghi nhận quyết định khác.")


@dataclass(frozen=True)
class Document:
    """A decision on paper (văn bản). form_key: given out with the form, so that a second click changes nothing."""

    title: str
    effective_on: date
    form_key: UUID
    number: str = ""
    signed_on: date | None = None
    signer: str = ""
    signer_title: str = ""
    file_name: str = ""
    file: bytes = b""


def only_one() -> None:
    """Wait until no other decision on units is being recorded: who comes second sees what the first has done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisations.decisions'))")


def done_before(document: Document, kind: str) -> Decision | None:
    """Return the decision that this very form has already recorded.

    Raises: AlreadyOther.
    """
    earlier = Decision.objects.filter(form_key=document.form_key).first()
    if earlier and earlier.kind != kind:
        raise AlreadyOther(number=str(earlier))
    return earlier


def faults_of(document: Document, kind: str, *, now: datetime) -> list[Fault]:
    """List everything wrong with the document."""
    faults = []
    if not document.title.strip():
        faults.append(Fault(_("Trích yếu"), "", _("Hãy ghi trích yếu của quyết định.")))
    if kind not in WITHOUT_DOCUMENT and not document.number.strip():
        faults.append(Fault(_("Số quyết định"), "", _("Hãy ghi số và kí hiệu của quyết định.")))
    if kind not in WITHOUT_DOCUMENT and document.signed_on is None:
        faults.append(Fault(_("Ngày ký"), "", _("Hãy ghi ngày ký quyết định.")))
    if document.signed_on and document.signed_on > localdate(now):
        shown = f"{document.signed_on:%d/%m/%Y}"
        faults.append(Fault(_("Ngày ký"), shown, _("Ngày ký chưa tới. Hãy kiểm tra lại văn bản.")))
    if document.file:
        faults += _file_faults(document)
    return faults


def _file_faults(document: Document) -> list[Fault]:
    beginning = FILE_BEGINNINGS.get(PurePath(document.file_name).suffix.lower())
    if beginning is None or not document.file.startswith(beginning):
        text = _("Hãy gửi tệp PDF, DOCX, JPG hoặc PNG.")
        return [Fault(_("Văn bản"), document.file_name, text)]
    if len(document.file) > LARGEST_FILE:
        return [Fault(_("Văn bản"), document.file_name, _("Tệp lớn hơn 20 MB. Hãy quét lại ở độ phân giải thấp hơn."))]
    return []


def decide(actor: Actor, kind: str, document: Document, *, now: datetime, undoes: Decision | None = None) -> Decision:
    """Write the decision down. Its recording instant is always later than that of the one before."""
    last = Decision.objects.order_by("-recorded_at").values_list("recorded_at", flat=True).first()
    decision = Decision(
        kind=kind,
        number=nfc(document.number),
        signed_on=document.signed_on,
        effective_on=document.effective_on,
        signer=nfc(document.signer),
        signer_title=nfc(document.signer_title),
        title=nfc(document.title),
        form_key=document.form_key,
        recorded_at=max(now, last + timedelta(microseconds=1)) if last else now,
        user_id=actor.user_id,
        undoes=undoes,
    )
    if document.file:
        decision.sha256 = hashlib.sha256(document.file).hexdigest()
        suffix = PurePath(document.file_name).suffix.lower()
        decision.file.save(f"{decision.sha256[:16]}{suffix}", ContentFile(document.file), save=False)
    decision.save()
    return decision
