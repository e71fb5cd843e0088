"""What is kept about consent, requests, breaches, impact assessments and retention."""

from khue.privacy.models.assessments import Dossier, Hold, RetentionRun
from khue.privacy.models.breaches import Affected, Breach, BreachStep
from khue.privacy.models.consents import Consent, Reminder
from khue.privacy.models.requests import Request, RequestStep, Restriction

__all__ = [
    "Affected",
    "Breach",
    "BreachStep",
    "Consent",
    "Dossier",
    "Hold",
    "Reminder",
    "Request",
    "RequestStep",
    "Restriction",
    "RetentionRun",
]
