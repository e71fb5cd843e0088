"""Reports as a Django app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Reports that are owed again and again: filled from figures, signed level by level, frozen."""

    name = "khue.reports"
    label = "reports"
    verbose_name = "Báo cáo"
