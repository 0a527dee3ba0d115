"""A policy over 20,000 past claims of three lines each, with reasons: claims a second on two cores.

Beside it, in the same run and over the same rows: (a) plain SQL that knows four of the rules (coverage by months and kilometres, hours above
the norm, price of an hour above the rate, part price above list and mark-up) and gives amounts without any reasons; (b) a Python loop over
dicts in memory with the same four rules written out, also without reasons, and without reading or writing a database. Both are given what
the replay has to find out: they judge under one policy only. All three must agree on the money of the four rules.
"""

import random
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import connection, transaction

from accounts.roles import Role
from billing.claims.choices import ClaimStatus, LineKind
from billing.claims.models import Claim, ClaimLine, Replay, ReplayLine
from billing.claims.replay.actions import start_replay
from billing.claims.rules import RULES
from billing.policy.policies import add_months
from billing.policy.selectors import policy_of
from catalog.models import LabourOperation, Part, Vehicle
from common.clock import now, today
from common.ids import new_id
from common.jobs.run import run_waiting
from common.money import times
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.benchmarks.measure import share, tell
from tests.builders.catalog import a_part, a_vehicle, an_operation
from tests.builders.claims import the_policy
from tests.builders.policy import CONTENT, a_draft
from tests.conftest import standing
from tests.world import office_actor

CLAIMS, LINES, VEHICLES = 20_000, 3, 7_500
CHANGES = {
    "labour": {"clause": "4.9", "rate_minor_per_hour": 7_800},
    "coverage": [
        {"clause": "2.1", "model": "*", "component": "*", "months": 12, "mileage_km": 90_000},
        {"clause": "2.2", "model": "*", "component": "ENG", "months": 24, "mileage_km": 95_000},
    ],
}


def make_claims(chances, version):
    """Insert claims of the last year in bulk: a part, two operations; some late, some far, some dear."""
    stations = list(Station.objects.all())
    part, operation = a_part(), an_operation()
    operation.refresh_from_db()
    model = a_vehicle().model
    vehicles = [
        Vehicle(
            id=new_id(),
            vin=f"B{n:016d}",
            model=model,
            built_on=today() - timedelta(days=900),
            sold_on=today() - timedelta(days=chances.randint(30, 700)),
        )
        for n in range(VEHICLES)
    ]
    Vehicle.objects.bulk_create(vehicles, batch_size=2_000)
    price = times(part.unit_cost_minor, Decimal("1.15"))
    claims, lines = [], []
    for number in range(CLAIMS):
        station, vehicle = chances.choice(stations), chances.choice(vehicles)
        repaired = today() - timedelta(days=chances.randint(1, 360))
        claim = Claim(
            id=new_id(), station=station, number=f"B{number:06d}", status=ClaimStatus.SUBMITTED, vehicle=vehicle, vin=vehicle.vin,
            model_code=model.code, sold_on=vehicle.sold_on, mileage_km=chances.randint(1_000, 100_000), repair_finished_on=repaired,
            repair_started_on=repaired, failed_on=repaired, policy=version, policy_label=version.label, submitted_at=now() - (today() - repaired) * 1,
            appraiser_id=new_id(), certificate_id=new_id(), appraised_on=repaired, labour_coefficient=Decimal("1.00"),
        )  # fmt: skip
        common = {"claim": claim, "station_id": station.pk, "component_code": "ENG", "name_zh": "件", "name_en": "part"}
        hours = operation.standard_hours if chances.random() < 0.9 else operation.standard_hours + 1
        for position in (1, 2):
            line = ClaimLine(
                id=new_id(),
                position=position,
                kind=LineKind.LABOUR,
                operation_code=operation.code,
                hours=hours,
                **common,
            )
            line.unit_price_minor = 8_000 if chances.random() < 0.15 else 7_500
            line.claimed_minor = times(line.unit_price_minor, hours)
            lines.append(line)
        asked = price if chances.random() < 0.9 else price + 1_000
        lines.append(
            ClaimLine(
                id=new_id(),
                position=3,
                kind=LineKind.PART,
                part_number=part.number,
                unit_price_minor=asked,
                claimed_minor=asked,
                is_causal=True,
                old_serial="SN1",
                **common,
            )
        )
        claim.claimed_minor = sum(line.claimed_minor for line in lines[-3:])
        claims.append(claim)
    Claim.objects.bulk_create(claims, batch_size=2_000)
    ClaimLine.objects.bulk_create(lines, batch_size=4_000)


SQL = """
WITH judged AS (
  SELECT l.id, l.claimed_minor, CASE
    WHEN c.failed_on > (c.sold_on + make_interval(months => 24))::date OR c.mileage_km > %(km)s THEN 0
    WHEN l.kind = 'part' AND l.unit_price_minor > round(p.unit_cost_minor * 1.15) THEN round(round(p.unit_cost_minor * 1.15) * l.quantity)
    WHEN l.kind = 'labour' THEN least(
      CASE WHEN l.hours > o.standard_hours THEN round(l.unit_price_minor * o.standard_hours) ELSE l.claimed_minor END,
      CASE WHEN l.unit_price_minor > round(%(rate)s * c.labour_coefficient)
        THEN round(round(%(rate)s * c.labour_coefficient) * least(l.hours, o.standard_hours)) ELSE l.claimed_minor END)
    ELSE l.claimed_minor END AS allowed
  FROM claim_line l JOIN claim c ON c.id = l.claim_id
  LEFT JOIN part p ON p.number = l.part_number LEFT JOIN labour_operation o ON o.code = l.operation_code
)
SELECT sum(least(claimed_minor, allowed)) FROM judged
"""


def by_sql(policy):
    """Return the money that plain SQL leaves."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, {"km": 95_000, "rate": policy.labour.rate_minor_per_hour})
        return int(cursor.fetchone()[0])


def as_dicts():
    """Return all lines as dicts, with what belongs to them."""
    norms = {one.code: one.standard_hours for one in LabourOperation.objects.all()}
    costs = {one.number: one.unit_cost_minor for one in Part.objects.all()}
    heads = {
        row["id"]: row for row in Claim.objects.values("id", "sold_on", "failed_on", "mileage_km", "labour_coefficient")
    }
    rows = ClaimLine.objects.values(
        "claim_id", "kind", "claimed_minor", "unit_price_minor", "hours", "quantity", "operation_code", "part_number"
    )
    return [
        {
            **row,
            **heads[row["claim_id"]],
            "norm": norms.get(row["operation_code"]),
            "cost": costs.get(row["part_number"]),
        }
        for row in rows
    ]


def by_loop(rows, rate):
    """Return the money that a bare loop leaves."""
    total = 0
    for row in rows:
        left = row["claimed_minor"]
        if row["failed_on"] > add_months(row["sold_on"], 24) or row["mileage_km"] > 95_000:
            left = 0
        elif row["kind"] == "labour":
            allowed = times(rate, row["labour_coefficient"])
            if row["hours"] > row["norm"]:
                left = min(left, times(row["unit_price_minor"], row["norm"]))
            if row["unit_price_minor"] > allowed:
                left = min(left, times(allowed, min(row["hours"], row["norm"])))
        elif row["unit_price_minor"] > (allowed := times(row["cost"], Decimal("1.15"))):
            left = min(left, times(allowed, row["quantity"]))
        total += left
    return total


def measured(work):
    with share() as spent:
        answer = work()
    return spent, answer


def told(name, spent):
    return (
        name,
        f"{CLAIMS / spent.alone_s:,.0f}",
        f"{CLAIMS / spent.wall_s:,.0f}",
        f"{spent.ours_s / CLAIMS * 1e6:,.0f}",
        str(spent),
    )


PROCESSES, REACH = 2, 2_000


def test_replay_of_claims_a_second(committed_db):
    """Print claims a second and the ratios; 2,000 a second are the reach on two cores."""
    chances = random.Random(11)
    with at_head_office(), transaction.atomic():
        version = the_policy()
        make_claims(chances, version)
        limits = CONTENT["limits"] | {
            "repeat_days": 0
        }  # the four rules alone decide the money; the others are asked all the same
        draft = a_draft("2027-A", date(2027, 1, 1), **CHANGES, limits=limits)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    settings.JOB_PROCESSES = PROCESSES
    manager = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    with standing(manager), transaction.atomic():
        replay = start_replay(draft.pk, since=date(2020, 1, 1), until=today(), acting_user=manager)
    ours, _ran = measured(run_waiting)
    settings.JOB_PROCESSES = 0
    with at_head_office(), transaction.atomic():
        replay = Replay.objects.get(pk=replay.pk)
        assert ReplayLine.objects.filter(replay=replay).count() == replay.changed_lines > 0
        policy = policy_of(draft)
        sql, sql_minor = measured(lambda: by_sql(policy))
        rows = as_dicts()
        loop, loop_minor = measured(lambda: by_loop(rows, policy.labour.rate_minor_per_hour))
    assert replay.claims == CLAIMS
    assert replay.after_minor == sql_minor == loop_minor
    tell(
        f"replay of {CLAIMS:,} claims, {CLAIMS * LINES:,} lines, under two policies, all {len(RULES)} rules with reasons, "
        f"{replay.changed_lines:,} changed lines kept, {PROCESSES} processes; rivals: four rules, one policy, no reasons, nothing kept",
        ("", "claims/s alone", "by the clock", "processor µs a claim", "measured"),
        [told("replay", ours), told("plain SQL", sql), told("bare loop over dicts in memory", loop)],
    )
    print(
        f"processor time a claim, ours to plain SQL's: {ours.ours_s / sql.ours_s:.1f}; to the bare loop's: {ours.ours_s / loop.ours_s:.1f}; "
        f"for each of our {2 * len(RULES)} questions a claim to each of their 4: "
        f"{ours.ours_s / sql.ours_s * 4 / (2 * len(RULES)):.2f} and {ours.ours_s / loop.ours_s * 4 / (2 * len(RULES)):.2f}"
    )
    assert CLAIMS / ours.alone_s > REACH
