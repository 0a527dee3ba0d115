"""What is published on the hotline never changes: the database refuses it.

An article may still go out of use, with nothing else about it changed; what was put out of use after it had been published stays, too.
"""

FROZEN = [
    """
CREATE OR REPLACE FUNCTION hotline_script_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'version % of the script for % is published and never changes', OLD.number, OLD.symptom USING ERRCODE = 'check_violation';
END $$
""",
    """
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON hotline_triage_script
FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION hotline_script_frozen()
""",
    """
CREATE OR REPLACE FUNCTION knowledge_article_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status = 'published' AND NEW.status = 'replaced'
     AND to_jsonb(NEW) - 'status' - 'version' = to_jsonb(OLD) - 'status' - 'version' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'article %, version %, was published and never changes', OLD.number, OLD.edition USING ERRCODE = 'check_violation';
END $$
""",
    """
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON knowledge_article
FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION knowledge_article_frozen()
""",
]
FROZEN_RULES = [
    """
CREATE OR REPLACE FUNCTION call_policy_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'call policy % is published and never changes', OLD.label USING ERRCODE = 'check_violation';
END $$
""",
    """
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON hotline_call_policy
FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION call_policy_frozen()
""",
]
THAW_RULES = ["DROP TRIGGER IF EXISTS frozen ON hotline_call_policy", "DROP FUNCTION IF EXISTS call_policy_frozen()"]
THAW = [
    "DROP TRIGGER IF EXISTS frozen ON hotline_triage_script",
    "DROP FUNCTION IF EXISTS hotline_script_frozen()",
    "DROP TRIGGER IF EXISTS frozen ON knowledge_article",
    "DROP FUNCTION IF EXISTS knowledge_article_frozen()",
]
