"""Security as a Django app."""

from django.apps import AppConfig


class SecurityConfig(AppConfig):
    """Accounts, roles, grants."""

    name = "khue.security"
    label = "security"
    verbose_name = "An toàn thông tin"
