-- What every database of Khuê holds before the first migration: extensions, privileges, leakproof operators.
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CREATE, USAGE ON SCHEMA public TO khue_owner, khue_finder;
GRANT USAGE ON SCHEMA public TO khue_app, khue_province, khue_citizen, khue_reader, khue_backup;
ALTER DEFAULT PRIVILEGES FOR ROLE khue_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES
  TO khue_app, khue_province, khue_citizen;
ALTER DEFAULT PRIVILEGES FOR ROLE khue_owner GRANT USAGE, SELECT ON SEQUENCES TO khue_app, khue_province, khue_citizen;
ALTER DEFAULT PRIVILEGES FOR ROLE khue_owner GRANT SELECT ON TABLES TO khue_reader;

-- Under row-level security an operator may use its index only when its function is leakproof. These compare a value
-- with a pattern, a word, a range or a list; their errors depend on what was asked, never on what is stored.
DO $$
DECLARE
  found regprocedure;
BEGIN
  FOR found IN
    SELECT oid FROM pg_proc
    WHERE NOT proleakproof
      AND pronamespace IN ('pg_catalog'::regnamespace, 'public'::regnamespace)
      AND proname IN (
        'textlike', 'textnlike', 'texticlike', 'texticnlike', 'textregexeq', 'textregexne', 'texticregexeq',
        'texticregexne', 'starts_with', 'ts_match_vq', 'ts_match_qv',
        'similarity_op', 'word_similarity_op', 'word_similarity_commutator_op',
        'strict_word_similarity_op', 'strict_word_similarity_commutator_op',
        'range_overlaps', 'range_contains', 'range_contained_by', 'range_contains_elem', 'elem_contained_by_range',
        'arrayoverlap', 'arraycontains', 'arraycontained')
  LOOP
    EXECUTE format('ALTER FUNCTION %s LEAKPROOF', found);
  END LOOP;
END $$;
ALTER FUNCTION to_tsvector(regconfig, text) LEAKPROOF;  -- cuts a text into words for the index of names
