"""The database's own word: what suppliers owe for a line is within their contract share of what the line was settled at, at the end of
every transaction, from whichever side it changes."""

CHECK_CHARGED = """
CREATE OR REPLACE FUNCTION claim_line_charged_within() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  subject uuid;
  seen text := current_setting('app.office', true);
  wrong boolean;
BEGIN
  IF TG_TABLE_NAME = 'claim_line' THEN subject := NEW.id; ELSE subject := NEW.line_id; END IF;
  PERFORM set_config('app.office', 'on', true);
  SELECT coalesce(sum(due), 0) > coalesce(max(final), 0) OR coalesce(bool_or(due > ceil(final * share / 100)), false) INTO wrong
    FROM (SELECT coalesce(c.resolved_minor, c.amount_minor) AS due, coalesce(l.final_minor, 0) AS final, c.share_percent AS share
            FROM chargeback c JOIN claim_line l ON l.id = c.line_id
           WHERE c.line_id = subject AND c.status <> 'cancelled') AS charged;
  PERFORM set_config('app.office', coalesce(seen, ''), true);
  IF wrong THEN
    RAISE EXCEPTION 'chargebacks of line % exceed the share of what was settled', subject USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$
"""
ON_LINE = """
CREATE CONSTRAINT TRIGGER charged_within AFTER UPDATE OF final_minor ON claim_line
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claim_line_charged_within()
"""
ON_CHARGEBACK = """
CREATE CONSTRAINT TRIGGER charged_within AFTER INSERT OR UPDATE OF amount_minor, resolved_minor, status, line_id ON chargeback
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claim_line_charged_within()
"""
SECTIONS = [
    "SET LOCAL app.office = 'on'",
    "UPDATE claim SET first_section = 'claims' WHERE first_reviewer_id IS NOT NULL",
    "UPDATE claim SET final_section = 'inspection' WHERE final_reviewer_id IS NOT NULL",
]
CHARGED = [CHECK_CHARGED, ON_LINE, ON_CHARGEBACK]
UNDO_CHARGED = [
    "DROP TRIGGER IF EXISTS charged_within ON chargeback",
    "DROP TRIGGER IF EXISTS charged_within ON claim_line",
    "DROP FUNCTION IF EXISTS claim_line_charged_within()",
]
