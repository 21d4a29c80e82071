-- Who was told what, once, and the letters and group messages that carry it.
CREATE TABLE delivery (
    id         TEXT   NOT NULL PRIMARY KEY,
    -- `mail` to a person, or `robot` to a group.
    channel    TEXT   NOT NULL,
    -- Id of the person or robot.
    receiver   TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    -- It does not leave before this moment: quiet hours, or the wait before another try.
    not_before TEXT   NOT NULL,
    attempts   BIGINT NOT NULL,
    -- Why the last try failed: a code, never an address.
    error      TEXT   NOT NULL,
    made_at    TEXT   NOT NULL,
    tried_at   TEXT
);
CREATE INDEX delivery_state ON delivery (state, not_before);

CREATE TABLE notice (
    id       TEXT NOT NULL PRIMARY KEY,
    -- Id of a person or robot.
    receiver TEXT NOT NULL,
    -- Id of the duty, or of the problem found on a visit.
    subject  TEXT NOT NULL,
    -- Rule and the day that it is counted from.
    key      TEXT NOT NULL,
    -- What is told, in no language.
    body     TEXT NOT NULL,
    -- The day on which it was told.
    day      TEXT NOT NULL,
    made_at  TEXT NOT NULL,
    read_at  TEXT,
    -- What carries it, besides the page of notices.
    delivery TEXT REFERENCES delivery (id)
);
-- Nobody is told the same thing twice.
CREATE UNIQUE INDEX notice_once ON notice (receiver, subject, key);
CREATE INDEX notice_inbox ON notice (receiver, read_at, made_at);
CREATE INDEX notice_delivery ON notice (delivery);
CREATE INDEX notice_day ON notice (day);

-- Robots of chat groups. `sealed` holds address and signing secret, under the key of the workspace.
CREATE TABLE robot (
    id       TEXT   NOT NULL PRIMARY KEY,
    name     TEXT   NOT NULL UNIQUE,
    kind     TEXT   NOT NULL,
    language TEXT   NOT NULL,
    sealed   TEXT   NOT NULL,
    -- As much of the address as may be shown.
    shown    TEXT   NOT NULL,
    -- Units and kinds of notices that go there, as JSON lists; an empty list is all.
    units    TEXT   NOT NULL,
    whens    TEXT   NOT NULL,
    version  BIGINT NOT NULL CHECK (version >= 1)
);

-- People who want no letters; the page of notices is everybody's.
CREATE TABLE without_letters (
    person TEXT NOT NULL PRIMARY KEY REFERENCES person (id)
);
