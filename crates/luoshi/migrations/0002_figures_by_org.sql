-- A figure is named by its fingerprint and its org, so that one can be read without the others. What was computed is made
-- again from the snapshots when it is next asked for.
DROP TABLE figure;
DELETE FROM computation;
CREATE TABLE figure (
    fingerprint TEXT   NOT NULL REFERENCES computation (fingerprint),
    org         TEXT   NOT NULL,
    level       TEXT   NOT NULL,
    numerator   TEXT,
    denominator TEXT,
    value       TEXT,
    row_count   BIGINT NOT NULL CHECK (row_count >= 0),
    flags       TEXT   NOT NULL,
    PRIMARY KEY (fingerprint, org)
);
