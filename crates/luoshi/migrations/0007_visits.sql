-- When the person had signed in before: what changed since then is shown first.
ALTER TABLE session ADD COLUMN before_at TEXT;
