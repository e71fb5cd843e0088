"""The narrow function by which a receiving school ends the pupil's stay at the school that let the pupil go."""

from django.db import migrations

RELEASE = """
GRANT SELECT ON students_transfer TO khue_finder;
GRANT SELECT, UPDATE ON students_enrolment, students_placement TO khue_finder;
CREATE POLICY finder ON students_transfer FOR SELECT TO khue_finder USING (true);
CREATE POLICY finder ON students_enrolment FOR SELECT TO khue_finder USING (true);
CREATE POLICY finder ON students_placement FOR SELECT TO khue_finder USING (true);
CREATE POLICY finder_ends ON students_enrolment FOR UPDATE TO khue_finder USING (true);
CREATE POLICY finder_ends ON students_placement FOR UPDATE TO khue_finder USING (true);
SET LOCAL ROLE khue_finder;
CREATE FUNCTION students_end_stay(moving bigint, day date, towards text) RETURNS text LANGUAGE plpgsql VOLATILE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moved students_transfer;
    stay students_enrolment;
BEGIN
    SELECT * INTO moved FROM students_transfer WHERE id = moving;
    IF NOT FOUND OR NOT (moved.taker_id = ANY (khue_places('students')) OR khue_everywhere('students')) THEN
        RETURN 'missing';
    END IF;
    IF moved.state <> 'approved' OR moved.enrolment_id IS NULL THEN
        RETURN 'missing';
    END IF;
    SELECT * INTO stay FROM students_enrolment WHERE id = moved.enrolment_id FOR UPDATE;
    IF NOT upper_inf(stay.period) THEN
        RETURN CASE WHEN upper(stay.period) <= day THEN 'done' ELSE 'early' END;
    END IF;
    IF lower(stay.period) >= day OR EXISTS (
        SELECT FROM students_placement WHERE enrolment_id = stay.id AND upper_inf(period) AND lower(period) >= day
    ) THEN
        RETURN 'early';
    END IF;
    UPDATE students_placement SET period = daterange(lower(period), day)
        WHERE enrolment_id = stay.id AND upper_inf(period);
    UPDATE students_enrolment SET period = daterange(lower(period), day), left_how = 'transferred',
        left_to = left(towards, 200), version = version + 1 WHERE id = stay.id;
    RETURN 'done';
END $$;
REVOKE ALL ON FUNCTION students_end_stay(bigint, date, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION students_end_stay(bigint, date, text) TO khue_app, khue_province;
RESET ROLE;
"""
UNDO = """
SET LOCAL ROLE khue_finder;
DROP FUNCTION students_end_stay(bigint, date, text);
RESET ROLE;
DROP POLICY finder_ends ON students_placement;
DROP POLICY finder_ends ON students_enrolment;
DROP POLICY finder ON students_placement;
DROP POLICY finder ON students_enrolment;
DROP POLICY finder ON students_transfer;
REVOKE ALL ON students_transfer, students_enrolment, students_placement FROM khue_finder;
"""


class Migration(migrations.Migration):
    dependencies = [("students", "0005_transfer_requester"), ("people", "0004_handing_over")]
    operations = [migrations.RunSQL(RELEASE, UNDO)]
