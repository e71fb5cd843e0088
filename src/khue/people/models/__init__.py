"""One row a person (con người), and what hangs on it."""

from khue.people.models.custody import Custody, Handover
from khue.people.models.identifiers import Identifier
from khue.people.models.journal import Change, Reading
from khue.people.models.likeness import Duplicate, Merge
from khue.people.models.persons import Person, Word
from khue.people.models.relations import Relation

__all__ = [
    "Change",
    "Custody",
    "Duplicate",
    "Handover",
    "Identifier",
    "Merge",
    "Person",
    "Reading",
    "Relation",
    "Word",
]
