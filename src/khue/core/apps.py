"""Core as a Django app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The ground under every app."""

    name = "khue.core"
    label = "core"
    verbose_name = "Nền"
