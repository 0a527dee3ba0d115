"""What constraints of the ORM can't say: published rules of papers never change."""

FROZEN = [
    """
CREATE OR REPLACE FUNCTION station_paper_rules_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rules of papers % are published and never change', OLD.label USING ERRCODE = 'check_violation';
END $$
""",
    """
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON station_paper_rules
FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION station_paper_rules_frozen()
""",
]
THAW = [
    "DROP TRIGGER IF EXISTS frozen ON station_paper_rules",
    "DROP FUNCTION IF EXISTS station_paper_rules_frozen()",
]
