-- Tokens that may hand in data besides reading; those made before only read.
ALTER TABLE token ADD COLUMN writes BOOLEAN NOT NULL DEFAULT FALSE;
