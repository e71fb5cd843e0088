"""What an app declares so that a sheet can be imported: what it may contain, how rows are written and taken back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.manifest import manifests
from khue.core.sheets.declaration import Line, Problem, Sheet
from khue.core.sheets.models import Batch


@dataclass(frozen=True)
class Applied:
    """What the rows changed."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Import:
    """One kind of file that people may import; listed in the manifest of its app.

    needs: the permission, held at the place of the batch (or anywhere, when the kind has no places).
    apply: writes the accepted lines inside the caller's transaction; a refusal rolls all of them back.
    undo: takes back what a batch wrote, or refuses when later records rest on it; None: cannot be undone.
    check: finds what only the database knows (an unknown unit), for some lines at a time; changes nothing.
    places: organisation id -> name, where this actor may import; None: the file itself says where rows belong.
    """

    kind: str
    sheet: Sheet
    needs: str
    apply: Callable[[Actor, Iterator[Line], Batch], Applied]
    undo: Callable[[Actor, Batch], None] | None = None
    check: Callable[[Actor, Sequence[Line], int | None], list[Problem]] | None = None
    places: Callable[[Actor], Mapping[int, str]] | None = None

    @property
    def title(self) -> str:
        """Return the title of its sheet."""
        return self.sheet.title


@cache
def all_imports() -> dict[str, Import]:
    """Return every declared import by its kind; an import named by a string is a command of its own."""
    declared = [item for manifest in manifests() for item in manifest.imports if isinstance(item, Import)]
    return {item.kind: item for item in declared}


def find_import(kind: str) -> Import:
    """Find a declared import. Raises: Missing."""
    found = all_imports().get(kind)
    if found is None:
        raise Missing(what=f"loại dữ liệu «{kind}»")
    return found
