-- People, what they may do, and how they come in. Secrets (sessions, links, devices, recovery codes) are kept as
-- SHA-256 only; passwords as argon2id.

CREATE TABLE person (
    id             TEXT    NOT NULL PRIMARY KEY,
    login          TEXT    NOT NULL UNIQUE,
    name           TEXT    NOT NULL,
    language       TEXT    NOT NULL,
    password       TEXT,
    totp_secret    TEXT,
    totp_last_step BIGINT  NOT NULL,
    disabled_at    TEXT,
    created_at     TEXT    NOT NULL,
    seen_at        TEXT
);

CREATE TABLE membership (
    person TEXT NOT NULL REFERENCES person (id),
    role   TEXT NOT NULL,
    scope  TEXT NOT NULL,
    PRIMARY KEY (person, role, scope)
);

-- Codes that stand in for the second factor, each once.
CREATE TABLE recovery_code (
    person TEXT NOT NULL REFERENCES person (id),
    hash   TEXT NOT NULL,
    PRIMARY KEY (person, hash)
);

CREATE TABLE session (
    hash       TEXT NOT NULL PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    person     TEXT NOT NULL REFERENCES person (id),
    agent      TEXT NOT NULL,
    created_at TEXT NOT NULL,
    seen_at    TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
CREATE INDEX session_person ON session (person);

-- One-time links: invitation and reset of a password.
CREATE TABLE link (
    hash       TEXT NOT NULL PRIMARY KEY,
    person     TEXT NOT NULL REFERENCES person (id),
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
);

-- Browsers on which a person has signed in before: failures elsewhere cannot shut these out.
CREATE TABLE device (
    hash   TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL REFERENCES person (id),
    used_at TEXT NOT NULL
);

-- Failed tries to sign in, per login from unknown browsers or per known browser.
CREATE TABLE throttle (
    bucket    TEXT   NOT NULL PRIMARY KEY,
    failures  BIGINT NOT NULL,
    failed_at TEXT   NOT NULL
);

-- Settings that are changed on the site.
CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
