"""What a guard of accounts and grants asks for is one permission by its name, not any of «security».

Grants are read by who may know them: the account itself, who gave them or handed them on, who watches over the unit.
"""

from django.db import migrations

from khue.core.rows import finder_function, guard_by

WEB = "'khue_app', 'khue_province', 'khue_citizen'"
LASTING = "(upper_inf(period) OR upper(period) > (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)"

# Grants that stand on the reader's own ones, over several steps.
HANDED_ON = """
WITH RECURSIVE handed AS (
    SELECT d.id FROM security_grant d JOIN security_grant g ON g.id = d.of_id WHERE g.user_id = khue_user()
    UNION
    SELECT d.id FROM security_grant d JOIN handed h ON d.of_id = h.id
)
SELECT coalesce(array_agg(id), '{}') FROM handed
"""
# Grants on which the reader's own ones stand.
STOOD_ON = """
SELECT coalesce(array_agg(of_id), '{}') FROM security_grant WHERE user_id = khue_user() AND of_id IS NOT NULL
"""
# Where the posts of an account lie, now and to come, seen from where the permission is held.
POSTS = f"""
SELECT CASE WHEN bool_or(organisation_id <> ALL (khue_places(permission))) THEN 'outside'
            WHEN count(*) > 0 THEN 'inside' ELSE 'none' END
FROM security_grant WHERE user_id = account AND {LASTING}
"""
# The accounts that somebody manages: whose posts all lie where the permission is held; invited and without a post yet.
MANAGED = f"""
SELECT DISTINCT g.user_id FROM security_grant g
WHERE g.organisation_id = ANY (khue_places(permission)) AND {LASTING} AND NOT EXISTS (
    SELECT FROM security_grant WHERE user_id = g.user_id AND {LASTING}
        AND organisation_id <> ALL (khue_places(permission)))
UNION
SELECT i.user_id FROM security_invitation i
WHERE i.invited_by_id = khue_user() AND NOT EXISTS (SELECT FROM security_grant WHERE user_id = i.user_id AND {LASTING})
"""

KNOWN = (
    "user_id = (SELECT khue_user()) OR given_by_id = (SELECT khue_user())"
    " OR id = ANY ((SELECT security_handed_on())::bigint[]) OR id = ANY ((SELECT security_stood_on())::bigint[])"
)
WATCHED = "organisation_id = ANY ((SELECT khue_places('security.see_grants'))::bigint[])"
REVIEWED = "organisation_id = ANY ((SELECT khue_places('security.review_break_glass'))::bigint[])"
OWN = "user_id = (SELECT khue_user())"
SEES, REVIEWS = (f"(SELECT khue_everywhere('security.{one}'))" for one in ("see_grants", "review_break_glass"))

KEEP = f"""
CREATE FUNCTION security_may(permission text, unit bigint) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp
    AS $$ SELECT khue_everywhere(permission) OR unit = ANY (khue_places(permission)) $$;

DROP FUNCTION security_manages(bigint);
CREATE FUNCTION security_manages(account bigint, permission text) RETURNS boolean LANGUAGE plpgsql STABLE
    SET search_path = public, pg_temp AS $$
DECLARE
    posts text;
BEGIN
    IF khue_user() = 0 OR khue_everywhere(permission) THEN
        RETURN true;
    END IF;
    posts := security_posts(account, permission);
    RETURN cardinality(khue_places(permission)) > 0 AND (
        posts = 'inside'
        OR posts = 'none' AND (
            EXISTS (SELECT FROM security_invitation WHERE user_id = account AND invited_by_id = khue_user())
            OR NOT EXISTS (SELECT FROM security_user WHERE id = account AND opened_at < now() - interval '5 minutes')
        )
    );
END $$;

-- Arguments: by whom the row is written, 'managed' or 'own'; then the columns that anybody may write, as a sign-in does.
CREATE OR REPLACE FUNCTION security_keep_accounts() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE
    before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    permission text := 'security.' || CASE TG_ARGV[0] WHEN 'managed' THEN 'manage_accounts' ELSE 'reset_factor' END;
    written jsonb;
    account bigint;
BEGIN
    IF current_user NOT IN ({WEB}) THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF before - TG_ARGV = after - TG_ARGV AND (after ->> 'used_at' IS NOT NULL OR before ->> 'used_at' IS NULL) THEN
        RETURN NEW;  -- what was used once does not become unused
    END IF;
    FOREACH written IN ARRAY ARRAY[before, after] LOOP
        account := coalesce(written ->> 'user_id', written ->> 'id')::bigint;
        CONTINUE WHEN written IS NULL OR khue_user() = 0;
        CONTINUE WHEN TG_ARGV[0] = 'own' AND account = khue_user();
        CONTINUE WHEN (TG_ARGV[0] = 'managed' OR TG_OP = 'DELETE') AND security_manages(account, permission);
        RAISE EXCEPTION 'an account is written by who manages it' USING ERRCODE = 'insufficient_privilege';
    END LOOP;
    IF before ->> 'username' <> after ->> 'username' THEN
        RAISE EXCEPTION 'the name of an account never changes' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF after ->> 'person_id' IS DISTINCT FROM before ->> 'person_id' AND after ->> 'person_id' IS NOT NULL
        AND NOT EXISTS (SELECT FROM people_person WHERE id = (after ->> 'person_id')::bigint) THEN
        RAISE EXCEPTION 'an account is of a person whom one may see' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

-- Each kind of grant has its own way: given, moved with the unit, handed on from one's own, opened in an emergency.
CREATE FUNCTION security_may_add(new security_grant) RETURNS boolean LANGUAGE plpgsql STABLE
    SET search_path = public, pg_temp AS $$
DECLARE
    source security_grant;
    never text[] := '{{security.give_grants,security.manage_accounts,security.move_posts}}';
    today date := (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date;
BEGIN
    SELECT * INTO source FROM security_grant WHERE id = new.of_id;
    IF new.kind = 'break_glass' THEN
        RETURN new.user_id = khue_user() AND new.given_by_id = khue_user() AND new.role = 'emergency'
            AND new.organisation_id = ANY (khue_places('security.break_glass.beyond')) AND new.only = '{{}}'
            AND new.until <= clock_timestamp() + interval '4 hours 5 minutes'
            AND lower(new.period) >= today AND upper(new.period) <= today + 2;
    ELSIF new.kind = 'moved' THEN
        RETURN security_may('security.move_posts', new.organisation_id)
            AND security_may('security.move_posts', source.organisation_id)
            AND new.user_id = source.user_id AND new.role = source.role AND new.only = source.only;
    ELSIF new.user_id = khue_user() OR new.given_by_id IS DISTINCT FROM khue_user() THEN
        RETURN false;
    ELSIF new.kind = 'given' THEN
        RETURN security_may('security.give_grants', new.organisation_id) AND (new.waits OR new.role NOT IN
            ('head_of_department', 'auditor', 'data_officer', 'system_administrator'));
    END IF;
    RETURN new.role = source.role AND new.only <> '{{}}' AND NOT new.only::text[] && never
        AND (source.only = '{{}}' OR new.only <@ source.only)
        AND CASE WHEN source.user_id = khue_user()
            THEN security_may('security.delegate', new.organisation_id)
                AND (source.kind NOT IN ('delegated', 'substitution') OR source.may_pass_on)
            ELSE new.kind = 'substitution' AND new.organisation_id = source.organisation_id
                AND security_may('security.give_grants', new.organisation_id) END;
END $$;

-- What was given stays; its term is cut short, ended, or confirmed by another. Only a move that is undone lengthens it.
CREATE FUNCTION security_may_change(old security_grant, new security_grant) RETURNS boolean LANGUAGE plpgsql STABLE
    SET search_path = public, pg_temp AS $$
DECLARE
    changing text[] := '{{period,until,waits,confirmed_by_id,ended_why,ended_by_id,ended_at,batch_id}}';
    gives boolean := security_may('security.give_grants', old.organisation_id);
BEGIN
    IF to_jsonb(old) - changing <> to_jsonb(new) - changing THEN
        RETURN false;
    ELSIF security_may('security.move_posts', old.organisation_id) AND old.kind <> 'break_glass' THEN
        RETURN new.waits = old.waits AND new.confirmed_by_id IS NOT DISTINCT FROM old.confirmed_by_id
            OR gives AND new.confirmed_by_id = khue_user();
    END IF;
    RETURN (gives OR old.id = ANY (security_handed_on()))
        AND new.period <@ old.period AND (old.until IS NULL OR new.until <= old.until)
        AND (old.ended_at IS NULL OR new.ended_at IS NOT NULL)
        AND (new.waits = old.waits AND new.confirmed_by_id IS NOT DISTINCT FROM old.confirmed_by_id
            OR gives AND new.confirmed_by_id = khue_user());
END $$;

CREATE OR REPLACE FUNCTION security_keep_grants() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE
    may boolean := true;
BEGIN
    IF current_user IN ({WEB}) AND khue_user() IS DISTINCT FROM 0 THEN
        may := CASE TG_OP WHEN 'INSERT' THEN security_may_add(NEW) WHEN 'UPDATE' THEN security_may_change(OLD, NEW)
            ELSE false END;
    END IF;
    IF may IS NOT TRUE THEN
        RAISE EXCEPTION 'grants are given where one may give them' USING ERRCODE = 'insufficient_privilege';
    ELSIF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.kind IN ('delegated', 'substitution')
        AND NOT NEW.period <@ (SELECT period FROM security_grant WHERE id = NEW.of_id) THEN
        RAISE EXCEPTION 'a delegation lies within the term of its grant' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("security", "0007_guard_accounts"),
        ("core", "0003_sealed_settings"),
    ]
    operations = [
        finder_function("security_handed_on", "", "bigint[]", HANDED_ON, reads=["security_grant"]),
        finder_function("security_stood_on", "", "bigint[]", STOOD_ON, reads=["security_grant"]),
        finder_function("security_posts", "account bigint, permission text", "text", POSTS, reads=["security_grant"]),
        finder_function(
            "security_managed",
            "permission text",
            "SETOF bigint",
            MANAGED,
            reads=["security_grant"],
        ),
        migrations.RunSQL("GRANT SELECT ON security_invitation TO khue_finder;" + KEEP),
        guard_by(
            "security_grant",
            {
                "units": f"TO khue_app USING ({WATCHED} OR {KNOWN})",
                "province": f"TO khue_province USING ({SEES} OR {KNOWN})",
                "citizen": f"FOR SELECT TO khue_citizen USING ({KNOWN})",
            },
        ),
        guard_by(
            "security_opening",
            {
                "units": f"FOR SELECT TO khue_app USING ({WATCHED} OR {REVIEWED} OR {OWN})",
                "province": f"FOR SELECT TO khue_province USING ({SEES} OR {REVIEWS} OR {OWN})",
                "adds": "FOR INSERT TO khue_app, khue_province WITH CHECK ((SELECT khue_user()) = 0 OR finding = ''"
                f" AND {OWN} AND organisation_id = ANY ((SELECT khue_places('security.break_glass.beyond'))::bigint[]))",
                "changes": "FOR UPDATE TO khue_app, khue_province"
                f" USING (({REVIEWED} OR {REVIEWS}) AND user_id <> (SELECT khue_user()))",
                "removes": "FOR DELETE TO khue_province USING ((SELECT khue_user()) = 0)",
            },
        ),
    ]
