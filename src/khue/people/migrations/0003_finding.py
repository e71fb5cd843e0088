"""What finds people: indexes of birth dates and open codes, and the narrow functions that see beyond custody.

`people_relatives` gives the cards of those to whom children are related, to whom sees the children. `people_own` gives
the persons that the sealed persons act for. `people_elsewhere` finds one person by an exact identifier and tells the
organisation, the year of birth and a masked name. Readings may be added by anybody in the office, in their own name, for
any person, so that who looked from elsewhere is seen by the unit that holds the record.
"""

from django.db import migrations, models

from khue.core.rows import finder_function, guard_by

SEEN = "EXISTS (SELECT FROM people_person WHERE people_person.id = people_reading.person_id)"
READING = {
    "units": f"TO khue_app USING ({SEEN}) WITH CHECK (user_id = (SELECT khue_user()))",
    "province": "TO khue_province USING ((SELECT khue_everywhere('people')))",
    "reader": "FOR SELECT TO khue_reader USING ((SELECT current_setting('khue.people', true) = '*'))",
    "citizen": "FOR SELECT TO khue_citizen USING (person_id = ANY ((SELECT khue_own())::bigint[]))",
}

RELATIVES = """
SELECT r.id, r.person_id, r.relative_id, p.full_name::text, extract(year FROM p.birth_date)::int, p.sex::text,
    p.custody_id
FROM people_person c
JOIN people_relation r ON r.person_id = c.id
JOIN people_person p ON p.id = r.relative_id
WHERE c.id = ANY (children) AND (
    (SELECT khue_everywhere('people'))
    OR c.custody_id = ANY ((SELECT khue_places('people'))::bigint[])
    OR c.id = ANY ((SELECT khue_own())::bigint[])
)
"""

OWN = """
SELECT unnest((SELECT khue_own())::bigint[])
UNION
SELECT c.id FROM people_relation r JOIN people_person c ON c.id = r.person_id
WHERE r.relative_id = ANY ((SELECT khue_own())::bigint[]) AND r.is_guardian AND upper_inf(r.period)
    AND c.merged_into_id IS NULL AND c.died_on IS NULL
    AND (r.kind = 'guardian' OR c.birth_date IS NULL OR c.birth_date > current_date - interval '18 years')
"""

ELSEWHERE = """
SELECT p.id, p.custody_id, extract(year FROM p.birth_date)::int,
    concat_ws(' ', nullif(left(p.family_name, 1), '') || '.', nullif(left(p.middle_name, 1), '') || '.', p.given_name)
FROM people_identifier i JOIN people_person p ON p.id = i.person_id
WHERE i.scheme = kind AND i.blind = wanted AND upper_inf(i.period) AND p.merged_into_id IS NULL
    AND ((SELECT khue_everywhere('people')) OR cardinality((SELECT khue_places('people'))) > 0)
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_guard")]
    operations = [
        migrations.AddIndex(
            model_name="person", index=models.Index(fields=["birth_date"], name="people_person_by_birth")
        ),
        migrations.AddIndex(
            model_name="identifier",
            index=models.Index(
                fields=["shown"], name="people_identifier_open", condition=models.Q(sealed__isnull=True)
            ),
        ),
        guard_by("people_reading", READING),
        finder_function(
            "people_relatives",
            "children bigint[]",
            "TABLE (relation_id bigint, person_id bigint, relative_id bigint, full_name text, birth_year int, sex text,"
            " custody_id bigint)",
            RELATIVES,
            reads=["people_person", "people_relation"],
        ),
        finder_function("people_own", "", "SETOF bigint", OWN, reads=["people_person", "people_relation"]),
        finder_function(
            "people_elsewhere",
            "kind text, wanted bytea",
            "TABLE (person_id bigint, custody_id bigint, birth_year int, masked_name text)",
            ELSEWHERE,
            reads=["people_person", "people_identifier"],
        ),
    ]
