"""What a vehicle gets once: the work of a campaign, the inspection before delivery. Constraints keep it; here are the choice and the sentences."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as now_

from billing.campaigns.models import Campaign, CampaignWork
from billing.campaigns.selectors import open_for
from billing.claims.choices import ClaimError, ClaimType
from billing.claims.models import WITHOUT_WORK, Claim
from common.errors import Invalid
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


def require_once(vin: str, kind: ClaimType, campaign: Campaign | None) -> None:
    """Raise Invalid when another claim, at any station, is for the same campaign or inspection of the vehicle."""
    if campaign is None and kind != ClaimType.PRE_DELIVERY:
        return
    same = {"campaign": campaign} if campaign else {"type": ClaimType.PRE_DELIVERY}
    with for_office():
        is_taken = Claim.objects.filter(vin=vin, **same).exclude(status__in=WITHOUT_WORK).exists()
    if is_taken:
        what = str(campaign or kind.label)
        sentence = now_("“%(what)s” was claimed for this vehicle already. It is paid once.") % {"what": what}
        raise Invalid(sentence, code=ClaimError.ALREADY_CLAIMED, field="repair_order")
