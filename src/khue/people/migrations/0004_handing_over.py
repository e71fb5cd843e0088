"""The two narrow functions of handing a record over: what the taker may see before, and the passing itself."""

from django.db import migrations

from khue.core.rows import finder_function

OFFERED = """
    SELECT offer.id, person.id, person.full_name::text, person.birth_date, person.sex::text
    FROM people_handover offer JOIN people_person person ON person.id = offer.person_id
    WHERE offer.state = 'offered'
      AND (offer.places && (SELECT khue_places('people'))::bigint[] OR (SELECT khue_everywhere('people')))
"""

# Custody is changed nowhere else. The caller learns nothing of an offer that is not made to a place of his.
TAKE_OVER = """
GRANT UPDATE ON people_person, people_handover TO khue_finder;
GRANT SELECT, INSERT, UPDATE ON people_custody TO khue_finder;
GRANT USAGE ON SEQUENCE people_custody_id_seq TO khue_finder;
CREATE POLICY finder_hands_over ON people_person FOR UPDATE TO khue_finder USING (true);
CREATE POLICY finder_answers ON people_handover FOR UPDATE TO khue_finder USING (true);
CREATE POLICY finder_keeps_time ON people_custody TO khue_finder USING (true);
SET LOCAL ROLE khue_finder;
CREATE FUNCTION people_take_over(offer bigint, moment timestamptz) RETURNS text LANGUAGE plpgsql VOLATILE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held people_handover;
    person people_person;
    since timestamptz;
BEGIN
    SELECT * INTO held FROM people_handover WHERE id = offer FOR UPDATE;
    IF NOT FOUND OR NOT (held.taker_id = ANY (khue_places('people')) OR khue_everywhere('people')) THEN
        RETURN 'missing';
    END IF;
    IF held.state <> 'offered' THEN
        RETURN 'answered';
    END IF;
    SELECT * INTO person FROM people_person WHERE id = held.person_id FOR UPDATE;
    IF person.merged_into_id IS NOT NULL THEN
        RETURN 'merged';
    END IF;
    IF person.custody_id <> held.giver_id THEN
        RETURN 'moved';
    END IF;
    SELECT lower(period) INTO since FROM people_custody WHERE person_id = person.id AND upper_inf(period) FOR UPDATE;
    moment := greatest(moment, since + interval '1 microsecond');
    UPDATE people_custody SET period = tstzrange(since, moment) WHERE person_id = person.id AND upper_inf(period);
    INSERT INTO people_custody (person_id, organisation_id, period)
        VALUES (person.id, held.taker_id, tstzrange(moment, NULL));
    UPDATE people_person SET custody_id = held.taker_id, version = version + 1, changed_at = moment
        WHERE id = person.id;
    UPDATE people_handover SET state = 'accepted', answered_at = moment, answered_by = nullif(khue_user(), 0)
        WHERE id = held.id;
    RETURN 'done';
END $$;
REVOKE ALL ON FUNCTION people_take_over(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_take_over(bigint, timestamptz) TO khue_app, khue_province;
RESET ROLE;
"""
UNDO = """
SET LOCAL ROLE khue_finder;
DROP FUNCTION people_take_over(bigint, timestamptz);
RESET ROLE;
DROP POLICY finder_keeps_time ON people_custody;
DROP POLICY finder_answers ON people_handover;
DROP POLICY finder_hands_over ON people_person;
REVOKE ALL ON people_custody FROM khue_finder;
REVOKE UPDATE ON people_person, people_handover FROM khue_finder;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0003_finding")]
    operations = [
        finder_function(
            "people_offered",
            "",
            "TABLE (handover_id bigint, person_id bigint, full_name text, birth_date date, sex text)",
            OFFERED,
            reads=["people_handover", "people_person"],
        ),
        migrations.RunSQL(TAKE_OVER, UNDO),
    ]
