"""Students as a Django app."""

from django.apps import AppConfig


class StudentsConfig(AppConfig):
    """Pupils at school: classes, enrolment, attendance, moving."""

    name = "khue.students"
    label = "students"
    verbose_name = "Học sinh"
