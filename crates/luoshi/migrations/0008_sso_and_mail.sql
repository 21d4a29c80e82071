-- Single sign-on: which account of the provider leads to which person. Only the person makes the connection, while signed in.
CREATE TABLE sso_link (
    issuer    TEXT NOT NULL,
    subject   TEXT NOT NULL,
    person    TEXT NOT NULL UNIQUE REFERENCES person (id),
    -- What the provider calls the account, to recognise it by.
    label     TEXT NOT NULL,
    linked_at TEXT NOT NULL,
    PRIMARY KEY (issuer, subject)
);

-- Browsers that were sent to the provider, or came back and owe the code of the second factor. `hash` is that of a cookie.
CREATE TABLE sso_visit (
    hash       TEXT NOT NULL PRIMARY KEY,
    purpose    TEXT NOT NULL,
    person     TEXT REFERENCES person (id),
    next       TEXT NOT NULL,
    expires_at TEXT NOT NULL
);

-- How a session was opened.
ALTER TABLE session ADD COLUMN via TEXT NOT NULL DEFAULT 'password';

-- Where invitations and resets are sent, where mail is set up.
ALTER TABLE person ADD COLUMN email TEXT;
