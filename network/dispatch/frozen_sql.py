"""A published version of the rules never changes: the database refuses it."""

FROZEN = [
    """
CREATE OR REPLACE FUNCTION dispatch_policy_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'dispatch policy % is published and never changes', OLD.label USING ERRCODE = 'check_violation';
END $$
""",
    """
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON dispatch_policy
FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION dispatch_policy_frozen()
""",
]
THAW = ["DROP TRIGGER IF EXISTS frozen ON dispatch_policy", "DROP FUNCTION IF EXISTS dispatch_policy_frozen()"]
