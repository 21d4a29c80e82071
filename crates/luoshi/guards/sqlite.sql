-- The log is append-only also for whoever writes SQL by hand.
CREATE TRIGGER IF NOT EXISTS event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS snapshot_no_delete BEFORE DELETE ON snapshot BEGIN SELECT RAISE(ABORT, 'snapshots are withdrawn, never deleted'); END;
CREATE TRIGGER IF NOT EXISTS publication_no_delete BEFORE DELETE ON publication BEGIN SELECT RAISE(ABORT, 'editions are withdrawn, never deleted'); END;
CREATE TRIGGER IF NOT EXISTS publication_no_change BEFORE UPDATE OF number, as_of, known_at, published_at, published_by, note, targets, hash, files ON publication BEGIN SELECT RAISE(ABORT, 'editions are never changed'); END;
