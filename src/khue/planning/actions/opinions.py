"""A draft is sent round: units give their opinion by paragraph, each is answered, the answers are merged."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from khue.core.actions import begin, finish, record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid
from khue.core.words import N_
from khue.organisations import queries as organisations
from khue.planning import queries, rules
from khue.planning.actions.life import show_to
from khue.planning.actions.refusals import DueInThePast, NoSuchParagraph, NotAsked, RoundOver, Unanswered
from khue.planning.actions.reviewing import hold
from khue.planning.models import Comment, CommentRound


@transaction.atomic
def send_round(
    actor: Actor, plan_id: int, *, units: Sequence[int], due_on: date, today: date, message: str = ""
) -> CommentRound:
    """Send a draft to units that give their opinion until a day; they see the plan from then on.

    Raises: Denied, Missing, WrongState, DueInThePast, Invalid (nobody, or an unknown unit).
    Source: Decree 30/2020/NĐ-CP, Art. 10 (lấy ý kiến góp ý).
    """
    plan = hold(actor, plan_id)
    step = begin(actor, plan, rules.PLAN_LIFE, "send_round", at=plan.issuer_id)
    if due_on < today:
        raise DueInThePast(due=f"{due_on:%d/%m/%Y}")
    known = organisations.names(units)
    wrong = [Fault("units", str(unit), N_("Không có đơn vị này. Hãy chọn lại.")) for unit in units if unit not in known]
    if not units:
        wrong.append(Fault("units", "", N_("Chưa chọn đơn vị nào. Hãy chọn ít nhất một đơn vị.")))
    if wrong:
        raise Invalid(wrong)
    show_to(plan, units)
    sent = CommentRound.objects.create(
        plan=plan, units=sorted(set(units)), due_on=due_on, message=message, sent_by=actor.user_id
    )
    finish(actor, plan, step, round=sent.pk, units=sent.units, due=str(due_on))
    return sent


@transaction.atomic
def comment(actor: Actor, plan_id: int, *, unit_id: int, line: int | None, text: str) -> Comment:
    """Give the opinion of a unit on a paragraph, or on the plan as a whole (no line).

    Raises: Denied, Missing, NotAsked, RoundOver, NoSuchParagraph, Invalid.
    """
    plan = queries.plan(actor, plan_id)
    actor.must(rules.Can.COMMENT, at=unit_id)
    current = queries.current_round(plan)
    if current is None:
        raise RoundOver
    if unit_id not in current.units:
        raise NotAsked
    if line is not None and not (0 <= line < len(plan.document.lines) and plan.document.lines[line].strip()):
        raise NoSuchParagraph(line=line + 1)
    if not text.strip():
        raise Invalid([Fault("text", "", N_("Chưa có nội dung. Hãy ghi ý kiến."))])
    said = Comment.objects.create(
        round=current, plan=plan, unit_id=unit_id, line=line, text=text.strip(), user_id=actor.user_id
    )
    record(actor, "planning.comment_given", said, plan=plan.pk, unit=unit_id, line=line)
    return said


@transaction.atomic
def answer(actor: Actor, comment_id: int, *, outcome: str, answer: str, wording: str = "") -> Comment:
    """Answer an opinion: taken, partly or kept, with the reason, and the wording that the paragraph gets.

    Raises: Denied, Missing, RoundOver, Invalid.
    Source: Decree 30/2020/NĐ-CP, Art. 10 (tiếp thu, giải trình ý kiến góp ý).
    """
    said = queries.comment(actor, comment_id)
    hold(actor, said.plan_id)
    said = Comment.objects.select_related("round").get(pk=comment_id)
    if said.round.ended_at is not None:
        raise RoundOver
    wrong = []
    if outcome not in rules.OUTCOMES or outcome == "waiting":
        wrong.append(Fault("outcome", outcome, N_("Không có trong danh sách. Hãy chọn một trong danh sách.")))
    if not answer.strip():
        wrong.append(Fault("answer", "", N_("Chưa có nội dung. Hãy ghi tiếp thu hoặc giải trình.")))
    if wrong:
        raise Invalid(wrong)
    said.outcome, said.answer, said.wording = outcome, answer.strip(), wording.strip()
    said.answered_by, said.answered_at = actor.user_id, timezone.now()
    said.save()
    record(actor, "planning.comment_answered", said, plan=said.plan_id, outcome=outcome)
    return said


@transaction.atomic
def end_round(actor: Actor, plan_id: int) -> CommentRound:
    """End the round when every opinion has its answer; the plan is a draft again, with the merged wordings.

    Raises: Denied, Missing, WrongState, Unanswered.
    """
    plan = hold(actor, plan_id)
    step = begin(actor, plan, rules.PLAN_LIFE, "end_round", at=plan.issuer_id)
    current = plan.rounds.get(ended_at__isnull=True)
    if left := current.comments.filter(outcome="waiting").count():
        raise Unanswered(count=left)
    current.ended_at = timezone.now()
    current.save()
    finish(actor, plan, step, round=current.pk, comments=current.comments.count())
    return current
