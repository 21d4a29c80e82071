-- Duties (督办事项): the fold of their events in the log, kept for lists and for the next decision.
CREATE TABLE duty (
    id         TEXT NOT NULL PRIMARY KEY,
    commitment TEXT NOT NULL,
    year       BIGINT NOT NULL,
    -- The unit that leads; all units are in duty_unit.
    unit       TEXT NOT NULL,
    state      TEXT NOT NULL,
    due        TEXT NOT NULL,
    -- What the last report says of the pace; empty without one.
    pace       TEXT NOT NULL,
    -- Colour of the worst slip that is not settled; empty without one.
    slip       TEXT NOT NULL,
    body       TEXT NOT NULL,
    -- Counts the changes: whoever decided on an older one is told so.
    version    BIGINT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL
);
-- One that was taken back does not stand in the way of another.
CREATE UNIQUE INDEX duty_once ON duty (commitment, year, unit) WHERE state <> 'void';
CREATE INDEX duty_year ON duty (year, state, due);

CREATE TABLE duty_unit (
    unit TEXT NOT NULL,
    duty TEXT NOT NULL REFERENCES duty (id),
    PRIMARY KEY (unit, duty)
);
CREATE INDEX duty_unit_duty ON duty_unit (duty);

CREATE INDEX event_subject ON event (subject, seq);
