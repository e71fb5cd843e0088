"""Registers the app with Django."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """Boards: figures side by side, what needs a decision, warnings, forecasts."""

    name = "khue.dashboards"
    label = "dashboards"
    verbose_name = "Điều hành"
