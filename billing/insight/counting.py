"""How claims become facts, and facts become figures: the one place where each number is defined, as SQL made of constants.

A figure belongs to a slice, a month of repair or of build; a slice is always counted anew as a whole, so counting twice changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billing.chargeback.choices import ChargebackStatus
from billing.claims.choices import ClaimStatus
from billing.claims.selectors import NOT_HANDED_IN

LEFT_OUT = ", ".join(f"'{status}'" for status in NOT_HANDED_IN)
MONTH = "date_trunc('month', {})::date"
WAITING = (
    f"CASE WHEN c.status IN ('{ClaimStatus.SUBMITTED}', '{ClaimStatus.AWAITING_APPROVAL}') THEN c.submitted_at "
    f"WHEN c.status IN ('{ClaimStatus.AWAITING_PARTS}', '{ClaimStatus.FIRST_REVIEWED}') THEN c.first_reviewed_at END"
)
REVIEWED = "c.first_reviewed_at IS NOT NULL"

# Column of the fact: what it is of the claim `c`, its station `s`, its vehicle `v` and its causal line `l`.
FACT: Mapping[str, str] = {
    "claim_id": "c.id",
    "number": "c.number",
    "station_id": "c.station_id",
    "region": "s.region",
    "month": MONTH.format("c.repair_finished_on"),
    "repaired_on": "c.repair_finished_on",
    "type": "c.type",
    "status": "c.status",
    "model_code": "c.model_code",
    "component_code": "COALESCE(l.component_code, '')",
    "part_number": "COALESCE(l.part_number, '')",
    "supplier_id": "l.supplier_id",
    "failure_code": "c.failure_code",
    "vehicle_id": "c.vehicle_id",
    "vin": "c.vin",
    "built_month": MONTH.format("v.built_on"),
    "sold_on": "COALESCE(c.sold_on, v.sold_on)",
    "failed_on": "COALESCE(c.failed_on, c.repair_finished_on)",
    "age_days": "COALESCE(c.failed_on, c.repair_finished_on) - COALESCE(c.sold_on, v.sold_on)",
    "mileage_km": "c.mileage_km",
    "delay_days": "c.submitted_at::date - COALESCE(c.failed_on, c.repair_finished_on)",
    "waiting_since": WAITING,
    "reviewed": REVIEWED,
    "first_passed": f"{REVIEWED} AND c.approved_minor = c.claimed_minor AND c.question = ''",
    "automatic": f"{REVIEWED} AND c.first_reviewer_id IS NULL",
    "claimed_minor": "c.claimed_minor",
    "approved_minor": "COALESCE(c.approved_minor, 0)",
    "final_minor": f"CASE WHEN c.status = '{ClaimStatus.SETTLED}' THEN COALESCE(c.final_minor, 0) ELSE 0 END",
}
FACT_SOURCE = f"""claim c JOIN station s ON s.id = c.station_id LEFT JOIN vehicle v ON v.id = c.vehicle_id
LEFT JOIN LATERAL (SELECT component_code, part_number, supplier_id FROM claim_line WHERE claim_id = c.id AND component_code <> ''
ORDER BY is_causal DESC, position LIMIT 1) l ON true WHERE c.status NOT IN ({LEFT_OUT})"""

COUNTS: Mapping[str, str] = {
    "claims": "count(*)",
    "reviewed": "count(*) FILTER (WHERE f.reviewed)",
    "first_passed": "count(*) FILTER (WHERE f.first_passed)",
    "automatic": "count(*) FILTER (WHERE f.automatic)",
    "settled": f"count(*) FILTER (WHERE f.status = '{ClaimStatus.SETTLED}')",
    "rejected": f"count(*) FILTER (WHERE f.status = '{ClaimStatus.REJECTED}')",
    "claimed_minor": "COALESCE(sum(f.claimed_minor), 0)",
    "approved_minor": "COALESCE(sum(f.approved_minor), 0)",
    "final_minor": "COALESCE(sum(f.final_minor), 0)",
}
DUE = "COALESCE(b.resolved_minor, b.amount_minor)"
MONTHS_OLD = "LEAST(GREATEST(f.age_days, 0) * 100 / 3044, 240)"
GONE = f"b.status = '{ChargebackStatus.CANCELLED}'"


@dataclass(frozen=True, slots=True)
class Figure:
    """A table of figures: its keys and sums as expressions over its source, in which `f` is a fact; `slice` names the key it is cut by."""

    table: str
    slice: str
    keys: Mapping[str, str]
    sums: Mapping[str, str]
    source: str = "{facts} f"
    where: str = "true"

    def select(self, facts: str, where: str = "true") -> str:
        """Return the query that counts it from `facts`, a table or a subquery."""
        columns = ", ".join(f"{sql} AS {name}" for name, sql in {**self.keys, **self.sums}.items())
        group = ", ".join(str(place) for place in range(1, len(self.keys) + 1))
        return (
            f"SELECT {columns} FROM {self.source.format(facts=facts)} WHERE {self.where} AND {where} GROUP BY {group}"
        )

    @property
    def columns(self) -> Sequence[str]:
        """Return its columns in the order of the query."""
        return [*self.keys, *self.sums]


def plain(*names: str) -> dict[str, str]:
    """Return keys that are columns of the fact."""
    return {name: f"f.{name}" for name in names}


PLACE = plain("region", "model_code", "component_code")
FIGURES: Sequence[Figure] = (
    Figure("insight_region_figure", "month", plain("month") | PLACE, COUNTS),
    Figure("insight_station_figure", "month", plain("month", "station_id", "region"), COUNTS),
    Figure(
        "insight_build_figure",
        "built_month",
        plain("built_month", "model_code", "component_code") | {"age_months": MONTHS_OLD},
        {"claims": "count(*)", "final_minor": COUNTS["final_minor"]},
        where=f"f.built_month IS NOT NULL AND f.age_days IS NOT NULL AND f.status <> '{ClaimStatus.REJECTED}'",
    ),
    Figure(
        "insight_recovery_figure",
        "month",
        plain("month") | {"supplier_id": "b.supplier_id"} | PLACE,
        {
            "chargebacks": "count(*)",
            "charged_minor": "COALESCE(sum(b.amount_minor), 0)",
            "standing_minor": f"COALESCE(sum({DUE}) FILTER (WHERE NOT {GONE}), 0)",
            "paid_minor": f"COALESCE(sum({DUE}) FILTER (WHERE b.status = '{ChargebackStatus.PAID}'), 0)",
        },
        source="{facts} f JOIN chargeback b ON b.claim_id = f.claim_id",
    ),
    Figure(
        "insight_anomaly_figure",
        "month",
        plain("month") | {"kind": "r.kind"} | PLACE,
        {"claims": "count(*)", "claimed_minor": COUNTS["claimed_minor"]},
        source="{facts} f JOIN (SELECT DISTINCT claim_id, kind FROM claim_flag WHERE dismissed_at IS NULL) r ON r.claim_id = f.claim_id",
    ),
)


def cohort_query(where: str = "true") -> str:
    """Return the query of the fleet: vehicles that were sold, by model, build month and day of sale."""
    return (
        f"SELECT m.code AS model_code, {MONTH.format('v.built_on')} AS built_month, v.sold_on, count(*) AS vehicles "
        f"FROM vehicle v JOIN vehicle_model m ON m.id = v.model_id WHERE v.sold_on IS NOT NULL AND {where} GROUP BY 1, 2, 3"
    )


def fact_query(where: str = "true") -> str:
    """Return the query of the facts of all claims that were handed in, as they are now."""
    columns = ", ".join(f"{sql} AS {name}" for name, sql in FACT.items())
    return f"SELECT {columns} FROM {FACT_SOURCE} AND {where}"
