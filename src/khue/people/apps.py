"""People as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """One row a person, for life: pupils, guardians, teachers."""

    name = "khue.people"
    label = "people"
    verbose_name = "Con người"
