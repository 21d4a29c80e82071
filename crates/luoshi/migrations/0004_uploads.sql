-- Workbooks that came in on the site: waiting for their check, or for somebody to decide. The file and what the check
-- found lie in uploads/ID until then; nothing of it is a fact before a snapshot names it.
CREATE TABLE upload (
    id              TEXT    NOT NULL PRIMARY KEY,
    dataset         TEXT    NOT NULL,
    scope           TEXT    NOT NULL,
    as_of           TEXT    NOT NULL,
    source_name     TEXT    NOT NULL,
    source_sha256   TEXT    NOT NULL,
    byte_count      BIGINT  NOT NULL CHECK (byte_count >= 0),
    person          TEXT    NOT NULL REFERENCES person (id),
    -- Whoever accepted it.
    decider         TEXT    REFERENCES person (id),
    state           TEXT    NOT NULL,
    valid_rows_only BOOLEAN NOT NULL,
    drift_reason    TEXT,
    rows_read       BIGINT  NOT NULL CHECK (rows_read >= 0),
    snapshot        TEXT    REFERENCES snapshot (id),
    created_at      TEXT    NOT NULL,
    changed_at      TEXT    NOT NULL
);
CREATE INDEX upload_dataset ON upload (dataset, created_at);
CREATE INDEX upload_state ON upload (state, created_at);
