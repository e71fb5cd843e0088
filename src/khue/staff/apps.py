"""Staff as a Django app."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Who works where, in which post."""

    name = "khue.staff"
    label = "staff"
    verbose_name = "Nhân sự"
