"""What may be done to persons: each a verb, in one transaction, leaving one event."""

from khue.people.actions.bulk import Draft, Stamp, Written, journal, write_people
from khue.people.actions.custody import accept_record, cancel_offer, decline_record, offer_record, withdraw_offer
from khue.people.actions.relatives_in_bulk import RelativeDraft
from khue.people.actions.taking_back import ranges, stamp_of_undo, take_back

__all__ = [
    "Draft",
    "RelativeDraft",
    "Stamp",
    "Written",
    "accept_record",
    "cancel_offer",
    "decline_record",
    "journal",
    "offer_record",
    "ranges",
    "stamp_of_undo",
    "take_back",
    "withdraw_offer",
    "write_people",
]
