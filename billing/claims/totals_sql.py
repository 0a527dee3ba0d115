"""The database's own word on totals: at the end of a transaction the sums of the lines are the totals of the claim."""

CHECK_TOTALS = """
CREATE OR REPLACE FUNCTION claim_totals_match() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  subject uuid;
  seen text := current_setting('app.office', true);
  wrong boolean;
BEGIN
  IF TG_TABLE_NAME = 'claim' THEN subject := NEW.id;
  ELSIF TG_OP = 'DELETE' THEN subject := OLD.claim_id;
  ELSE subject := NEW.claim_id;
  END IF;
  PERFORM set_config('app.office', 'on', true);
  SELECT c.claimed_minor IS DISTINCT FROM coalesce(sum(l.claimed_minor), 0)
      OR coalesce(c.approved_minor, 0) IS DISTINCT FROM coalesce(sum(l.approved_minor), 0)
      OR coalesce(c.final_minor, 0) IS DISTINCT FROM coalesce(sum(l.final_minor), 0)
    INTO wrong
    FROM claim c LEFT JOIN claim_line l ON l.claim_id = c.id WHERE c.id = subject GROUP BY c.id;
  PERFORM set_config('app.office', coalesce(seen, ''), true);
  IF wrong THEN
    RAISE EXCEPTION 'totals of claim % differ from its lines', subject USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$
"""
ON_CLAIM = """
CREATE CONSTRAINT TRIGGER totals_match AFTER INSERT OR UPDATE OF claimed_minor, approved_minor, final_minor ON claim
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claim_totals_match()
"""
ON_LINE = """
CREATE CONSTRAINT TRIGGER totals_match AFTER INSERT OR DELETE OR UPDATE OF claimed_minor, approved_minor, final_minor, claim_id
ON claim_line DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claim_totals_match()
"""
TOTALS = [CHECK_TOTALS, ON_CLAIM, ON_LINE]
UNDO_TOTALS = [
    "DROP TRIGGER IF EXISTS totals_match ON claim_line",
    "DROP TRIGGER IF EXISTS totals_match ON claim",
    "DROP FUNCTION IF EXISTS claim_totals_match()",
]
