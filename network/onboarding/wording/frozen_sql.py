"""What constraints of the ORM can't say: a published version of the agreement's words never changes."""

FROZEN = [
    """
CREATE OR REPLACE FUNCTION agreement_template_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'agreement template % is published and never changes', OLD.label USING ERRCODE = 'check_violation';
END $$
""",
    """
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON agreement_template
FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION agreement_template_frozen()
""",
]
THAW = [
    "DROP TRIGGER IF EXISTS frozen ON agreement_template",
    "DROP FUNCTION IF EXISTS agreement_template_frozen()",
]
