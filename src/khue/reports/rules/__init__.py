"""What reports are made of, who owes them, how they move. Pure: no Django, no database, no clock.

Source: each module names its own.
"""

from khue.reports.rules.forms import (
    HEADS,
    KINDS_OF,
    Form,
    Section,
    all_forms,
    duty_of,
    form_of,
    forms_of_family,
    period_of,
    recipient_of,
)
from khue.reports.rules.freezing import ORIGINS, Line, added, canonical, digest_of, told
from khue.reports.rules.life import FROZEN, LIFE, OPEN, SOON, TITLES, TONES, Can

__all__ = [
    "FROZEN", "HEADS", "KINDS_OF", "LIFE", "OPEN", "ORIGINS", "SOON", "TITLES", "TONES", "Can", "Form", "Line",
    "Section", "added", "all_forms", "canonical", "digest_of", "duty_of", "form_of", "forms_of_family", "period_of",
    "recipient_of", "told",
]  # fmt: skip
