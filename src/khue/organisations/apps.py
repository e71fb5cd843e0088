"""Organisations as a Django app."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Units of the sector and the decisions that changed them."""

    name = "khue.organisations"
    label = "organisations"
    verbose_name = "Đơn vị"
