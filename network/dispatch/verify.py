"""What must hold between the rows of dispatch; tests and `verify_dispatch` ask here. The caller stands in head office's scope."""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db.models import Count, F, Q

from common.deadlines.models import Deadline
from network.dispatch.choices import OPEN_RESCUE, UNDER_WAY, WARNING, Limit, OfferStatus, RescueStatus
from network.dispatch.models import Crew, Offer, Rescue


def broken() -> Iterator[str]:
    """Yield a sentence for each row that breaks an invariant, the first of each kind first."""
    yield from _limits()
    yield from _warnings()
    yield from _offers()
    yield from _loads()


def _limits() -> Iterator[str]:
    open_limits = _open(Limit.values)
    for rescue in Rescue.objects.filter(status__in=OPEN_RESCUE).iterator():
        if open_limits.get(rescue.pk, 0) != 1:
            yield f"rescue {rescue.number} is open and has {open_limits.get(rescue.pk, 0)} open time limits"
    for rescue in Rescue.objects.exclude(status__in=OPEN_RESCUE).filter(pk__in=open_limits):
        yield f"rescue {rescue.number} is over and still has a time limit"


def _warnings() -> Iterator[str]:
    """A warning belongs to the limit that is open now, once, and comes before it."""
    warnings = _open([WARNING])
    limits = Deadline.objects.filter(kind__in=Limit.values, done_at__isnull=True)
    due = {row.subject_id: row for row in limits.filter(subject_id__in=warnings)}
    for row in Deadline.objects.filter(kind=WARNING, done_at__isnull=True):
        limit = due.get(row.subject_id)
        if limit is None or warnings[row.subject_id] != 1 or limit.step != row.step or limit.due_at < row.due_at:
            yield f"the warning of rescue {row.subject_id} does not belong to its time limit"


def _open(kinds: Collection[str]) -> dict[UUID, int]:
    rows = Deadline.objects.filter(done_at__isnull=True, kind__in=kinds).values("subject_id").annotate(n=Count("id"))
    return {row["subject_id"]: row["n"] for row in rows}


def _offers() -> Iterator[str]:
    for rescue in Rescue.objects.annotate(live=Count("offers", filter=Q(offers__status=OfferStatus.OPEN))).exclude(
        live=0, status__in=[status for status in RescueStatus if status != RescueStatus.OFFERED]
    ):
        if (rescue.status == RescueStatus.OFFERED) != (rescue.live >= 1):
            yield f"rescue {rescue.number} is {rescue.status} and has {rescue.live} open offers"
    served = Offer.objects.filter(status=OfferStatus.ACCEPTED).exclude(rescue__crew_id=F("crew_id"))
    for offer in served.select_related("rescue"):
        yield f"offer {offer.pk} is accepted, but rescue {offer.rescue.number} has another crew"


def _loads() -> Iterator[str]:
    counted = Count("rescues", filter=Q(rescues__status__in=UNDER_WAY))
    for crew in Crew.objects.annotate(serving=counted).exclude(serving=F("load")):
        yield f"crew {crew.name} serves {crew.serving} rescues and counts {crew.load}"
