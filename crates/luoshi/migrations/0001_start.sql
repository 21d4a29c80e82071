-- One SQL text for SQLite and PostgreSQL: TEXT, BIGINT, BOOLEAN; dates and times as ISO 8601 text of fixed width;
-- exact numbers as canonical decimal text. Ids are UUIDv7 made by the program.

-- Accepted imports: the manifest of immutable Parquet files.
CREATE TABLE snapshot (
    id            TEXT   NOT NULL PRIMARY KEY,
    dataset       TEXT   NOT NULL,
    scope         TEXT   NOT NULL,
    as_of         TEXT   NOT NULL,
    recorded_at   TEXT   NOT NULL,
    withdrawn_at  TEXT,
    file          TEXT   NOT NULL UNIQUE,
    sha256        TEXT   NOT NULL,
    row_count     BIGINT NOT NULL CHECK (row_count >= 0),
    left_out      BIGINT NOT NULL CHECK (left_out >= 0),
    source_name   TEXT   NOT NULL,
    source_sha256 TEXT   NOT NULL,
    importer      TEXT   NOT NULL
);
CREATE INDEX snapshot_dataset ON snapshot (dataset, scope, as_of);

-- Every try to import, accepted or refused. Nothing of a refused file is kept but this row.
CREATE TABLE attempt (
    id            TEXT   NOT NULL PRIMARY KEY,
    dataset       TEXT   NOT NULL,
    scope         TEXT   NOT NULL,
    as_of         TEXT   NOT NULL,
    recorded_at   TEXT   NOT NULL,
    source_name   TEXT   NOT NULL,
    source_sha256 TEXT   NOT NULL,
    importer      TEXT   NOT NULL,
    rows_read     BIGINT NOT NULL CHECK (rows_read >= 0),
    refused       BIGINT NOT NULL CHECK (refused >= 0),
    warned        BIGINT NOT NULL CHECK (warned >= 0),
    snapshot      TEXT   REFERENCES snapshot (id)
);

-- Definitions of indicators as they were when a figure was first computed with them.
CREATE TABLE definition (
    indicator   TEXT   NOT NULL,
    valid_from  BIGINT NOT NULL,
    hash        TEXT   NOT NULL,
    body        TEXT   NOT NULL,
    first_seen  TEXT   NOT NULL,
    reason      TEXT,
    PRIMARY KEY (indicator, valid_from, first_seen)
);

-- One computation of one indicator for one year; the fingerprint covers definition, inputs and engine.
CREATE TABLE computation (
    fingerprint TEXT   NOT NULL PRIMARY KEY,
    indicator   TEXT   NOT NULL,
    period      BIGINT NOT NULL,
    definition  TEXT   NOT NULL,
    inputs      TEXT   NOT NULL,
    computed_at TEXT   NOT NULL
);

CREATE TABLE figure (
    fingerprint TEXT   NOT NULL REFERENCES computation (fingerprint),
    position    BIGINT NOT NULL,
    org         TEXT   NOT NULL,
    level       TEXT   NOT NULL,
    numerator   TEXT,
    denominator TEXT,
    value       TEXT,
    row_count   BIGINT NOT NULL CHECK (row_count >= 0),
    flags       TEXT   NOT NULL,
    PRIMARY KEY (fingerprint, position)
);

-- Figures entered by hand, each with its evidence.
CREATE TABLE measure (
    id              TEXT   NOT NULL PRIMARY KEY,
    indicator       TEXT   NOT NULL,
    org             TEXT   NOT NULL,
    period          BIGINT NOT NULL,
    value           TEXT   NOT NULL,
    held_on         TEXT   NOT NULL,
    evidence_name   TEXT   NOT NULL,
    evidence_sha256 TEXT   NOT NULL,
    reporter        TEXT   NOT NULL,
    note            TEXT   NOT NULL,
    recorded_at     TEXT   NOT NULL
);
CREATE INDEX measure_indicator ON measure (indicator, org, period);

-- Append-only log; each row's hash covers the row before it.
CREATE TABLE event (
    seq         BIGINT NOT NULL PRIMARY KEY,
    recorded_at TEXT   NOT NULL,
    actor       TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    subject     TEXT   NOT NULL,
    body        TEXT   NOT NULL,
    prev_hash   TEXT   NOT NULL UNIQUE,
    hash        TEXT   NOT NULL UNIQUE
);

-- Head of the log: updating it first makes writers queue, so that the chain never forks.
CREATE TABLE chain (
    id   BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    seq  BIGINT NOT NULL,
    hash TEXT   NOT NULL
);
INSERT INTO chain (id, seq, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
