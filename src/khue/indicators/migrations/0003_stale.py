"""Tables say themselves which unit's counts are stale, in the transaction of the change.

A statement marks each unit once. Rows are only added, so that two writers at one school never wait for each other.
`test_every_watched_table_marks_its_units` names what is missing here when a source begins to watch another table.
"""

from django.db import migrations

OF_CUSTODY = "(SELECT custody_id FROM people_person WHERE id = changed.person_id)"
WATCHED = {
    "exams_examsession": "changed.organisation_id",
    "organisations_organisationcode": "changed.organisation_id",
    "organisations_organisationversion": "changed.organisation_id",
    "people_identifier": OF_CUSTODY,
    "people_person": "changed.custody_id",
    "people_relation": OF_CUSTODY,
    "privacy_breach": "changed.organisation_id",
    "privacy_request": "changed.organisation_id",
    "security_grant": "changed.organisation_id",
    "staff_post": "changed.organisation_id",
    "students_absence": "changed.school_id",
    "students_assignment": "changed.school_id",
    "students_classgroup": "changed.school_id",
    "students_enrolment": "changed.school_id",
    "students_healthcheck": "changed.school_id",
    "students_placement": "changed.school_id",
    "students_recognition": "changed.school_id",
    "students_rollcall": "changed.school_id",
    "students_status": "changed.school_id",
    "students_transfer": "changed.requester_id",
}


def function(table: str, unit: str, verb: str) -> str:
    """Write the function and the trigger for one verb: a statement sees only the rows that its verb has."""
    seen = {"INSERT": ["after_it"], "UPDATE": ["before_it", "after_it"], "DELETE": ["before_it"]}[verb]
    naming = {"after_it": "NEW TABLE AS after_it", "before_it": "OLD TABLE AS before_it"}
    rows = " UNION ".join(f"SELECT {unit} AS unit_id FROM {one} AS changed" for one in seen)
    name = f"indicators_{verb.lower()}_{table}"
    return f"""
    CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        INSERT INTO indicators_stale (source, unit_id)
        SELECT DISTINCT '{table}', unit_id FROM ({rows}) AS marked WHERE unit_id IS NOT NULL;
        RETURN NULL;
    END $$;
    CREATE TRIGGER stale_{verb.lower()} AFTER {verb} ON {table}
        REFERENCING {" ".join(naming[one] for one in seen)} FOR EACH STATEMENT EXECUTE FUNCTION {name}();
    """


VERBS = ("INSERT", "UPDATE", "DELETE")
INSTALL = "".join(function(table, unit, verb) for table, unit in WATCHED.items() for verb in VERBS)
REMOVE = "".join(
    f"DROP TRIGGER stale_{verb.lower()} ON {table}; DROP FUNCTION indicators_{verb.lower()}_{table};"
    for table in WATCHED
    for verb in VERBS
)


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0002_guard"),
        ("exams", "0003_sealed"),
        ("people", "0007_names_of_units"),
        ("privacy", "0002_guard"),
        ("security", "0007_guard_accounts"),
        ("staff", "0002_guard"),
        ("students", "0008_leave_notes"),
    ]
    operations = [migrations.RunSQL(INSTALL, REMOVE)]
