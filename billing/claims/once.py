"""What a vehicle gets once: the work of a campaign, the inspection before delivery, the first maintenance.

Constraints keep it; here are the choice and the sentences.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as now_

from billing.campaigns.models import Campaign, CampaignWork
from billing.campaigns.selectors import open_for
from billing.claims.choices import ClaimError, ClaimType
from billing.claims.models import WITHOUT_WORK, Claim
from common.errors import Invalid, WrongState
from common.scope import for_office
from tenants.workshop.snapshots import RepairOrderFacts


def codes_of(order: RepairOrderFacts) -> set[str]:
    """Return the operations and parts of a repair order."""
    return {line.operation_code for line in order.labour} | {line.part_number for line in order.parts}


def campaign_for(vin: str, day: date, codes: Iterable[str]) -> Campaign | None:
    """Return the vehicle's open campaign to which the work belongs, else its first one, recalls before the others."""
    waiting = open_for(vin, day)
    fitting = CampaignWork.objects.filter(campaign__in=[one.pk for one in waiting], code__in=list(codes))
    worked_on = set(fitting.values_list("campaign_id", flat=True))
    return next((one for one in waiting if one.pk in worked_on), waiting[0] if waiting else None)


ONCE = (ClaimType.PRE_DELIVERY, ClaimType.FIRST_MAINTENANCE)


def standing_claim(vin: str, kind: ClaimType, campaign: Campaign | None, *, but: UUID | None = None) -> Claim | None:
    """Return the claim, at any station, that stands for the same campaign, inspection or first maintenance of the vehicle."""
    if not vin or (campaign is None and kind not in ONCE):
        return None
    same: dict[str, Any] = {"campaign": campaign} if campaign else {"type": kind}
    with for_office():
        rows = Claim.objects.filter(vin=vin, **same).exclude(status__in=WITHOUT_WORK)
        others = rows.exclude(pk=but) if but else rows
        return others.order_by("repair_finished_on").first()


def require_once(vin: str, kind: ClaimType, campaign: Campaign | None, station_id: UUID) -> None:
    """Raise Invalid when another claim, at any station, is for the same campaign, inspection or first maintenance of the vehicle.

    The sentence names a claim of the station's own; of another station's it says the day and nothing else.
    """
    standing = standing_claim(vin, kind, campaign)
    if standing is not None:
        sentence = _sentence(standing, is_named=standing.station_id == station_id)
        raise Invalid(sentence, code=ClaimError.ALREADY_CLAIMED, field="repair_order")


def require_still_once(claim: Claim) -> None:
    """Raise WrongState when a rejected claim can't come back, since another one stands for the same by now. Asked by head office."""
    kind = ClaimType(claim.type)
    standing = standing_claim(claim.vin, kind, claim.campaign, but=claim.pk) if claim.status in WITHOUT_WORK else None
    if standing is not None:
        raise WrongState(_sentence(standing, is_named=True), code=ClaimError.ALREADY_CLAIMED)


@contextmanager
def back_once(claim: Claim) -> Iterator[None]:
    """Bring a rejected claim back in this block: refused with the same sentence when another one was as fast."""
    require_still_once(claim)
    was = claim.status
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        claim.status = was
        require_still_once(claim)
        raise


def _sentence(standing: Claim, *, is_named: bool) -> str:
    what = str(standing.campaign or standing.get_type_display())
    told = {"what": what, "number": standing.number, "day": standing.repair_finished_on.isoformat()}
    if is_named:
        sentence = now_(
            "“%(what)s” was claimed for this vehicle already with %(number)s, for %(day)s. It is paid once."
        )
    else:
        sentence = now_(
            "“%(what)s” was claimed for this vehicle already at another station, for %(day)s. It is paid once."
        )
    return sentence % told
