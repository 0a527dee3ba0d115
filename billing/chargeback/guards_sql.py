"""The database's own word: the charges of a line are together no more than the line is worth, after a re-inspection too."""

NOT_MORE = """
CREATE OR REPLACE FUNCTION public.chargeback_not_more_than_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  scope text := current_setting('app.office', true);
  wrong boolean;
BEGIN
  PERFORM set_config('app.office', 'on', true);
  SELECT sum(coalesce(resolved_minor, amount_minor)) > max(coalesce(resolved_final_minor, final_minor)) INTO wrong
    FROM public.chargeback WHERE line_id = NEW.line_id AND status <> 'cancelled';
  PERFORM set_config('app.office', COALESCE(scope, ''), true);
  IF wrong THEN
    RAISE EXCEPTION 'chargebacks of line % exceed what was settled', NEW.line_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$"""
PAID_IN_FULL = [
    "SET LOCAL app.office = 'on'",
    "UPDATE chargeback SET paid_minor = coalesce(resolved_minor, amount_minor) WHERE status = 'paid'",
    "SET CONSTRAINTS ALL IMMEDIATE",
]
