"""The database notes whose crews may be ranked otherwise than before, in the transaction of the change: `finding.py` reads it.

A position is noted only when it is news to an index that is two minutes old at most: the first one, one after a long silence, or a leap.
"""

NOTE = """
CREATE OR REPLACE FUNCTION dispatch_note_news() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.dispatch_news (station_id, xid, noted_at)
  VALUES (NEW.station_id, pg_current_xact_id()::text::bigint, clock_timestamp());
  RETURN NULL;
END $$
"""
NOTE_STATION = """
CREATE OR REPLACE FUNCTION dispatch_note_news_of_station() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.dispatch_news (station_id, xid, noted_at)
  VALUES (NEW.id, pg_current_xact_id()::text::bigint, clock_timestamp());
  RETURN NULL;
END $$
"""
CREW_CHANGED = """
(OLD.on_duty, OLD.load, OLD.capacity, OLD.brands, OLD.capabilities)
  IS DISTINCT FROM (NEW.on_duty, NEW.load, NEW.capacity, NEW.brands, NEW.capabilities)
OR OLD.position_at IS NULL AND NEW.position_at IS NOT NULL OR NEW.position_at - OLD.position_at > interval '10 minutes'
OR abs(NEW.lat - OLD.lat) > 0.02 OR abs(NEW.lon - OLD.lon) > 0.02
"""
STATION_CHANGED = (
    "(OLD.status, OLD.lat, OLD.lon, OLD.region, OLD.capabilities, OLD.brands)"
    " IS DISTINCT FROM (NEW.status, NEW.lat, NEW.lon, NEW.region, NEW.capabilities, NEW.brands)"
)
OFFER_CHANGED = "OLD.status IS DISTINCT FROM NEW.status"


def trigger(table: str, event: str, when: str = "true", function: str = "dispatch_note_news") -> str:
    """Return the trigger on one event of a table."""
    name = f"dispatch_news_{event.lower()}"
    return (
        f"DROP TRIGGER IF EXISTS {name} ON public.{table}; CREATE TRIGGER {name} AFTER {event} ON public.{table} "
        f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {function}()"
    )


OF_STATION = trigger("station", "UPDATE", STATION_CHANGED, "dispatch_note_news_of_station")
STATEMENTS = [
    NOTE,
    NOTE_STATION,
    trigger("dispatch_crew", "INSERT"),
    trigger("dispatch_crew", "UPDATE", CREW_CHANGED),
    trigger("dispatch_crew_member", "INSERT"),
    trigger("dispatch_crew_member", "UPDATE"),
    trigger("dispatch_offer", "INSERT"),
    trigger("dispatch_offer", "UPDATE", OFFER_CHANGED),
    trigger("certificate", "INSERT"),
    trigger("certificate", "UPDATE"),
    OF_STATION,
]
UNDO = [
    *(
        f"DROP TRIGGER IF EXISTS dispatch_news_{event} ON public.{table}"
        for table in ("dispatch_crew", "dispatch_crew_member", "dispatch_offer", "certificate", "station")
        for event in ("insert", "update")
    ),
    "DROP FUNCTION IF EXISTS dispatch_note_news()",
    "DROP FUNCTION IF EXISTS dispatch_note_news_of_station()",
]
