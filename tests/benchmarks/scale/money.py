"""Accounts, postings, chargebacks, statements."""

from tests.benchmarks.scale.filler import Filler
from tests.benchmarks.scale.history import history_of_statements
from tests.benchmarks.scale.plan import MONTHS, PAID, SETTLED

CHARGED = "(causal * 80 / 100)"


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
    _post(
        filler,
        "bulk_paid WHERE n % 4 = 0",
        40,
        CHARGED,
        account("supplier_receivable", "supplier_place"),
        "recovery_income",
        "chargeback",
        supplier="supplier_id",
    )
    chargebacks(filler)
    statements(filler)
    filler.run("DROP TABLE bulk_paid, bulk_supplier")
    history_of_statements(filler)


def chargebacks(filler: Filler) -> None:
    """Of a quarter of the settled claims."""
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
        amount_minor=CHARGED,
        answer_due_at="paid_at + interval '21 days'",
    )


def statements(filler: Filler) -> None:
    """Of all months but the last, and their lines."""
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
