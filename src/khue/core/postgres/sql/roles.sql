-- The roles of Khuê. They belong to the whole server; running this again changes nothing but what differs.
DO $$
DECLARE
  role text;
BEGIN
  FOREACH role IN ARRAY ARRAY[
    'khue_owner', 'khue_app', 'khue_province', 'khue_citizen', 'khue_finder', 'khue_reader', 'khue_backup'
  ] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      EXECUTE format('CREATE ROLE %I', role);
    END IF;
  END LOOP;
END $$;
ALTER ROLE khue_owner LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION;
ALTER ROLE khue_app LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION;
ALTER ROLE khue_province NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION;
ALTER ROLE khue_citizen NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION;
ALTER ROLE khue_finder NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION;
ALTER ROLE khue_reader LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION;
ALTER ROLE khue_backup LOGIN NOSUPERUSER BYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION;
ALTER ROLE khue_reader SET default_transaction_read_only = on;
ALTER ROLE khue_backup SET default_transaction_read_only = on;
GRANT khue_province, khue_citizen TO khue_app;
GRANT khue_finder TO khue_owner;  -- NOINHERIT: the owner may make its functions, and still sees no row
GRANT pg_read_all_data TO khue_backup;
