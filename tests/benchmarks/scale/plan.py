"""How much there is of everything, and the table of which all others are made: one row for each claim."""

import os

CLAIMS = int(os.environ.get("SCALE_CLAIMS", "1000000"))
STATIONS, VEHICLES, PARTS, SUPPLIERS, MONTHS = 1_000, 300_000, 2_000, 60, 36

# Rows are numbered; whatever is random is a function of the number, so that two runs agree.
HELPERS = """
CREATE FUNCTION pg_temp.key(at timestamptz, kind int, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(kind), 3, '0')
    || '8' || lpad(to_hex(n), 15, '0'))::uuid $$;
CREATE FUNCTION pg_temp.dice(n bigint, salt int) RETURNS float LANGUAGE sql IMMUTABLE AS $$
  SELECT (hashint8extended(n, salt) & 1048575)::float / 1048576 $$;
CREATE FUNCTION pg_temp.pick(n bigint, salt int, many int) RETURNS int LANGUAGE sql IMMUTABLE AS $$
  SELECT (pg_temp.dice(n, salt) * many)::int % many $$;
"""
# One row per claim, joined with what it refers to; the tables are made from it, in the order in which the claims came in, as in life.
# A hundredth of the work is one station's, ten times its share.
PLAN = """
CREATE UNLOGGED TABLE bulk AS
SELECT n, at, pg_temp.key(at, 1, n) AS id, s.id AS station_id, v.id AS vehicle_id, v.vin, v.model_code, v.sold_on,
  CASE WHEN age < 3 AND d < .01 THEN 'draft' WHEN age < 30 AND d < .55 THEN 'submitted' WHEN age < 30 AND d < .57 THEN 'returned'
    WHEN age < 90 AND d < .75 THEN 'awaiting_parts' WHEN age < 90 AND d < .82 THEN 'first_reviewed'
    WHEN d > .94 THEN 'rejected' WHEN d > .93 THEN 'cancelled' ELSE 'settled' END AS status,
  20000 + pg_temp.pick(n, 5, 60000) AS labour, 5000 + pg_temp.pick(n, 6, 400000) AS causal, 1000 + pg_temp.pick(n, 7, 20000) AS other,
  p.number AS part_number, p.name_zh AS part_zh, p.name_en AS part_en, p.supplier_id, at::date AS day, at::date - 2 AS repaired
FROM (SELECT g AS n, now() - (%(claims)s - g) * (interval '1095 days' / %(claims)s) AS at,
    1095.0 * (%(claims)s - g) / %(claims)s AS age, pg_temp.dice(g, 1) AS d FROM generate_series(1, %(claims)s) g) AS row
JOIN bulk_station s ON s.place = CASE WHEN pg_temp.dice(n, 2) < .01 THEN 0 ELSE pg_temp.pick(n, 3, %(stations)s) END
JOIN bulk_vehicle v ON v.place = pg_temp.pick(n, 4, %(vehicles)s)
JOIN bulk_part p ON p.place = pg_temp.pick(n, 8, %(parts)s)
ORDER BY n
"""
LOOKUPS = """
CREATE UNLOGGED TABLE bulk_station AS SELECT id, (row_number() OVER (ORDER BY code <> %(home)s, code)) - 1 AS place FROM station;
CREATE UNLOGGED TABLE bulk_vehicle AS SELECT v.id, v.vin, v.sold_on, m.code AS model_code, (row_number() OVER (ORDER BY v.vin)) - 1 AS place
  FROM vehicle v JOIN vehicle_model m ON m.id = v.model_id;
CREATE UNLOGGED TABLE bulk_part AS SELECT id, number, name_zh, name_en, supplier_id, (row_number() OVER (ORDER BY number)) - 1 AS place FROM part;
CREATE INDEX ON bulk_vehicle (place);
"""
REVIEWED = "status IN ('awaiting_parts', 'first_reviewed', 'settled')"
SETTLED = "status = 'settled'"
SIGNED = "status NOT IN ('draft', 'cancelled')"
SOMEBODY = "pg_temp.key(timestamptz '2020-01-01', 9, {})"
PAID = "labour + causal + other"
