-- Small groups are told by persons, not by rows: a row may be a school with all its pupils. What was computed before counted
-- every row as one.
ALTER TABLE figure ADD COLUMN persons BIGINT NOT NULL DEFAULT 0 CHECK (persons >= 0);
UPDATE figure SET persons = row_count;
