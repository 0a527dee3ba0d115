"""A published version of the travel figures never changes: the database refuses it."""

FROZEN = [
    """
CREATE OR REPLACE FUNCTION travel_policy_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'travel policy % is published and never changes', OLD.label USING ERRCODE = 'check_violation';
END $$
""",
    """
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON planning_travel_policy
FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION travel_policy_frozen()
""",
]
THAW = [
    "DROP TRIGGER IF EXISTS frozen ON planning_travel_policy",
    "DROP FUNCTION IF EXISTS travel_policy_frozen()",
]
