-- What was published: editions are written once; withdrawing one adds a moment and a reason. The files themselves lie in
-- `publications/NUMBER/`; `hash` is that of `edition.json`, `files` has the SHA-256 of each by name.
CREATE TABLE publication (
    number           BIGINT NOT NULL PRIMARY KEY,
    as_of            TEXT   NOT NULL,
    known_at         TEXT   NOT NULL,
    published_at     TEXT   NOT NULL,
    published_by     TEXT   NOT NULL,
    note             TEXT   NOT NULL,
    targets          BIGINT NOT NULL CHECK (targets >= 0),
    hash             TEXT   NOT NULL,
    files            TEXT   NOT NULL,
    withdrawn_at     TEXT,
    withdrawn_by     TEXT,
    withdrawn_reason TEXT
);

-- Personal access tokens: programs read with the rights of a person. Only the SHA-256 is kept.
CREATE TABLE token (
    hash       TEXT NOT NULL PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    person     TEXT NOT NULL REFERENCES person (id),
    name       TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_on    TEXT
);
CREATE INDEX token_person ON token (person);
