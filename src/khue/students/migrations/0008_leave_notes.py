"""Leave notes of families; the sums of absences over all schools of a pupil; how a family reaches the class teacher.

`students_absences` returns counts only, to a school where the pupil is now, and to the family.
`students_homeroom` returns the name of the homeroom teacher, to the family of a pupil who sits in the class.
"""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.models import F, Q

from khue.core.rows import finder_function, guard_by

SESSIONS = [("morning", "Buổi sáng"), ("afternoon", "Buổi chiều")]
OWN = "person_id = ANY ((SELECT khue_own())::bigint[])"
AT_SCHOOL = (
    "EXISTS (SELECT FROM students_enrolment stay WHERE stay.person_id = students_leavenote.person_id"
    " AND stay.school_id = students_leavenote.school_id AND upper_inf(stay.period))"
)
NOTES = {
    "units": "TO khue_app USING (school_id = ANY ((SELECT khue_places('students'))::bigint[]))",
    "province": "TO khue_province USING ((SELECT khue_everywhere('students')))",
    "reader": "FOR SELECT TO khue_reader USING ((SELECT current_setting('khue.students', true) = '*'))",
    "citizen": f"FOR SELECT TO khue_citizen USING ({OWN})",
    "citizen_adds": (
        f"FOR INSERT TO khue_citizen WITH CHECK ({OWN} AND {AT_SCHOOL}"
        " AND giver_id = ANY ((SELECT khue_own())::bigint[]))"
    ),
    "citizen_changes": f"FOR UPDATE TO khue_citizen USING ({OWN}) WITH CHECK ({OWN} AND {AT_SCHOOL})",
}
ABSENCES = """
SELECT missed.person_id,
    count(*) FILTER (WHERE missed.is_missed AND NOT missed.is_unexcused)::int,
    count(*) FILTER (WHERE missed.is_unexcused)::int,
    coalesce(sum(missed.late), 0)::int
FROM (
    SELECT absence.person_id, absence.day, bool_or(absence.reason <> 'late') AS is_missed,
        bool_or(absence.reason = 'unexcused') AS is_unexcused, count(*) FILTER (WHERE absence.reason = 'late') AS late
    FROM students_absence absence
    WHERE absence.person_id = ANY (persons) AND absence.day BETWEEN first_day AND last_day
        AND (
            (SELECT khue_everywhere('students'))
            OR absence.person_id = ANY ((SELECT khue_own())::bigint[])
            OR EXISTS (
                SELECT FROM students_enrolment stay
                WHERE stay.person_id = absence.person_id AND upper_inf(stay.period)
                    AND stay.school_id = ANY ((SELECT khue_places('students'))::bigint[])
            )
        )
    GROUP BY absence.person_id, absence.day
) missed
GROUP BY missed.person_id
"""
HOMEROOM = """
SELECT seat.person_id, seat.class_group_id, teacher.full_name::text
FROM students_placement seat
JOIN students_assignment task ON task.class_group_id = seat.class_group_id AND task.is_homeroom AND task.period @> today
JOIN people_person teacher ON teacher.id = task.person_id
WHERE seat.period @> today AND seat.person_id = ANY ((SELECT khue_own())::bigint[])
"""


class Migration(migrations.Migration):
    dependencies = [
        ("students", "0007_package_once"),
        ("people", "0003_finding"),
        ("organisations", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name="LeaveNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_day", models.DateField(verbose_name="từ ngày")),
                ("last_day", models.DateField(verbose_name="đến ngày")),
                ("session", models.CharField(blank=True, choices=SESSIONS, max_length=10, verbose_name="buổi")),
                ("why", models.CharField(max_length=200, verbose_name="lí do")),
                ("user_id", models.BigIntegerField(null=True, verbose_name="người gửi")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="rút lúc")),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                        verbose_name="người xin nghỉ",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                        verbose_name="học sinh",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="trường",
                    ),
                ),
            ],
            options={
                "verbose_name": "đơn xin nghỉ học",
                "indexes": [models.Index(fields=["person", "last_day"], name="students_leavenote_of_person")],
                "constraints": [
                    models.CheckConstraint(
                        name="leave_note_ends_after_its_start", condition=Q(("last_day__gte", F("first_day")))
                    ),
                    models.CheckConstraint(name="leave_note_says_why", condition=Q(("why", ""), _negated=True)),
                ],
            },
        ),
        guard_by("students_leavenote", NOTES),
        finder_function(
            "students_absences",
            "persons bigint[], first_day date, last_day date",
            "TABLE (person_id bigint, excused int, unexcused int, late int)",
            ABSENCES,
            reads=["students_absence", "students_enrolment"],
        ),
        finder_function(
            "students_homeroom",
            "today date",
            "TABLE (person_id bigint, class_group_id bigint, full_name text)",
            HOMEROOM,
            reads=["students_placement", "students_assignment", "people_person"],
        ),
    ]
