"""What constraints of the ORM can't say: no mediator had a hand in the matter, and published rules never change."""

STRANGER = [
    """
ALTER TABLE service_dispute ADD CONSTRAINT service_dispute_mediator_is_a_stranger
CHECK (mediator_id IS NULL OR NOT (mediator_id = ANY (handlers)))
"""
]
ACQUAINTED = ["ALTER TABLE service_dispute DROP CONSTRAINT IF EXISTS service_dispute_mediator_is_a_stranger"]
FROZEN = [
    """
CREATE OR REPLACE FUNCTION service_dispute_policy_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'dispute policy % is published and never changes', OLD.label USING ERRCODE = 'check_violation';
END $$
""",
    """
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON service_dispute_policy
FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION service_dispute_policy_frozen()
""",
]
THAW = [
    "DROP TRIGGER IF EXISTS frozen ON service_dispute_policy",
    "DROP FUNCTION IF EXISTS service_dispute_policy_frozen()",
]
