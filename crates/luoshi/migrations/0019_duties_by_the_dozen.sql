-- What is asked of many duties at once stands in narrow rows; the whole of each stands beside them. All of it follows from
-- the events in the log.
CREATE TABLE duty_body (
    duty TEXT NOT NULL PRIMARY KEY REFERENCES duty (id),
    body TEXT NOT NULL
);
INSERT INTO duty_body (duty, body) SELECT id, body FROM duty;
ALTER TABLE duty DROP COLUMN body;

-- What is claimed of it, and by how many percentage points the report runs ahead of the steps.
ALTER TABLE duty ADD COLUMN claim TEXT NOT NULL DEFAULT '';
ALTER TABLE duty ADD COLUMN ahead BIGINT NOT NULL DEFAULT 0;
-- What waits for whoever supervises, joined by plus signs.
ALTER TABLE duty ADD COLUMN waits TEXT NOT NULL DEFAULT '';
ALTER TABLE duty ADD COLUMN submitted_by TEXT NOT NULL DEFAULT '';
ALTER TABLE duty ADD COLUMN sample TEXT NOT NULL DEFAULT '';
-- What decides whether a round asks for a report; empty for none.
ALTER TABLE duty ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE duty ADD COLUMN rhythm TEXT NOT NULL DEFAULT '';
ALTER TABLE duty ADD COLUMN assigned_on TEXT NOT NULL DEFAULT '';
ALTER TABLE duty ADD COLUMN closed_on TEXT NOT NULL DEFAULT '';
-- Rows of programs before this one are filled in when the workspace opens.
ALTER TABLE duty ADD COLUMN is_filled BOOLEAN NOT NULL DEFAULT FALSE;

CREATE INDEX duty_unfilled ON duty (id) WHERE NOT is_filled;
CREATE INDEX duty_due ON duty (due, id);
CREATE INDEX duty_state ON duty (state, due);
CREATE INDEX duty_commitment ON duty (commitment, year, unit, claim, ahead);
CREATE INDEX duty_waits ON duty (due, id) WHERE waits <> '';

-- Days on which progress was reported.
CREATE TABLE duty_report (
    duty TEXT NOT NULL REFERENCES duty (id),
    day  TEXT NOT NULL,
    PRIMARY KEY (duty, day)
);

-- Occasions for points, by the number of their event; a correction says part and points itself.
CREATE TABLE duty_occasion (
    seq      BIGINT NOT NULL PRIMARY KEY,
    duty     TEXT   NOT NULL REFERENCES duty (id),
    unit     TEXT   NOT NULL,
    day      TEXT   NOT NULL,
    occasion TEXT   NOT NULL,
    part     TEXT   NOT NULL,
    points   BIGINT NOT NULL
);
CREATE INDEX duty_occasion_unit ON duty_occasion (unit, occasion, part, points, day);
CREATE INDEX duty_occasion_duty ON duty_occasion (duty);

-- Days on which a duty counts for the score of its unit, by the number of the event with which they begin.
CREATE TABLE duty_span (
    seq   BIGINT NOT NULL PRIMARY KEY,
    duty  TEXT   NOT NULL REFERENCES duty (id),
    unit  TEXT   NOT NULL,
    begun TEXT   NOT NULL,
    -- 9999-12-31 while it lasts.
    ended TEXT   NOT NULL
);
CREATE INDEX duty_span_unit ON duty_span (unit, duty, begun, ended);
CREATE INDEX duty_span_duty ON duty_span (duty, ended);
