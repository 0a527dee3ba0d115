"""A database of the size that the lists are built for: 1,000,000 claims, 3,000,000 lines, and what belongs to them.

It is filled by INSERT … SELECT, as the superuser, with triggers off and the secondary indexes made afterwards; columns that nothing
is said about get their model's default, so that a new column needs no change here. The database is kept: its name bears the
fingerprint of the migrations and of this file, and a second run opens it at once.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from django.apps import apps
from django.db.models import NOT_PROVIDED, Model
from psycopg.sql import SQL, Identifier, Literal

from config.embedded_postgres import OWNER_ROLE, SUPERUSER
from tests import database
from tests.world import HOME

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
# One row per claim, joined with what it refers to; the tables below are made from it. A hundredth of the work is one station's, ten times its share.
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


def columns(model: type[Model], given: Mapping[str, str]) -> dict[str, str]:
    """Return the SQL of every column of the model's table: what is given, else the model's default."""
    known = {field.column: field for field in model._meta.local_concrete_fields}
    assert set(given) <= set(known), set(given) - set(known)
    found = {column: given.get(column) or _default(field) for column, field in known.items()}
    return {column: sql for column, sql in found.items() if sql}


def _default(field: Any) -> str:
    if field.column == "created_at":
        return "now()"
    if getattr(field, "generated", False):
        return ""
    if field.null and field.default is NOT_PROVIDED:
        return "NULL"
    if field.get_internal_type() in ("UUIDField", "ForeignKey", "OneToOneField"):
        return SOMEBODY.format(0)
    value = field.get_default()
    return Literal(json.dumps(value) if isinstance(value, dict | list) else "" if value is None else value).as_string(
        None
    )


class Filler:
    """Fills tables of one database."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.counts: dict[str, int] = {}

    def run(self, sql: str, **values: Any) -> int:
        """Run one or several statements with constants of ours."""
        return self.connection.execute(
            sql % {k: Literal(v).as_string(None) for k, v in values.items()} if values else sql
        ).rowcount  # type: ignore[arg-type]

    def fill(self, label: str, source: str, /, **given: str) -> None:
        """Insert a row of the model `label` for each row of `source`."""
        model = apps.get_model(label)
        sql = columns(model, given)
        names = ", ".join(f'"{name}"' for name in sql)
        rows = self.run(
            f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {", ".join(sql.values())} FROM {source}'
        )
        self.counts[label] = self.counts.get(label, 0) + rows

    @contextmanager
    def bare(self, *labels: str) -> Iterator[None]:
        """Take the plain indexes off some tables for the time of the block, and the checks: a rule of tomorrow shall not stop today's rows."""
        tables = [apps.get_model(label)._meta.db_table for label in labels]
        checks = self.connection.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = 'c' AND conrelid = ANY(%s::regclass[])",
            [tables],
        ).fetchall()
        for table, name, _sql in checks:
            self.connection.execute(
                SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(Identifier(table), Identifier(name))
            )
        rows = self.connection.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
            "WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisprimary "
            "AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
            [tables],
        ).fetchall()
        for name, _sql in rows:
            self.connection.execute(SQL("DROP INDEX {}").format(Identifier(name.strip('"'))))
        yield
        for _name, sql in rows:
            self.connection.execute(sql)
        for table, name, sql in checks:
            begin = SQL("ALTER TABLE {} ADD CONSTRAINT {} ").format(Identifier(table), Identifier(name))
            self.connection.execute(begin + SQL(f"{sql} NOT VALID"))  # type: ignore[arg-type]


def fill(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """Fill a copy of the tests' template. Returns how many rows of each model there are."""
    filler = Filler(connection)
    filler.run("SET session_replication_role = replica")
    filler.run("SET maintenance_work_mem = '1GB'")
    filler.run("SET work_mem = '256MB'")
    filler.run("SET synchronous_commit = off")
    filler.run(HELPERS)
    catalogue(filler)
    filler.run(LOOKUPS, home=HOME)
    filler.run(PLAN, claims=CLAIMS, stations=STATIONS, vehicles=VEHICLES, parts=PARTS)
    filler.run("ANALYZE bulk")
    big = (
        "claims.Claim",
        "claims.ClaimLine",
        "claims.JudgedReason",
        "oldparts.OldPart",
        "chargeback.Chargeback",
        "ledger.Transaction",
        "ledger.Entry",
        "settlement.StatementLine",
        "common.History",
    )
    with filler.bare(*big):
        claims(filler)
        money(filler)
    filler.run("DROP TABLE bulk, bulk_station, bulk_vehicle, bulk_part")
    filler.run("SET session_replication_role = DEFAULT")
    connection.execute("VACUUM ANALYZE")
    return filler.counts


def catalogue(filler: Filler) -> None:
    """Stations without schemas, vehicles, parts, suppliers, a policy and contracts."""
    past = "timestamptz '2020-01-01'"
    filler.fill(
        "registry.Station",
        f"generate_series(1, {STATIONS - 2}) g",
        id=f"pg_temp.key({past}, 20, g)",
        code="'Z' || lpad(g::text, 4, '0')",
        schema_name="'z' || g",
        name="'服务站 ' || g",
        status="'active'",
        region="(ARRAY['east','north','south'])[1 + g % 3]",
        province="'-'",
        city="'-'",
        lat="31",
        lon="121",
    )
    filler.fill(
        "catalog.Component",
        "generate_series(1, 40) g",
        id=f"pg_temp.key({past}, 21, g)",
        code="'K' || g",
        name_zh="'总成 ' || g",
        name_en="'Assembly ' || g",
    )
    filler.fill(
        "catalog.Supplier",
        f"generate_series(2, {SUPPLIERS}) g",
        id=f"pg_temp.key({past}, 22, g)",
        code="'S' || lpad(g::text, 3, '0')",
        name_zh="'供应商 ' || g",
        name_en="'Supplier ' || g",
    )
    filler.fill(
        "catalog.Part",
        f"generate_series(1, {PARTS}) g JOIN (SELECT id AS supplier, row_number() OVER (ORDER BY code) AS i FROM supplier) s "
        f"ON s.i = 1 + g % {SUPPLIERS}",
        id=f"pg_temp.key({past}, 23, g)",
        number="'6126' || lpad(g::text, 6, '0')",
        name_zh="'水泵 ' || g",
        name_en="'Water pump ' || g",
        component_id=f"pg_temp.key({past}, 21, 1 + g % 40)",
        supplier_id="supplier",
        unit_cost_minor="10000 + g",
    )
    filler.fill(
        "catalog.VehicleModel",
        "generate_series(1, 20) g",
        id=f"pg_temp.key({past}, 24, g)",
        code="'X' || 3000 + g",
        name_zh="'牵引车'",
        name_en="'Tractor'",
        brand="'Haul'",
    )
    filler.fill(
        "catalog.Vehicle",
        f"generate_series(1, {VEHICLES}) g",
        id=f"pg_temp.key({past}, 25, g)",
        vin="'LZGJLDR4XBX' || lpad(g::text, 6, '0')",
        model_id=f"pg_temp.key({past}, 24, 1 + g % 20)",
        built_on="date '2023-01-01'",
        sold_on="date '2023-06-01'",
    )
    filler.fill(
        "policy.PolicyVersion",
        "generate_series(1, 1) g",
        id=f"pg_temp.key({past}, 26, 1)",
        label="'2020-A'",
        effective_from="date '2020-01-01'",
        status="'published'",
        content=policy_content(),
        published_by=SOMEBODY.format(2),
        published_at=past,
    )
    filler.fill(
        "chargeback.SupplierContract",
        f"part p, LATERAL (SELECT right(p.number, 6)::int AS g) n WHERE g <= {PARTS}",
        id=f"pg_temp.key({past}, 27, g)",
        number="'C-' || g",
        supplier_id="p.supplier_id",
        part_id="p.id",
        share_percent="80",
        valid_from="date '2020-01-01'",
    )


def policy_content() -> str:
    """Return the tests' usual clauses as an SQL literal."""
    from tests.builders.policy import content

    return Literal(json.dumps(content())).as_string(None)


def claims(filler: Filler) -> None:
    """Claims, three lines of each, what the rules said about one in two, and the history of each."""
    policy = "pg_temp.key(timestamptz '2020-01-01', 26, 1)"
    filler.fill(
        "claims.Claim",
        "bulk",
        id="id",
        created_at="at",
        station_id="station_id",
        number="'CLM-' || extract(year FROM at) || '-' || lpad(n::text, 7, '0')",
        type="CASE WHEN n % 20 = 0 THEN 'goodwill' ELSE 'warranty' END",
        status="status",
        vehicle_id="vehicle_id",
        vin="vin",
        model_code="model_code",
        sold_on="sold_on",
        mileage_km="1000 + n % 200000",
        repair_order_id="pg_temp.key(at, 2, n)",
        repair_order_number="'RO-' || lpad((n * 7 % 10000000)::text, 8, '0')",
        failed_on="repaired",
        repair_started_on="repaired",
        repair_finished_on="repaired",
        failure_code="'ENG-F01'",
        complaint="'漏水'",
        cause="'密封老化'",
        correction="'更换水泵'",
        policy_id=policy,
        policy_label="'2020-A'",
        is_clean="n % 2 = 0",
        appraiser_id=f"CASE WHEN {SIGNED} THEN {SOMEBODY.format(1)} END",
        appraiser_name="'鉴定员'",
        certificate_id=f"CASE WHEN {SIGNED} THEN {SOMEBODY.format(2)} END",
        certificate_number="'C-1'",
        appraised_on=f"CASE WHEN {SIGNED} THEN day END",
        submitted_at=f"CASE WHEN {SIGNED} THEN at + interval '1 hour' END",
        first_reviewer_id=f"CASE WHEN {REVIEWED} OR status = 'rejected' THEN {SOMEBODY.format(3)} END",
        first_reviewer_name=f"CASE WHEN {REVIEWED} THEN '初审' ELSE '' END",
        first_section=f"CASE WHEN {REVIEWED} OR status = 'rejected' THEN 'claims' ELSE '' END",
        final_section=f"CASE WHEN {SETTLED} THEN 'inspection' ELSE '' END",
        first_reviewed_at=f"CASE WHEN {REVIEWED} OR status = 'rejected' THEN at + interval '1 day' END",
        final_reviewer_id=f"CASE WHEN {SETTLED} THEN {SOMEBODY.format(4)} END",
        final_reviewed_at=f"CASE WHEN {SETTLED} THEN at + interval '20 days' END",
        claimed_minor=PAID,
        approved_minor=f"CASE WHEN {REVIEWED} THEN {PAID} WHEN status = 'rejected' THEN 0 END",
        final_minor=f"CASE WHEN {SETTLED} THEN {PAID} END",
    )
    lines = (
        (1, "labour", "labour", "false", "'更换水泵'", "'Replace water pump'", "''"),
        (2, "part", "causal", "true", "part_zh", "part_en", "part_number"),
        (3, "part", "other", "false", "'密封圈'", "'Seal'", "'612600000001'"),
    )
    for position, kind, amount, causal, zh, en, number in lines:
        filler.fill(
            "claims.ClaimLine",
            "bulk",
            id=f"pg_temp.key(at, {9 + position}, n)",
            created_at="at",
            claim_id="id",
            station_id="station_id",
            position=str(position),
            kind=f"'{kind}'",
            name_zh=zh,
            name_en=en,
            operation_code="'ENG-001'" if kind == "labour" else "''",
            part_number=number,
            component_code="'ENG'",
            hours="1" if kind == "labour" else "NULL",
            unit_price_minor=amount,
            claimed_minor=amount,
            approved_minor=f"CASE WHEN {REVIEWED} THEN {amount} WHEN status = 'rejected' THEN 0 END",
            final_minor=f"CASE WHEN {SETTLED} THEN {amount} END",
            reason_code="CASE WHEN status = 'rejected' THEN 'not_covered' ELSE '' END",
            is_causal=causal,
            supplier_id="supplier_id" if causal == "true" else "NULL",
            old_part_state=f"CASE WHEN {causal} AND n % 3 = 0 AND status = 'awaiting_parts' THEN 'awaited' "
            f"WHEN {causal} AND n % 3 = 0 AND {REVIEWED} THEN 'confirmed' ELSE 'not_required' END",
        )
    filler.fill(
        "claims.JudgedReason",
        "bulk WHERE n % 2 = 1",
        id="pg_temp.key(at, 13, n)",
        created_at="at",
        claim_id="id",
        line_id="pg_temp.key(at, 11, n)",
        station_id="station_id",
        rule="'part.price_above_list'",
        outcome="'cut'",
        suggested_minor="causal / 2",
        policy_label="'2020-A'",
        clause="'4.2'",
        params="""'{"listed": 100, "claimed": 200, "percent": "15", "listed_minor": 100, "claimed_minor": 200}'""",
    )
    filler.fill(
        "oldparts.OldPart",
        f"bulk WHERE n % 3 = 0 AND {REVIEWED}",
        id="pg_temp.key(at, 14, n)",
        created_at="at",
        station_id="station_id",
        claim_id="id",
        line_id="pg_temp.key(at, 11, n)",
        label_code="'OLD-' || lpad(n::text, 8, '0')",
        status="CASE WHEN status = 'awaiting_parts' THEN 'labelled' WHEN age(at) > interval '100 days' THEN 'disposed' ELSE 'confirmed' END",
        disposal="CASE WHEN age(at) > interval '100 days' THEN 'scrapped' ELSE '' END",
        claim_number="'CLM-' || n",
        vin="vin",
        part_number="part_number",
        name_zh="part_zh",
        name_en="part_en",
        supplier_id="supplier_id",
        due_on="day + 30",
    )
    for verb, days in (("claim.submitted", 0), ("claim.first_reviewed", 1)):
        filler.fill(
            "common.History",
            "bulk" if days == 0 else f"bulk WHERE {REVIEWED}",
            id=f"pg_temp.key(at, {15 + days}, n)",
            created_at="at",
            station_id="station_id",
            stream=f"'bulk-{days}'",
            seq="n",
            aggregate="'claim'",
            aggregate_id="id",
            verb=f"'{verb}'",
            actor_id=SOMEBODY.format(1),
            actor_name="'鉴定员'",
            occurred_at=f"at + interval '{days} days 1 hour'",
            after='\'{"status": "submitted"}\'',
        )


def money(filler: Filler) -> None:
    """What the settled claims did to the ledger, chargebacks of a quarter of them, and statements of all months but the last."""
    for kind in ("warranty_expense", "recovery_income"):
        filler.fill("ledger.Account", "generate_series(1, 1) g", id=account(kind), kind=f"'{kind}'")
    filler.fill(
        "ledger.Account",
        "bulk_station",
        id=account("station_payable", "place"),
        kind="'station_payable'",
        station_id="id",
    )
    filler.run(
        "CREATE UNLOGGED TABLE bulk_supplier AS SELECT id, (row_number() OVER (ORDER BY code)) AS place FROM supplier"
    )
    filler.fill(
        "ledger.Account",
        "bulk_supplier",
        id=account("supplier_receivable", "place"),
        kind="'supplier_receivable'",
        supplier_id="id",
    )
    filler.run(
        f"CREATE UNLOGGED TABLE bulk_paid AS SELECT b.*, s.place AS station_place, u.place AS supplier_place, day + 20 AS booked, "
        f"at + interval '20 days' AS paid_at FROM bulk b JOIN bulk_station s ON s.id = b.station_id "
        f"JOIN bulk_supplier u ON u.id = b.supplier_id WHERE {SETTLED}"
    )
    _post(
        filler,
        "bulk_paid",
        30,
        PAID,
        "warranty_expense",
        account("station_payable", "station_place"),
        "claim",
        station="station_id",
    )
    charged = "(causal * 80 / 100)"
    _post(
        filler,
        "bulk_paid WHERE n % 4 = 0",
        40,
        charged,
        account("supplier_receivable", "supplier_place"),
        "recovery_income",
        "chargeback",
        supplier="supplier_id",
    )
    filler.fill(
        "chargeback.Chargeback",
        "bulk_paid WHERE n % 4 = 0",
        id="pg_temp.key(paid_at, 50, n)",
        created_at="paid_at",
        number="'CHB-' || lpad(n::text, 8, '0')",
        status="(ARRAY['raised','accepted','disputed','paid'])[1 + (n / 4) % 4]",
        supplier_id="supplier_id",
        station_id="station_id",
        contract_id="pg_temp.key(timestamptz '2020-01-01', 27, right(part_number, 6)::int)",
        transaction_id="pg_temp.key(paid_at, 40, n)",
        claim_id="id",
        claim_number="'CLM-' || n",
        line_id="pg_temp.key(at, 11, n)",
        vin="vin",
        part_number="part_number",
        part_name="part_zh",
        built_on="date '2023-01-01'",
        repaired_on="repaired",
        final_minor="causal",
        share_percent="80",
        amount_minor=charged,
        answer_due_at="paid_at + interval '21 days'",
    )
    this_month = "date_trunc('month', now())"
    month = f"generate_series({this_month} - interval '{MONTHS} months', {this_month} - interval '1 month', interval '1 month') m"
    filler.fill(
        "settlement.Statement",
        f"bulk_station s, {month}",
        id="pg_temp.key(m, 60, s.place)",
        created_at="m + interval '1 month'",
        number="'STM-' || to_char(m, 'YYYY-MM') || '-' || s.place",
        station_id="s.id",
        period="m::date",
        status="'confirmed'",
        issued_at="m + interval '1 month'",
        confirmed_at="m + interval '1 month 3 days'",
    )
    filler.fill(
        "settlement.StatementLine",
        "bulk_paid WHERE booked < date_trunc('month', now())",
        id="pg_temp.key(paid_at, 32, n)",
        created_at="paid_at",
        station_id="station_id",
        statement_id="pg_temp.key(date_trunc('month', booked::timestamptz), 60, station_place)",
        entry_id="pg_temp.key(paid_at, 32, n)",
    )
    filler.run("DROP TABLE bulk_paid, bulk_supplier")
    told(filler)


def told(filler: Filler) -> None:
    """What history told of each statement when it was issued."""
    filler.fill(
        "common.History",
        "(SELECT s.*, row_number() OVER (ORDER BY s.id) AS n, coalesce(m.minor, 0) AS moved, "
        "sum(coalesce(m.minor, 0)) OVER (PARTITION BY s.station_id ORDER BY s.period) AS closing FROM settlement_statement s LEFT JOIN "
        "(SELECT l.statement_id, -sum(e.amount_minor) AS minor FROM settlement_line l JOIN ledger_entry e ON e.id = l.entry_id GROUP BY 1) m "
        "ON m.statement_id = s.id) s",
        id="pg_temp.key(s.issued_at, 17, s.n)",
        created_at="s.issued_at",
        station_id="s.station_id",
        stream="'bulk-statements'",
        seq="s.n",
        aggregate="'statement'",
        aggregate_id="s.id",
        verb="'statement.issued'",
        actor_id=SOMEBODY.format(5),
        actor_name="'财务'",
        occurred_at="s.issued_at",
        after="jsonb_build_object('status', 'issued', 'month', to_char(s.period, 'YYYY-MM'), "
        "'opening_minor', s.closing - s.moved, 'closing_minor', s.closing)",
    )


def account(kind: str, place: str = "0") -> str:
    """Return the SQL of the key of an account."""
    number = ["warranty_expense", "recovery_income", "station_payable", "supplier_receivable"].index(kind)
    return f"pg_temp.key(timestamptz '2020-01-01', {70 + number}, {place})"


def _post(
    filler: Filler,
    rows: str,
    kind: int,
    amount: str,
    debit: str,
    credit: str,
    name: str,
    *,
    station: str = "NULL",
    supplier: str = "NULL",
) -> None:
    """A transaction and its two entries for each of `rows`. An account is the SQL of its key, or the kind of an account of head office."""
    filler.fill(
        "ledger.Transaction",
        rows,
        id=f"pg_temp.key(paid_at, {kind}, n)",
        created_at="paid_at",
        business_key=f"'{name}:' || n",
        kind=f"'{name}'",
        occurred_on="booked",
        description=f"'{name.upper()}-' || lpad(n::text, 8, '0')",
        reference="id",
        station_id=station,
        supplier_id=supplier,
        actor_name="'终审'",
        fingerprint="''",
    )
    for line, (of, sign) in enumerate(((debit, ""), (credit, "-")), start=1):
        own = "(" in of
        filler.fill(
            "ledger.Entry",
            rows,
            id=f"pg_temp.key(paid_at, {kind + line}, n)",
            created_at="paid_at",
            transaction_id=f"pg_temp.key(paid_at, {kind}, n)",
            account_id=of if own else account(of),
            line=str(line),
            amount_minor=f"{sign}({amount})",
            currency="'CNY'",
            occurred_on="booked",
            station_id=station if own else "NULL",
            supplier_id=supplier if own else "NULL",
        )


def fingerprint() -> str:
    """Return the fingerprint of what shapes the database: the migrations, the guards and this file."""
    digest = hashlib.sha256(str(CLAIMS).encode())
    paths = [*database.ROOT.glob("*/*/migrations/*.py"), *database.ROOT.glob("platform/*/migrations/*.py")]
    paths += [*database.ROOT.glob("platform/common/database/*.py"), database.ROOT / "tests/benchmarks/scale.py"]
    for path in sorted(paths):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def ensure() -> str:
    """Return the name of the filled database, making it when there is none with this fingerprint; older ones are dropped."""
    name = f"sm_scale_{fingerprint()}"
    if database.exists(name):
        return name
    template, building = database.template(), f"{name}_building"
    database.run(f'DROP DATABASE IF EXISTS "{building}" WITH (FORCE)')
    database.run(f'CREATE DATABASE "{building}" TEMPLATE "{template}" OWNER {OWNER_ROLE}')
    began = time.perf_counter()
    with psycopg.connect(database.server().url(building, SUPERUSER), autocommit=True) as connection:
        counts = fill(connection)
    _drop_older()
    database.run(f'ALTER DATABASE "{building}" RENAME TO "{name}"')
    told = ", ".join(f"{count:,} {label.split('.')[1]}" for label, count in counts.items() if count > 10_000)
    print(f"\nfilled in {time.perf_counter() - began:.0f} s: {told}")
    return name


def _drop_older() -> None:
    with psycopg.connect(database.server().url("postgres", SUPERUSER), autocommit=True) as connection:
        found = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'sm_scale_%' AND datname NOT LIKE '%building'"
        ).fetchall()
    for (name,) in found:
        database.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
