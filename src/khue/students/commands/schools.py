"""Which school somebody names on the command line."""

from khue.core.errors import Missing
from khue.organisations import queries as organisations


def school_of(code: str | None) -> int | None:
    """Return the school of a code or an exact name. Raises: Missing."""
    if not code:
        return None
    found = organisations.pick(code)
    if len(found) != 1:
        raise Missing(what=f"trường «{code}»")
    return found[0].organisation_id
