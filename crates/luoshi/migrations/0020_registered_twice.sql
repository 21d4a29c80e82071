-- The child that this one is a second registration of (重复户口), and that counts instead.
ALTER TABLE reconciled_child ADD COLUMN same_as TEXT;
