"""Portal as a Django app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Public home, desk, search."""

    name = "khue.portal"
    label = "portal"
    verbose_name = "Cổng"
