"""Who sees which rows: custody moves with its time line."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = []
