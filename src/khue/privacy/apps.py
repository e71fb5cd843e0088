"""Privacy as a Django app."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Consent, requests, breaches, impact assessments, retention: the law on personal data at work."""

    name = "khue.privacy"
    label = "privacy"
    verbose_name = "Dữ liệu cá nhân"
