"""Which pre-authorisations a person may see, and which of them a claim may use."""

from collections.abc import Sequence

from django.db.models import Q

from accounts.actors import Actor
from billing.claims.choices import ClaimStatus
from billing.claims.models import Claim, Preauthorisation
from billing.claims.preauthorisations.choices import USABLE, PreauthorisationStatus
from common.records import RecordQuerySet
from tenants.workshop.choices import RepairStatus
from tenants.workshop.models import RepairOrder
from tenants.workshop.selectors import repair_orders_for

ORDERS_AT_MOST = 100


def preauthorisations_for(actor: Actor) -> RecordQuerySet:
    """Return a station's own; for head office all."""
    rows = Preauthorisation.objects.select_related("station")
    if not actor.may("preauthorisations.view"):
        return rows.none()
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)
    return rows if actor.is_office else rows.none()


def waiting_requests(actor: Actor) -> RecordQuerySet:
    """Return what waits for a decision, oldest first."""
    rows: RecordQuerySet = preauthorisations_for(actor).filter(status=PreauthorisationStatus.REQUESTED)
    return rows.order_by("requested_at", "id")


def usable_for(claim: Claim) -> Sequence[Preauthorisation]:
    """Return those that this claim may use: the same vehicle's, granted, and held by no other claim. The claim came through a gate."""
    rows = Preauthorisation.objects.filter(station_id=claim.station_id, vin=claim.vin)
    own = Q(pk=claim.preauthorisation_id)
    held = Claim.objects.exclude(status=ClaimStatus.CANCELLED).exclude(preauthorisation=None).exclude(pk=claim.pk)
    free = Q(status__in=sorted(USABLE)) & ~Q(pk__in=held.values("preauthorisation"))
    return list(rows.filter(own | free).order_by("-decided_at"))


def claims_with(preauthorisation: Preauthorisation) -> Sequence[Claim]:
    """Return the claims that name it, newest first; the pre-authorisation came through a gate."""
    return list(preauthorisation.claims.order_by("-created_at"))  # type: ignore[attr-defined]


def unfinished_orders(actor: Actor) -> Sequence[RepairOrder]:
    """Return the station's repair orders that are not finished: a dear repair is asked for before it is done."""
    rows = repair_orders_for(actor).filter(finished_at__isnull=True).exclude(status=RepairStatus.CANCELLED)
    return list(rows.order_by("-received_at")[:ORDERS_AT_MOST])
