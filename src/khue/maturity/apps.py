"""Maturity as a Django app."""

from django.apps import AppConfig


class MaturityConfig(AppConfig):
    """The index of digital maturity of schools: assessed by themselves, checked above, recognised and published."""

    name = "khue.maturity"
    label = "maturity"
    verbose_name = "Mức độ chuyển đổi số"
