"""Which flags a person may see, and how often each detector was right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, Q

from accounts.actors import Actor
from billing.claims.anomalies.models import AnomalyTable, ClaimFlag
from billing.claims.anomalies.registry import DETECTORS, Detector
from billing.claims.anomalies.weighing import Table, table_in_force
from common.clock import now
from common.records import RecordQuerySet

STATISTICS_DAYS = 180


@dataclass(frozen=True, slots=True)
class HitRate:
    """A detector and what became of its flags: `decided` are those whose claim was decided, `hits` those that were followed by a cut."""

    detector: Detector
    weight: int
    flags: int = 0
    decided: int = 0
    hits: int = 0
    dismissed: int = 0

    @property
    def percent(self) -> int | None:
        """How many of the decided flags were followed by a cut; None while there is none."""
        return round(100 * self.hits / self.decided) if self.decided else None


def flags_for(actor: Actor) -> RecordQuerySet:
    """Return the flags in sight: all for those at head office who may look for anomalies. A station sees none, its own neither."""
    rows = ClaimFlag.objects.select_related("claim", "claim__station")
    return rows if actor.is_office and actor.may("claims.anomalies") else rows.none()


def tables_for(actor: Actor) -> RecordQuerySet:
    """Return the editions of the table of weights."""
    rows = AnomalyTable.objects.all()
    return rows if actor.is_office and actor.may("claims.anomalies") else rows.none()


def hit_rates(actor: Actor, table: Table | None = None) -> Sequence[HitRate]:
    """Return for each detector what became of its flags of the last half year."""
    cut = Q(claim__approved_minor__lt=F("claim__claimed_minor"))
    counts = {
        "flags": Count("pk"),
        "decided": Count("pk", filter=Q(claim__first_reviewed_at__isnull=False)),
        "hits": Count("pk", filter=Q(claim__first_reviewed_at__isnull=False) & cut),
        "dismissed": Count("pk", filter=Q(dismissed_at__isnull=False)),
    }
    since = now() - timedelta(days=STATISTICS_DAYS)
    rows = flags_for(actor).filter(created_at__gte=since).order_by().values("kind").annotate(**counts)
    by_kind = {row.pop("kind"): row for row in rows}
    settings = (table or table_in_force()).settings
    return [HitRate(one, settings[code].weight, **by_kind.get(code, {})) for code, one in DETECTORS.items()]
