"""Photo files go when the records that named them are emptied."""

from collections.abc import Sequence

from django.db import transaction

from khue.people import actions as people


def drop_photos(names: Sequence[str]) -> None:
    """Delete the files of photos once the change is saved."""
    paths = [people.photo_path(name) for name in names if name]

    def drop() -> None:
        for path in paths:
            path.unlink(missing_ok=True)

    transaction.on_commit(drop)
