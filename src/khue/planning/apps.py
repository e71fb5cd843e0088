"""Planning as a Django app."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """Plans read from documents: targets, tasks, budgets and duties, and what became of them."""

    name = "khue.planning"
    label = "planning"
    verbose_name = "Kế hoạch"
