"""A published version never changes: the database refuses it."""

FROZEN = [
    """
CREATE OR REPLACE FUNCTION policy_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'policy % is published and never changes', OLD.label USING ERRCODE = 'check_violation';
END $$
""",
    """
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON policy_version
FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION policy_version_frozen()
""",
]
THAW = ["DROP TRIGGER IF EXISTS frozen ON policy_version", "DROP FUNCTION IF EXISTS policy_version_frozen()"]
