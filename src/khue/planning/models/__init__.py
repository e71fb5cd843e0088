"""Tables of planning."""

from khue.planning.models.opinions import Comment, CommentRound
from khue.planning.models.plans import Document, Fault, Plan, Proposal
from khue.planning.models.work import Budget, Duty, PlanTask, Progress, Target

__all__ = [
    "Budget",
    "Comment",
    "CommentRound",
    "Document",
    "Duty",
    "Fault",
    "Plan",
    "PlanTask",
    "Progress",
    "Proposal",
    "Target",
]
