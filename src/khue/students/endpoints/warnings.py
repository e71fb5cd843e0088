"""Messages of missed sessions for programs."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.timezone import localdate
from ninja import Router, Schema

from khue.core.web.asking import asking
from khue.students import actions
from khue.students.models import AbsenceWarning
from khue.students.queries.warnings import Warned, unread, warned
from khue.students.rules import Can

router = Router()
MOST = 200


class WarningOut(Schema):
    """A message that a pupil has missed 30, 40 or 45 sessions. towards: homeroom or head."""

    id: int
    person_id: int
    name: str
    class_id: int
    class_name: str
    step: int
    missed: int
    towards: str
    at: datetime
    is_read: bool


@router.get("/students/absence-warnings", response=list[WarningOut], summary="Cảnh báo nghỉ học gửi cho bạn")
def warnings(request: HttpRequest, with_read: bool = False) -> list[Warned]:
    """List the messages for the one who asks, the latest first."""
    actor = asking(request)
    if not actor.can(Can.SEE):
        actor.must(Can.SEE_OWN_CLASSES)
    return warned(unread(actor, day=localdate(), with_read=with_read)[:MOST])


@router.post("/students/absence-warnings/{int:warning_id}/read", response=WarningOut, summary="Đã xem cảnh báo")
def read(request: HttpRequest, warning_id: int) -> Any:
    """Mark a message as read; twice is one change."""
    row = actions.read_warning(asking(request), warning_id, now=timezone.now())
    return warned(AbsenceWarning.objects.filter(pk=row.pk).select_related("class_group"))[0]
