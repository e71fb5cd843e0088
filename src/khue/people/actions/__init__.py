"""What may be done to persons: each a verb, in one transaction, leaving one event."""

from khue.people.actions.custody import accept_record, cancel_offer, decline_record, offer_record, withdraw_offer

__all__ = ["accept_record", "cancel_offer", "decline_record", "offer_record", "withdraw_offer"]
