"""What people fill in about persons."""

from khue.people.forms.finding import ElsewhereForm, FindForm
from khue.people.forms.numbers import EndForm, IdentifierForm, PurposeForm
from khue.people.forms.persons import NewPersonForm, PersonForm, PhotoForm
from khue.people.forms.relations import NumberedRelativeForm, RelativeForm, TieForm
from khue.people.forms.units import UnitField

__all__ = [
    "ElsewhereForm",
    "EndForm",
    "FindForm",
    "IdentifierForm",
    "NewPersonForm",
    "NumberedRelativeForm",
    "PersonForm",
    "PhotoForm",
    "PurposeForm",
    "RelativeForm",
    "TieForm",
    "UnitField",
]
