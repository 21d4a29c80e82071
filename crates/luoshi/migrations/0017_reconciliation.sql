-- Comparisons of the register of children with the rolls. A child and a pupil are named by person keys (decision 0003): what they
-- are called stands in the snapshots alone.
CREATE TABLE reconciliation (
    id          TEXT   NOT NULL PRIMARY KEY,
    declaration TEXT   NOT NULL,
    -- How many runs of the declaration there were, this one included; what people call it by.
    number      BIGINT NOT NULL CHECK (number >= 1),
    as_of       TEXT   NOT NULL,
    made_at     TEXT   NOT NULL,
    made_by     TEXT   NOT NULL,
    -- Of the declaration, the snapshots and the decisions that it was made of.
    fingerprint TEXT   NOT NULL,
    -- running, done, failed, cancelled.
    state       TEXT   NOT NULL,
    ended_at    TEXT,
    -- Whether evidence was weighed anew from the decisions of people.
    learned     BOOLEAN NOT NULL,
    -- Ids of the snapshots that were read, as JSON.
    inputs      TEXT   NOT NULL,
    -- Snapshot that the result became.
    snapshot    TEXT   REFERENCES snapshot (id),
    -- Counts, as JSON.
    summary     TEXT   NOT NULL
);
CREATE UNIQUE INDEX reconciliation_number ON reconciliation (declaration, number);

CREATE TABLE reconciled_child (
    reconciliation TEXT NOT NULL REFERENCES reconciliation (id),
    -- Person key of the child; of a pupil without any, its roll key after a letter.
    child          TEXT NOT NULL,
    standing       TEXT NOT NULL,
    -- Standing in the run before.
    before         TEXT,
    -- Township of residence.
    area           TEXT NOT NULL,
    -- School on whose roll the child is.
    school         TEXT,
    -- Rule of the declaration that the standing follows from, or what the program says.
    reason         TEXT,
    -- A rule that says something that cannot be true besides.
    contradiction  TEXT,
    -- Full years on the day that counts.
    age            BIGINT,
    probability    DOUBLE PRECISION,
    -- Roll key of the pupil that the child was taken for, or may be.
    pupil          TEXT,
    PRIMARY KEY (reconciliation, child)
);
CREATE INDEX reconciled_child_area ON reconciled_child (reconciliation, area, standing);

-- Pairs that are neither sure nor excluded, with what speaks for and against them.
CREATE TABLE reconciled_pair (
    reconciliation TEXT NOT NULL REFERENCES reconciliation (id),
    child          TEXT NOT NULL,
    -- Roll key.
    pupil          TEXT NOT NULL,
    area           TEXT NOT NULL,
    school         TEXT NOT NULL,
    probability    DOUBLE PRECISION NOT NULL,
    -- Bits of evidence, as JSON.
    evidence       TEXT NOT NULL,
    PRIMARY KEY (reconciliation, child, pupil)
);

-- What people said of pairs: each person once of a pair, and may think better of it.
CREATE TABLE pair_answer (
    declaration TEXT   NOT NULL,
    child       TEXT   NOT NULL,
    pupil       TEXT   NOT NULL,
    person      TEXT   NOT NULL REFERENCES person (id),
    -- same, other, later.
    answer      TEXT   NOT NULL,
    answered_at TEXT   NOT NULL,
    PRIMARY KEY (declaration, child, pupil, person)
);
