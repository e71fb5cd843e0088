"""Who sees which rows: pupils at school."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("students", "0001_initial")]
    operations = []
