"""Who sees which rows of privacy: the organisation that answers for them, and the person. Answers stay as given."""

from django.db import migrations

from khue.core.rows import append_only, guard_rows, guard_through


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial"), ("people", "0002_guard"), ("core", "0003_sealed_settings")]
    operations = [
        guard_rows("privacy", "consent", "organisation_id", own="person_id", own_may="add"),
        guard_rows("privacy", "reminder", "organisation_id", own="person_id"),
        guard_rows("privacy", "request", "organisation_id", own="person_id", own_may="add"),
        guard_rows("privacy", "requeststep", "organisation_id", own="person_id", own_may="add"),
        guard_through("privacy", "restriction", "person_id", "people_person", own="person_id"),
        guard_rows("privacy", "hold", "organisation_id"),
        guard_rows("privacy", "breach", "organisation_id"),
        guard_rows("privacy", "breachstep", "organisation_id"),
        guard_rows("privacy", "affected", "organisation_id", own="person_id"),
        guard_rows("privacy", "dossier", "organisation_id"),
        append_only("privacy_consent"),
    ]
