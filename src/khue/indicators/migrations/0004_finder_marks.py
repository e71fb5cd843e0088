"""Narrow functions that change rows (a record handed over, a stay ended by the receiving school) mark them as stale."""

from django.db import migrations

GRANT = (
    "GRANT INSERT ON indicators_stale TO khue_finder; GRANT USAGE ON SEQUENCE indicators_stale_id_seq TO khue_finder;"
)
REVOKE = (
    "REVOKE INSERT ON indicators_stale FROM khue_finder; "
    "REVOKE USAGE ON SEQUENCE indicators_stale_id_seq FROM khue_finder;"
)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_stale")]
    operations = [migrations.RunSQL(GRANT, REVOKE)]
