"""Who keeps the records that bear some identifiers: for the rows of a sheet, many at a time.

`people_holders` takes blind indexes and tells the keeper of each; the person only where the caller sees the record.
"""

from django.db import migrations

from khue.core.rows import finder_function

HOLDERS = """
SELECT sought.place::int,
    CASE WHEN (SELECT khue_everywhere('people')) OR person.custody_id = ANY ((SELECT khue_places('people'))::bigint[])
        THEN person.id END,
    person.custody_id
FROM unnest(schemes, blinds) WITH ORDINALITY AS sought (scheme, blind, place)
JOIN people_identifier code ON code.scheme = sought.scheme AND code.blind = sought.blind
    AND upper_inf(code.period) AND NOT code.is_disputed
JOIN people_person person ON person.id = code.person_id
WHERE (SELECT khue_everywhere('people')) OR cardinality((SELECT khue_places('people'))) > 0
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_handing_over")]
    operations = [
        finder_function(
            "people_holders",
            "schemes text[], blinds bytea[]",
            "TABLE (place int, person_id bigint, custody_id bigint)",
            HOLDERS,
            reads=["people_person", "people_identifier"],
        )
    ]
