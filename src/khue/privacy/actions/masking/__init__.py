"""A copy of the database for development, without a real value in it."""

from khue.privacy.actions.masking.copying import Copied, masked_copy

__all__ = ["Copied", "masked_copy"]
