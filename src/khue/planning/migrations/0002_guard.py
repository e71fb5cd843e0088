"""A plan is seen by its units; what hangs on it is seen with it. What was reported of a task is only ever added."""

from django.db import migrations

from khue.core.rows import append_only, guard_shared, guard_through

OF_A_PLAN = (*("document", "proposal", "fault", "target", "plantask", "budget", "duty", "commentround", "comment"),)


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_plans_and_their_work"), ("core", "0003_sealed_settings")]
    operations = [
        guard_shared("planning", "plan", "places"),
        *[guard_through("planning", model, "plan_id", "planning_plan") for model in OF_A_PLAN],
        guard_through("planning", "progress", "task_id", "planning_plantask"),
        append_only("planning_progress"),
        migrations.RunSQL(
            "CREATE INDEX planning_plan_places ON planning_plan USING gin (places)", "DROP INDEX planning_plan_places"
        ),
    ]
