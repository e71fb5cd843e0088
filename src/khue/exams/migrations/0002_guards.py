"""Rows are seen from their unit; results are checked once a statement; corrections are only ever added."""

from django.db import migrations

from khue.core.rows import append_only

CHECKS = """
ALTER TABLE exams_result
    ADD CONSTRAINT exams_result_stays_on_scale CHECK (0 <= ALL (scores) AND 1000 >= ALL (scores)),
    ADD CONSTRAINT exams_result_scores_are_a_list CHECK (array_ndims(scores) = 1),
    ADD CONSTRAINT exams_result_has_number CHECK (length(candidate_number) BETWEEN 6 AND 12);

CREATE FUNCTION exams_check_results() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (
            SELECT DISTINCT session_id, organisation_id, batch_id, cardinality(scores) AS width FROM added
        ) AS row
        LEFT JOIN exams_examsession AS session ON session.id = row.session_id
            AND session.organisation_id = row.organisation_id AND cardinality(session.papers) = row.width
            AND (session.state = 'draft' OR TG_OP = 'UPDATE' AND session.state <> 'archived')
        LEFT JOIN core_batch AS batch ON batch.id = row.batch_id
        WHERE session.id IS NULL OR batch.id IS NULL
    ) THEN
        RAISE EXCEPTION 'results do not fit their session, or the session is not a draft'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION exams_keep_results() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT session_id FROM removed) AS row
        LEFT JOIN exams_examsession AS session ON session.id = row.session_id AND session.state = 'draft'
        WHERE session.id IS NULL
    ) THEN
        RAISE EXCEPTION 'results are removed from a draft only' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER added_fit AFTER INSERT ON exams_result
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION exams_check_results();
CREATE TRIGGER changed_fit AFTER UPDATE ON exams_result
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION exams_check_results();
CREATE TRIGGER removed_from_draft AFTER DELETE ON exams_result
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION exams_keep_results();
"""
UNDO = """
DROP TRIGGER removed_from_draft ON exams_result;
DROP TRIGGER changed_fit ON exams_result;
DROP TRIGGER added_fit ON exams_result;
DROP FUNCTION exams_keep_results, exams_check_results;
ALTER TABLE exams_result DROP CONSTRAINT exams_result_stays_on_scale,
    DROP CONSTRAINT exams_result_scores_are_a_list, DROP CONSTRAINT exams_result_has_number;
"""
# Closed to everybody until 0003 says for whom rows exist.
TABLES = ("exams_examsession", "exams_result", "exams_resultchange")
CLOSED = "".join(f"ALTER TABLE {one} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;" for one in TABLES)
OPEN = "".join(f"ALTER TABLE {one} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;" for one in TABLES)


class Migration(migrations.Migration):
    dependencies = [("exams", "0001_sessions_and_results")]
    operations = [
        migrations.RunSQL(CLOSED, OPEN),
        append_only("exams_resultchange"),
        migrations.RunSQL(CHECKS, UNDO),
    ]
