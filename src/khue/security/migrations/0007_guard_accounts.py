"""Accounts, and all by which they are entered, are written by those who may: whoever manages them, or the account."""

from django.db import migrations

# Where somebody holds anything of «security», they manage the accounts whose posts, now and to come, all lie there, and
# accounts without a post that they invited, or just opened; as `security.queries.accounts` does.
KEEP = """
CREATE FUNCTION security_manages(account bigint) RETURNS boolean LANGUAGE plpgsql STABLE
    SET search_path = public, pg_temp AS $$
DECLARE
    places bigint[] := khue_places('security');
    today date := (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date;
    inside bigint;
    outside bigint;
BEGIN
    IF khue_user() = 0 OR khue_everywhere('security') THEN
        RETURN true;
    END IF;
    SELECT count(*) FILTER (WHERE organisation_id = ANY (places)),
           count(*) FILTER (WHERE organisation_id <> ALL (places))
    INTO inside, outside
    FROM security_grant WHERE user_id = account AND (upper_inf(period) OR upper(period) > today);
    RETURN cardinality(places) > 0 AND outside = 0 AND (
        inside > 0
        OR EXISTS (SELECT FROM security_invitation WHERE user_id = account AND invited_by_id = khue_user())
        OR NOT EXISTS (SELECT FROM security_user WHERE id = account AND opened_at < now() - interval '5 minutes')
    );
END $$;

-- Arguments: by whom the row is written, 'managed' or 'own'; then the columns that anybody may write, as a sign-in does.
CREATE FUNCTION security_keep_accounts() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    written jsonb;
    account bigint;
BEGIN
    IF current_user NOT IN ('khue_app', 'khue_province', 'khue_citizen') THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF before - TG_ARGV = after - TG_ARGV AND (after ->> 'used_at' IS NOT NULL OR before ->> 'used_at' IS NULL) THEN
        RETURN NEW;  -- what was used once does not become unused
    END IF;
    FOREACH written IN ARRAY ARRAY[before, after] LOOP
        account := coalesce(written ->> 'user_id', written ->> 'id')::bigint;
        CONTINUE WHEN written IS NULL OR khue_user() = 0;
        CONTINUE WHEN TG_ARGV[0] = 'own' AND account = khue_user();
        CONTINUE WHEN (TG_ARGV[0] = 'managed' OR TG_OP = 'DELETE') AND security_manages(account);
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
"""
SIGNING = "'password', 'last_login', 'failures', 'locked_until', 'must_change_password', 'password_set_at'"
KEPT = {
    "security_user": f"'managed', {SIGNING}",
    "security_invitation": "'managed', 'used_at'",
    "security_identity": "'own', 'used_at'",
    "security_passkey": "'own', 'used_at', 'counter'",
    "security_authenticator": "'own', 'used_at', 'last_step'",
    "security_recoverycode": "'own', 'used_at'",
}
TRIGGERS = "".join(
    f"CREATE TRIGGER keep_accounts BEFORE INSERT OR UPDATE OR DELETE ON {table}"
    f" FOR EACH ROW EXECUTE FUNCTION security_keep_accounts({arguments});\n"
    for table, arguments in KEPT.items()
)
UNDO = "".join(f"DROP TRIGGER keep_accounts ON {table};\n" for table in KEPT)


class Migration(migrations.Migration):
    dependencies = [
        ("security", "0006_grants_from_a_sheet"),
        ("people", "0002_guard"),
    ]
    operations = [
        migrations.RunSQL(
            KEEP + TRIGGERS, UNDO + "DROP FUNCTION security_keep_accounts(); DROP FUNCTION security_manages(bigint);"
        ),
    ]
