"""Assessments say themselves which school's counts are stale: `indicators` stands below and does not know this table."""

from django.db import migrations

WATCHED = {"maturity_assessment": "changed.school_id"}
SEEN = {"INSERT": ["after_it"], "UPDATE": ["before_it", "after_it"], "DELETE": ["before_it"]}
NAMING = {"after_it": "NEW TABLE AS after_it", "before_it": "OLD TABLE AS before_it"}


def function(verb: str) -> str:
    """Write the function and the trigger for one verb."""
    rows = " UNION ".join(f"SELECT changed.school_id AS unit_id FROM {one} AS changed" for one in SEEN[verb])
    name = f"maturity_{verb.lower()}_assessment"
    return f"""
    CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        INSERT INTO indicators_stale (source, unit_id)
        SELECT DISTINCT 'maturity_assessment', unit_id FROM ({rows}) AS marked;
        RETURN NULL;
    END $$;
    CREATE TRIGGER stale_{verb.lower()} AFTER {verb} ON maturity_assessment
        REFERENCING {" ".join(NAMING[one] for one in SEEN[verb])} FOR EACH STATEMENT EXECUTE FUNCTION {name}();
    """


INSTALL = "".join(function(verb) for verb in SEEN)
REMOVE = "".join(
    f"DROP TRIGGER stale_{verb.lower()} ON maturity_assessment; DROP FUNCTION maturity_{verb.lower()}_assessment;"
    for verb in SEEN
)


class Migration(migrations.Migration):
    dependencies = [("maturity", "0002_guard"), ("indicators", "0004_finder_marks")]
    operations = [migrations.RunSQL(INSTALL, REMOVE)]
