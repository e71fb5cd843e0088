"""What people fill in about units."""

from khue.organisations.forms.asking import AuthorityForm, RestateForm, SchoolFilter, UnitFilter
from khue.organisations.forms.deciding import (
    CorrectForm,
    DissolveForm,
    DocumentForm,
    FoundForm,
    MergeForm,
    MoveForm,
    RenameForm,
    SplitForm,
    UndoForm,
)

__all__ = [
    "AuthorityForm",
    "CorrectForm",
    "DissolveForm",
    "DocumentForm",
    "FoundForm",
    "MergeForm",
    "MoveForm",
    "RenameForm",
    "RestateForm",
    "SchoolFilter",
    "SplitForm",
    "UndoForm",
    "UnitFilter",
]
