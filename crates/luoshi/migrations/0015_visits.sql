-- Which leader is linked to which school, the visits, and the problems found there.
CREATE TABLE linked_school (
    id       TEXT NOT NULL PRIMARY KEY,
    person   TEXT NOT NULL REFERENCES person (id),
    school   TEXT NOT NULL,
    since    TEXT NOT NULL,
    ended_on TEXT
);
-- A leader is linked to a school once at a time.
CREATE UNIQUE INDEX linked_school_now ON linked_school (person, school) WHERE ended_on IS NULL;

CREATE TABLE visit (
    id          TEXT   NOT NULL PRIMARY KEY,
    person      TEXT   NOT NULL REFERENCES person (id),
    school      TEXT   NOT NULL,
    planned_for TEXT   NOT NULL,
    -- The day on which it took place; none while it is planned.
    held_on     TEXT,
    -- What was seen; of a visit that was called off, why.
    words       TEXT   NOT NULL,
    called_off  BOOLEAN NOT NULL,
    version     BIGINT NOT NULL CHECK (version >= 1)
);
CREATE INDEX visit_school ON visit (school, planned_for);

CREATE TABLE visit_problem (
    id          TEXT   NOT NULL PRIMARY KEY,
    visit       TEXT   NOT NULL REFERENCES visit (id),
    words       TEXT   NOT NULL,
    -- Unit of the plan that solves it.
    unit        TEXT   NOT NULL,
    due         TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    -- What the unit says that it did.
    answer      TEXT   NOT NULL,
    answered_on TEXT,
    -- Why it was sent back last.
    reason      TEXT   NOT NULL,
    solved_on   TEXT,
    version     BIGINT NOT NULL CHECK (version >= 1)
);
CREATE INDEX visit_problem_visit ON visit_problem (visit);
CREATE INDEX visit_problem_unit ON visit_problem (unit, state);
