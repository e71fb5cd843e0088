"""Who sees which rows of pupils: the school, those above it, the pupil and the guardians."""

from django.db import migrations

from khue.core.rows import guard_by, guard_rows, guard_shared

OF_PUPILS = ("enrolment", "placement", "status", "healthcheck", "recognition", "absence")
UNITS = "TO khue_app USING (school_id = ANY ((SELECT khue_places('students'))::bigint[]))"
PROVINCE = "TO khue_province USING ((SELECT khue_everywhere('students')))"
READER = "FOR SELECT TO khue_reader USING ((SELECT current_setting('khue.students', true) = '*'))"
MY_CLASS = (
    "FOR SELECT TO khue_citizen USING (EXISTS (SELECT FROM students_placement seat WHERE seat.class_group_id = {}))"
)


def guard_of_class(model: str, column: str) -> migrations.RunSQL:
    """A class and what is said of it as a whole: seen by the school, and by those who have a child in it."""
    policies = {"units": UNITS, "province": PROVINCE, "reader": READER, "citizen": MY_CLASS.format(column)}
    return guard_by(f"students_{model}", policies)


class Migration(migrations.Migration):
    dependencies = [("students", "0001_initial"), ("core", "0003_sealed_settings")]
    operations = [
        *[guard_rows("students", model, "school_id", own="person_id") for model in OF_PUPILS],
        guard_of_class("classgroup", "students_classgroup.id"),
        guard_of_class("assignment", "students_assignment.class_group_id"),
        guard_rows("students", "rollcall", "school_id"),
        guard_rows("students", "rollover", "school_id"),
        guard_shared("students", "transfer", "places", own="person_id"),
    ]
