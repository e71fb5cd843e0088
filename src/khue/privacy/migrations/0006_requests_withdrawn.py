"""Who asked may take the request back, and change nothing else of it."""

from django.db import migrations, models

WITHDRAW = """
CREATE POLICY citizen_changes ON privacy_request FOR UPDATE TO khue_citizen
    USING (person_id = ANY ((SELECT khue_own())::bigint[]) AND state IN ('received', 'accepted'))
    WITH CHECK (person_id = ANY ((SELECT khue_own())::bigint[]) AND state = 'withdrawn');
"""
STATES = [
    ("received", "Mới nhận"),
    ("accepted", "Đang thực hiện"),
    ("done", "Đã thực hiện"),
    ("refused", "Đã từ chối"),
    ("withdrawn", "Đã rút lại"),
]


class Migration(migrations.Migration):
    dependencies = [("privacy", "0005_restrictions_mark_the_person")]
    operations = [
        migrations.AlterField(
            model_name="request",
            name="state",
            field=models.CharField("trạng thái", max_length=10, choices=STATES, default="received"),
        ),
        migrations.RunSQL(WITHDRAW, "DROP POLICY citizen_changes ON privacy_request"),
    ]
