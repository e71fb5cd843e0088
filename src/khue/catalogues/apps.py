"""Catalogues as a Django app."""

from django.apps import AppConfig


class CataloguesConfig(AppConfig):
    """National code lists and administrative units, each value with its period and source."""

    name = "khue.catalogues"
    label = "catalogues"
    verbose_name = "Danh mục"
