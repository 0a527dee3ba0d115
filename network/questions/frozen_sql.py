"""What constraints of the ORM can't say: published rules never change."""

FROZEN = [
    """
CREATE OR REPLACE FUNCTION technical_question_policy_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'question policy % is published and never changes', OLD.label USING ERRCODE = 'check_violation';
END $$
""",
    """
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON technical_question_policy
FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION technical_question_policy_frozen()
""",
]
THAW = [
    "DROP TRIGGER IF EXISTS frozen ON technical_question_policy",
    "DROP FUNCTION IF EXISTS technical_question_policy_frozen()",
]
