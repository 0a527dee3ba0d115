"""The database's own word: a line that says it was changed by a dispute names a charge of its own that was disputed and resolved."""

DISPUTE_IS_REAL = """
CREATE OR REPLACE FUNCTION public.claim_line_dispute_is_real() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  seen text := current_setting('app.office', true);
  found boolean;
BEGIN
  PERFORM set_config('app.office', 'on', true);
  SELECT EXISTS (SELECT 1 FROM public.claim_line l JOIN public.chargeback c ON c.id = l.dispute_id AND c.line_id = l.id
                 WHERE l.id = NEW.id AND c.resolved_minor IS NOT NULL)
      OR EXISTS (SELECT 1 FROM public.claim_line l WHERE l.id = NEW.id AND l.dispute_id IS NULL) INTO found;
  PERFORM set_config('app.office', coalesce(seen, ''), true);
  IF NOT found THEN
    RAISE EXCEPTION 'line % was changed by no dispute', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$
"""
ON_LINE = """
CREATE CONSTRAINT TRIGGER dispute_is_real AFTER INSERT OR UPDATE OF dispute_id ON public.claim_line
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.dispute_id IS NOT NULL) EXECUTE FUNCTION public.claim_line_dispute_is_real()
"""
REAL = [DISPUTE_IS_REAL, ON_LINE]
UNDO_REAL = [
    "DROP TRIGGER IF EXISTS dispute_is_real ON public.claim_line",
    "DROP FUNCTION IF EXISTS public.claim_line_dispute_is_real()",
]
