"""Saved ways of reading other systems' files: found by name, or known again by the titles of the file."""

from itertools import islice

from khue.core.errors import Missing
from khue.core.sheets.foreign import Reading, fingerprint, titles_of
from khue.core.sheets.layout import SEARCHED_ROWS
from khue.core.sheets.models import Batch, Mapping
from khue.core.sheets.opening import Opened


def named_mapping(kind: str, organisation_id: int | None, name: str) -> Mapping:
    """Return the mapping that a unit saved under a name. Raises: Missing."""
    found = Mapping.objects.filter(kind=kind, organisation_id=organisation_id or 0, name=name).first()
    if found is None:
        raise Missing(what=f"cách ghép cột «{name}»")
    return found


def mapping_of(batch: Batch, opened: Opened) -> Mapping | None:
    """Return how the file of a batch is read: as was said, or as the unit saved for files with these very titles."""
    if batch.mapping is not None:
        return batch.mapping
    saved = {
        row.fingerprint: row
        for row in Mapping.objects.filter(kind=batch.kind, organisation_id=batch.organisation_id or 0)
    }
    if not saved:
        return None
    prints = (fingerprint(titles_of(row)) for row in islice(opened, SEARCHED_ROWS))
    batch.mapping = next((saved[one] for one in prints if one in saved), None)
    return batch.mapping


def reading_of(mapping: Mapping) -> Reading:
    """Return what a saved mapping says."""
    return Reading(mapping.columns, mapping.values, mapping.orders)
