"""What every action shares: recording an event, and taking a step of a workflow."""

from typing import Any

from django.db.models import Model

from khue.core.actor import Actor
from khue.core.models import Event
from khue.core.rules import Move, Workflow


def record(actor: Actor, name: str, subject: Model, **facts: Any) -> None:
    """Write what happened, in the same transaction as the change itself.

    name: "app.past_fact". facts: ids, codes, dates and numbers, never names of people.
    """
    Event.objects.create(name=name, user_id=actor.user_id, subject=f"{subject._meta.label}:{subject.pk}", facts=facts)


def begin(actor: Actor, row: Any, workflow: Workflow, verb: str, *, at: int) -> Move:
    """Check that this step may be taken now, by this person, here. Changes nothing.

    Raises: WrongState, Denied.
    """
    step = workflow.find(row.state, verb)
    actor.must(step.needs, at=at)
    return step


def finish(actor: Actor, row: Any, step: Move, **facts: Any) -> None:
    """Take the step: new state, saved, recorded."""
    row.state = step.end
    row.save()
    record(actor, step.event, row, **facts)
