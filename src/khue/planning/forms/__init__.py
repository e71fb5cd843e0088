"""What people fill in about plans."""

from khue.planning.forms.plans import BasisForm, PlanFilter, PlanForm, UploadForm
from khue.planning.forms.reviewing import FORMS
from khue.planning.forms.working import (
    AnswerForm,
    AssignForm,
    CommentForm,
    DelayForm,
    MoneyForm,
    PartForm,
    ReasonForm,
    ReportForm,
    RoundForm,
    TaskFilter,
    TieForm,
)

__all__ = [
    "FORMS",
    "AnswerForm",
    "AssignForm",
    "BasisForm",
    "CommentForm",
    "DelayForm",
    "MoneyForm",
    "PartForm",
    "PlanFilter",
    "PlanForm",
    "ReasonForm",
    "ReportForm",
    "RoundForm",
    "TaskFilter",
    "TieForm",
    "UploadForm",
]
