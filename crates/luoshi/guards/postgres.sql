-- The log is append-only also for whoever writes SQL by hand.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME; END $$;
DROP TRIGGER IF EXISTS event_no_change ON event;
CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON event FOR EACH STATEMENT EXECUTE PROCEDURE refuse_change();
DROP TRIGGER IF EXISTS snapshot_no_delete ON snapshot;
CREATE TRIGGER snapshot_no_delete BEFORE DELETE OR TRUNCATE ON snapshot FOR EACH STATEMENT EXECUTE PROCEDURE refuse_change();
DROP TRIGGER IF EXISTS publication_no_delete ON publication;
CREATE TRIGGER publication_no_delete BEFORE DELETE OR TRUNCATE ON publication FOR EACH STATEMENT EXECUTE PROCEDURE refuse_change();
DROP TRIGGER IF EXISTS publication_no_change ON publication;
CREATE TRIGGER publication_no_change BEFORE UPDATE OF number, as_of, known_at, published_at, published_by, note, targets, hash, files ON publication FOR EACH STATEMENT EXECUTE PROCEDURE refuse_change();
