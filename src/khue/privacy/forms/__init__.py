"""The forms of privacy."""

from khue.privacy.forms.citizens import AskForm
from khue.privacy.forms.office import (
    AssessmentForm,
    BreachForm,
    ConsentFilter,
    DossierSentForm,
    EnterRequestForm,
    NoteForm,
    PaperForm,
    PersonIdsForm,
    ReasonForm,
    RefuseForm,
    RequestFilter,
    TellForm,
)

__all__ = [
    "AskForm",
    "AssessmentForm",
    "BreachForm",
    "ConsentFilter",
    "DossierSentForm",
    "EnterRequestForm",
    "NoteForm",
    "PaperForm",
    "PersonIdsForm",
    "ReasonForm",
    "RefuseForm",
    "RequestFilter",
    "TellForm",
]
