"""What constraints of the ORM can't say: published building rules never change, and a judgement stands."""

FROZEN = [
    """
CREATE OR REPLACE FUNCTION building_rules_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'building rules % are published and never change', OLD.label USING ERRCODE = 'check_violation';
END $$
""",
    """
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON building_rules
FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION building_rules_frozen()
""",
    """
CREATE OR REPLACE FUNCTION candidate_image_submission_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'photos % are judged already', OLD.id USING ERRCODE = 'check_violation';
END $$
""",
    """
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON candidate_image_submission
FOR EACH ROW WHEN (OLD.is_accepted IS NOT NULL) EXECUTE FUNCTION candidate_image_submission_frozen()
""",
]
THAW = [
    "DROP TRIGGER IF EXISTS frozen ON building_rules",
    "DROP FUNCTION IF EXISTS building_rules_frozen()",
    "DROP TRIGGER IF EXISTS frozen ON candidate_image_submission",
    "DROP FUNCTION IF EXISTS candidate_image_submission_frozen()",
]
