"""Who sees which rows of staff: the organisation of the post, and the person who holds it."""

from django.db import migrations

from khue.core.rows import guard_rows


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial"), ("core", "0003_sealed_settings")]
    operations = [guard_rows("staff", "post", "organisation_id", own="person_id")]
