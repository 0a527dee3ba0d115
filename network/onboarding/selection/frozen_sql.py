"""What constraints of the ORM can't say: a published version of the selection standard never changes."""

FROZEN = [
    """
CREATE OR REPLACE FUNCTION onboarding_standard_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'selection standard % is published and never changes', OLD.label USING ERRCODE = 'check_violation';
END $$
""",
    """
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON onboarding_standard
FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION onboarding_standard_frozen()
""",
]
THAW = [
    "DROP TRIGGER IF EXISTS frozen ON onboarding_standard",
    "DROP FUNCTION IF EXISTS onboarding_standard_frozen()",
]
