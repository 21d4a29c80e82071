-- Files of missing children (控辍保学一生一档): the fold of their events in the log, kept for lists and for the next decision.
CREATE TABLE case_file (
    id         TEXT   NOT NULL PRIMARY KEY,
    -- Person key (decision 0003); who it is stands in the snapshots alone. A child that vanishes again has the same file.
    child      TEXT   NOT NULL UNIQUE,
    township   TEXT   NOT NULL,
    -- School that the child was last on the roll of; empty when nobody knows.
    school     TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    body       TEXT   NOT NULL,
    -- Counts the changes: whoever decided on an older one is told so.
    version    BIGINT NOT NULL,
    changed_at TEXT   NOT NULL,
    changed_by TEXT   NOT NULL
);
CREATE INDEX case_file_township ON case_file (township, state);
CREATE INDEX case_file_school ON case_file (school, state);
-- Where a child stood in earlier runs.
CREATE INDEX reconciled_child_child ON reconciled_child (child);
