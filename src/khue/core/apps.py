"""Core as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The ground under every app."""

    name = "khue.core"
    label = "core"
    verbose_name = "Nền"

    def ready(self) -> None:
        """Let the worker know the duties by the clock."""
        import_module("khue.core.duties")
