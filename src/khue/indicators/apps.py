"""Registers the app with Django."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Indicators: figures, their snapshots, and what only people can report."""

    name = "khue.indicators"
    label = "indicators"
    verbose_name = "Chỉ số"
