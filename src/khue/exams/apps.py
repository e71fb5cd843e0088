"""Exams as a Django app."""

from django.apps import AppConfig


class ExamsConfig(AppConfig):
    """Exam sessions, their results, publication and statistics."""

    name = "khue.exams"
    label = "exams"
    verbose_name = "Khảo thí"
