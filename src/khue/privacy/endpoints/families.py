"""Consent and own requests for programs: of pupils and guardians, and of other systems of the school."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Form, Router, Schema, Status, UploadedFile

from khue.core.errors import Fault, Invalid, Missing
from khue.core.web.asking import asking
from khue.privacy import actions, queries
from khue.privacy.forms import PaperForm
from khue.privacy.models import Consent, Request
from khue.privacy.rules import Can
from khue.privacy.rules.consents import BY_CODE, PURPOSES, REASONS

router = Router()


class PurposeOut(Schema):
    """A purpose; `by_law` needs no consent, `child_too` asks the child as well from seven."""

    code: str
    title: str
    text: str
    version: str
    source: str
    by_law: bool
    child_too: bool


class MayOut(Schema):
    """Whether a purpose is allowed for a person on a day, and why."""

    allowed: bool
    reason: str
    text: str
    waiting: list[str]


class AnswerIn(Schema):
    """agree, refuse or withdraw."""

    purpose: str
    answer: str


class PaperIn(AnswerIn):
    """The answer that a person gave on paper."""

    giver_id: int


class RemindIn(Schema):
    """Who is reminded of a purpose."""

    purpose: str
    school_id: int
    class_name: str = ""


class RemindedOut(Schema):
    count: int


class ConsentOut(Schema):
    id: int
    person_id: int
    purpose: str
    answer: str
    party: str
    giver_id: int
    version: str
    way: str
    at: datetime


class AskIn(Schema):
    """right: access, correct, delete, restrict, object, copy, withdraw. asker_id: for the office only."""

    person_id: int
    right: str
    words: str
    asker_id: int | None = None


class RequestOut(Schema):
    id: int
    person_id: int
    asker_id: int
    organisation_id: int
    right: str
    state: str
    received_on: date
    reply_due: date
    due: date
    is_extended: bool
    ground: str
    outcome: str


@router.get("/privacy/purposes", response=list[PurposeOut], summary="Các mục đích xử lí dữ liệu")
def purposes(request: HttpRequest) -> list[Any]:
    """List the purposes."""
    if not asking(request).is_known:
        asking(request).must(Can.SEE_REGISTER)
    return list(PURPOSES)


@router.get("/privacy/persons/{int:person_id}/may/{purpose}", response=MayOut, summary="Có được dùng dữ liệu không")
def may(request: HttpRequest, person_id: int, purpose: str, on: date | None = None) -> dict[str, Any]:
    """Say whether a person's data may be used for a purpose on a day."""
    actor = asking(request)
    if not actor.is_citizen:
        actor.must(Can.SEE_REGISTER)
    if purpose not in BY_CODE:
        raise Missing(what=f"mục đích «{purpose}»")
    queries.person(person_id)  # of whom one does not see, nothing is said
    answer = queries.may(purpose, person_id, on or timezone.localdate())
    return {**vars(answer), "waiting": list(answer.waiting), "text": REASONS[answer.reason]}


@router.get("/privacy/persons/{int:person_id}/consents", response=list[ConsentOut], summary="Các câu trả lời đã cho")
def consents(request: HttpRequest, person_id: int) -> list[Consent]:
    """List every answer for a person, newest first."""
    actor = asking(request)
    if not actor.is_citizen:
        actor.must(Can.SEE, at=queries.person(person_id).custody_id)
    return list(Consent.objects.filter(person_id=person_id).order_by("-at", "-pk"))


@router.post("/privacy/persons/{int:person_id}/consents", response={201: ConsentOut}, summary="Trả lời một mục đích")
def answer(request: HttpRequest, person_id: int, body: AnswerIn) -> Status[Consent]:
    """Answer for oneself or a child."""
    made = actions.answer(asking(request), person_id, body.purpose, body.answer, at=timezone.now())
    return Status(201, made)


@router.post(
    "/privacy/persons/{int:person_id}/consents/paper", response={201: ConsentOut}, summary="Ghi câu trả lời trên giấy"
)
def answer_on_paper(
    request: HttpRequest, person_id: int, body: Form[PaperIn], paper: File[UploadedFile]
) -> Status[Consent]:
    """Record an answer given on paper, with its scan."""
    asked = {"purpose": body.purpose, "said": body.answer, "giver": body.giver_id}
    form = PaperForm(asked, {"paper": paper}, givers=[(body.giver_id, "")])
    if not form.is_valid():
        raise Invalid([Fault(name, "", str(texts[0])) for name, texts in form.errors.items()])
    told = form.cleaned_data
    made = actions.record_paper(
        asking(request),
        person_id,
        told["purpose"],
        told["said"],
        giver_id=told["giver"],
        paper=told["paper"],
        at=timezone.now(),
    )
    return Status(201, made)


@router.post("/privacy/reminders", response=RemindedOut, summary="Nhắc gia đình chưa trả lời")
def remind(request: HttpRequest, body: RemindIn) -> dict[str, int]:
    """Remind the families of a school, or of one class, that have not answered."""
    count = actions.remind(asking(request), body.purpose, body.school_id, at=timezone.now(), class_name=body.class_name)
    return {"count": count}


@router.get("/privacy/requests", response=list[RequestOut], summary="Các yêu cầu về dữ liệu")
def requests(request: HttpRequest, state: str = "", right: str = "") -> list[Request]:
    """List the requests: one's own, or those of one's units by their limits."""
    actor = asking(request)
    if actor.is_citizen:
        return queries.own_requests(actor)
    return [row.request for row in queries.requests(actor, timezone.localdate(), state=state, right=right)]


@router.post("/privacy/requests", response={201: RequestOut}, summary="Gửi hoặc nhập một yêu cầu")
def ask(request: HttpRequest, body: AskIn) -> Status[Request]:
    """Ask about one's own or a child's data; the office enters who asks."""
    actor, today = asking(request), timezone.localdate()
    if actor.is_citizen:
        return Status(201, actions.ask(actor, body.person_id, body.right, body.words, on=today))
    asked = actions.Asking(body.person_id, body.asker_id or body.person_id, body.right, body.words)
    return Status(201, actions.enter(actor, asked, on=today))


@router.get("/privacy/requests/{int:request_id}", response=RequestOut, summary="Một yêu cầu")
def request_(request: HttpRequest, request_id: int) -> Request:
    """Return one request."""
    return queries.request(asking(request), request_id)


@router.post("/privacy/requests/{int:request_id}/withdraw", response=RequestOut, summary="Rút lại yêu cầu")
def withdraw(request: HttpRequest, request_id: int) -> Request:
    """Take back a request: one's own, or in the office for who asked there."""
    return actions.withdraw(asking(request), request_id)
