"""What the register of pupils keeps of those who left, written when the stay ends."""

from django.db import migrations, models

KEEP = """
CREATE FUNCTION students_keep_register() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    pupil people_person;
BEGIN
    IF NEW.left_how <> '' AND NEW.kept_name = '' THEN
        SELECT * INTO pupil FROM people_person WHERE id = NEW.person_id;
        IF FOUND THEN
            NEW.kept_name := pupil.full_name;
            NEW.kept_birth := pupil.birth_date;
            NEW.kept_sex := pupil.sex;
            NEW.kept_ethnicity := pupil.ethnicity;
        END IF;
    ELSIF NEW.left_how = '' THEN
        NEW.kept_name := '';
        NEW.kept_birth := NULL;
        NEW.kept_sex := '';
        NEW.kept_ethnicity := '';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_register BEFORE INSERT OR UPDATE OF left_how ON students_enrolment
    FOR EACH ROW WHEN (NEW.left_how <> '' OR NEW.kept_name <> '') EXECUTE FUNCTION students_keep_register();
"""


class Migration(migrations.Migration):
    dependencies = [("students", "0003_bulk_edit"), ("people", "0002_guard")]
    operations = [
        migrations.AddField(
            "enrolment",
            "kept_sex",
            models.CharField(blank=True, default="", max_length=6, verbose_name="giới tính khi rời trường"),
            preserve_default=False,
        ),
        migrations.AddField(
            "enrolment",
            "kept_ethnicity",
            models.CharField(blank=True, default="", max_length=2, verbose_name="dân tộc khi rời trường"),
            preserve_default=False,
        ),
        migrations.RunSQL(
            KEEP, "DROP TRIGGER keep_register ON students_enrolment; DROP FUNCTION students_keep_register;"
        ),
    ]
