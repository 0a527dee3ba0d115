"""The numbers of the dashboards, added up from figures; a single station's straight from its facts, which are few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.actors import Actor
from billing.claims.choices import ClaimStatus
from billing.insight.choices import Queue
from billing.insight.choosing import Choice
from billing.insight.models import (
    AnomalyFigure,
    BuildFigure,
    ClaimFact,
    RecoveryFigure,
    RegionFigure,
    StaleClaim,
    StationFigure,
    VehicleCohort,
)
from billing.insight.selectors import facts_for
from common.clock import now

MEASURES = (
    "claims", "reviewed", "first_passed", "automatic", "settled", "rejected", "claimed_minor", "approved_minor", "final_minor",
)  # fmt: skip
RECOVERED = ("chargebacks", "charged_minor", "standing_minor", "paid_minor")
OF_FACTS: Mapping[str, Any] = {
    "claims": Count("pk"),
    "reviewed": Count("pk", filter=Q(reviewed=True)),
    "first_passed": Count("pk", filter=Q(first_passed=True)),
    "automatic": Count("pk", filter=Q(automatic=True)),
    "settled": Count("pk", filter=Q(status=ClaimStatus.SETTLED)),
    "rejected": Count("pk", filter=Q(status=ClaimStatus.REJECTED)),
    "claimed_minor": Coalesce(Sum("claimed_minor"), 0),
    "approved_minor": Coalesce(Sum("approved_minor"), 0),
    "final_minor": Coalesce(Sum("final_minor"), 0),
}
BUCKETS = ((0, 2), (3, 6), (7, 13), (14, 29), (30, None))  # whole days of waiting


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted for one key: a month, a region, a station …"""

    key: Any
    claims: int = 0
    reviewed: int = 0
    first_passed: int = 0
    automatic: int = 0
    settled: int = 0
    rejected: int = 0
    claimed_minor: int = 0
    approved_minor: int = 0
    final_minor: int = 0

    @property
    def first_pass_rate(self) -> float | None:
        """Return the share of reviewed claims that passed at first, in percent."""
        return share(self.first_passed, self.reviewed)

    @property
    def automatic_rate(self) -> float | None:
        """Return the share of reviewed claims that a rule decided, in percent."""
        return share(self.automatic, self.reviewed)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What suppliers were charged, what of it stands, what they have paid."""

    key: Any
    chargebacks: int
    charged_minor: int
    standing_minor: int
    paid_minor: int
    code: str = ""

    @property
    def rate(self) -> float | None:
        """Return the recovery rate (追偿率): what stands of what was charged, in percent."""
        return share(self.standing_minor, self.charged_minor)


def share(part: int, whole: int) -> float | None:
    """Return a share in percent; nothing of nothing is no share."""
    return 100 * part / whole if whole else None


def counts_by(actor: Actor, choice: Choice, key: str) -> list[Counts]:
    """Return the counts by `month`, `region`, `model_code`, `component_code` or `station__code`."""
    rows, measures = _source(actor, choice, key)
    found = rows.order_by().values(key).annotate(**measures).order_by(key)
    return [Counts(row[key], **{name: row[f"n_{name}"] for name in MEASURES}) for row in found]


def by_region(actor: Actor, choice: Choice) -> dict[str, list[Counts]]:
    """Return the counts of each month for each regional office."""
    if not actor.is_office:
        return {}
    rows = _only(RegionFigure.objects.filter(month__range=(choice.first, choice.last)), choice, True)
    sums = {f"n_{name}": Sum(name) for name in MEASURES}
    found: dict[str, list[Counts]] = {}
    for row in rows.order_by().values("region", "month").annotate(**sums).order_by("month"):
        counts = Counts(row["month"], **{name: row[f"n_{name}"] for name in MEASURES})
        found.setdefault(row["region"], []).append(counts)
    return found


def total(counts: Sequence[Counts]) -> Counts:
    """Add up."""
    return Counts(None, **{name: sum(getattr(one, name) for one in counts) for name in MEASURES})


def _source(actor: Actor, choice: Choice, key: str) -> tuple[QuerySet[Any], dict[str, Any]]:
    """Return the rows to add up and how: the smallest table that knows everything that is asked."""
    needs_facts = actor.is_station or choice.station or (key == "station__code" and (choice.model or choice.component))
    if needs_facts:
        return narrowed(facts_for(actor), choice), {f"n_{name}": sql for name, sql in OF_FACTS.items()}
    model = StationFigure if key == "station__code" else RegionFigure
    rows = _only(model.objects.filter(month__range=(choice.first, choice.last)), choice, model is RegionFigure)
    return rows if actor.is_office else rows.none(), {f"n_{name}": Sum(name) for name in MEASURES}


def narrowed(facts: QuerySet[Any], choice: Choice) -> QuerySet[Any]:
    """Return the facts of a choice."""
    rows = _only(facts.filter(month__range=(choice.first, choice.last)), choice, True)
    return rows.filter(station__code__iexact=choice.station) if choice.station else rows


def _only(rows: QuerySet[Any], choice: Choice, detailed: bool) -> QuerySet[Any]:
    wanted = {"region": choice.region}
    if detailed:
        wanted |= {"model_code": choice.model, "component_code": choice.component}
    return rows.filter(**{name: one for name, one in wanted.items() if one})


def recovery_by(choice: Choice, key: str) -> list[Recovery]:
    """Return the recovery by `month` or `supplier_id` (then with the supplier's code)."""
    rows = _only(RecoveryFigure.objects.filter(month__range=(choice.first, choice.last)), choice, True)
    sums = {f"n_{name}": Sum(name) for name in RECOVERED}
    if key == "supplier_id":
        grouped = rows.values("supplier_id", code=F("supplier__code"))
        found = grouped.annotate(**sums).order_by("-n_charged_minor", "supplier_id")
    else:
        found = rows.order_by().values(key).annotate(**sums).order_by(key)
    return [
        Recovery(row[key], code=row.get("code", ""), **{name: row[f"n_{name}"] for name in RECOVERED}) for row in found
    ]


def anomalies(choice: Choice, most: int = 10) -> list[tuple[str, int, int]]:
    """Return (kind, claims, claimed amount) of what was noticed most."""
    rows = _only(AnomalyFigure.objects.filter(month__range=(choice.first, choice.last)), choice, True)
    found = rows.order_by().values("kind").annotate(n=Sum("claims"), amount=Sum("claimed_minor")).order_by("-n", "kind")
    return [(row["kind"], row["n"], row["amount"]) for row in found[:most]]


def queue_ages(actor: Actor, choice: Choice) -> dict[Queue, list[int]]:
    """Return how many claims wait in each queue, by the age bucket of their waiting; the choice of months does not matter."""
    at = now()
    rows = _only(facts_for(actor), choice, True).filter(status__in=Queue.values, waiting_since__isnull=False)
    if choice.station:
        rows = rows.filter(station__code__iexact=choice.station)
    counts = {f"n{place}": Count("pk", filter=waited(at, *bucket)) for place, bucket in enumerate(BUCKETS)}
    found = {row["status"]: row for row in rows.order_by().values("status").annotate(**counts)}
    return {queue: [found.get(queue, {}).get(f"n{n}", 0) for n in range(len(BUCKETS))] for queue in Queue}


def waited(at: datetime, least: int, most: int | None) -> Q:
    """Return the condition that something has waited this many whole days."""
    young = Q(waiting_since__lte=at - timedelta(days=least)) if least else Q()
    return young & (Q(waiting_since__gt=at - timedelta(days=most + 1)) if most is not None else Q())


def build_costs(choice: Choice, *keys: str) -> list[dict[str, Any]]:
    """Return `claims` and `final_minor` of the build months of a choice, by keys of the build figures."""
    rows = BuildFigure.objects.filter(built_month__range=(choice.first, choice.last))
    wanted = {"model_code": choice.model, "component_code": choice.component}
    rows = rows.filter(**{name: one for name, one in wanted.items() if one})
    return list(rows.order_by().values(*keys).annotate(n=Sum("claims"), cost=Sum("final_minor")).order_by(*keys))


def vehicles_by(choice: Choice, *keys: str) -> dict[Any, int]:
    """Return how many vehicles of the build months of a choice were sold, by keys of the cohorts."""
    rows = VehicleCohort.objects.filter(built_month__range=(choice.first, choice.last))
    if choice.model:
        rows = rows.filter(model_code=choice.model)
    found = rows.order_by().values_list(*keys).annotate(n=Sum("vehicles"))
    return {(row[0] if len(keys) == 1 else tuple(row[:-1])): row[-1] for row in found}


def waiting_to_be_counted() -> int:
    """Return how many claims changed since the last count."""
    return StaleClaim.objects.count()


def top(facts: QuerySet[ClaimFact], key: str, most: int = 8) -> list[tuple[str, int, int]]:
    """Return (value, claims, settled amount) of the most frequent values of a column."""
    found = facts.exclude(**{key: ""}).order_by().values(key).annotate(n=Count("pk"), cost=Sum("final_minor"))
    return [(row[key], row["n"], row["cost"]) for row in found.order_by("-n", key)[:most]]
