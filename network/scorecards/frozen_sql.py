"""A published standard never changes: the database refuses it."""

FROZEN = [
    """
CREATE OR REPLACE FUNCTION score_standard_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'assessment standard % is published and never changes', OLD.label USING ERRCODE = 'check_violation';
END $$
""",
    """
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON score_standard
FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION score_standard_frozen()
""",
]
THAW = ["DROP TRIGGER IF EXISTS frozen ON score_standard", "DROP FUNCTION IF EXISTS score_standard_frozen()"]
