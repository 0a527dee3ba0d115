"""The parts that a crew used become lines of a claim, or are left out of all claims with a reason."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.choices import ClaimType
from billing.claims.models import Claim
from billing.claims.used_parts.claiming import Roadside, RoadsidePart, claim_used_parts
from billing.claims.used_parts.orders import OrderedPart
from billing.claims.used_parts.standing import leave_out
from catalog.selectors import failure_code_by_code
from common.errors import Invalid, NotYours, WrongState
from common.history.record import record
from network.dispatch.choices import RescueStatus
from network.dispatch.models import Rescue, RescuePart
from network.dispatch.policies import DispatchError
from network.dispatch.selectors import parts_of_rescue, parts_to_claim, rescues_for
from tenants.parts.selectors import stock_items_for

CLAIMED_AS = (ClaimType.WARRANTY, ClaimType.PARTS_WARRANTY, ClaimType.GOODWILL)


@transaction.atomic
def claim_parts(
    rescue_id: UUID,
    lines: Sequence[UUID],
    *,
    acting_user: Actor,
    type: ClaimType = ClaimType.WARRANTY,
    left_out: str = "",
) -> Claim | None:
    """Draft a claim with the named parts of a finished rescue, one line each; the others are left out with the reason `left_out`.

    Returns None when all are left out. Raises WrongState before the end of the rescue, for a part that stands on a claim already, or when
    none is left to decide about; Invalid without a reason for what is left out, and as `claim_used_parts` does.
    """
    acting_user.require("claims.prepare")
    rescue: Rescue = rescues_for(acting_user).get_or_404(rescue_id)
    if rescue.status != RescueStatus.FINISHED or rescue.arrived_at is None or rescue.finished_at is None:
        raise WrongState(status=str(rescue.status), wanted=str(RescueStatus.FINISHED))
    claimed = list(parts_of_rescue(rescue).filter(pk__in=lines))
    others = list(parts_to_claim(rescue).exclude(pk__in=lines))
    if len(claimed) != len(set(lines)):
        raise NotYours()
    _require_decided(claimed, others, left_out.strip())
    claim = (
        claim_used_parts(_roadside(rescue, claimed, acting_user), type, acting_user=acting_user) if claimed else None
    )
    leave_out([part.pk for part in others], acting_user.station.pk, left_out.strip()[:300], acting_user)
    after = {"parts": _told(claimed), "not_claimed": _told(others)}  # a draft is the station's: no number here
    record(rescue, "rescue.parts_claimed", acting_user, after=after, reason=left_out.strip())
    return claim


def used_parts_of(order_id: UUID) -> Iterable[OrderedPart]:
    """Yield the used parts that a repair order took: claims for it ask. The caller stands at the station."""
    for part in RescuePart.objects.filter(order_id=order_id).order_by("pk"):
        yield OrderedPart(part.pk, part.part_number, part.quantity)


def _require_decided(claimed: Sequence[RescuePart], others: Sequence[RescuePart], reason: str) -> None:
    if not (claimed or others):
        raise WrongState(_("Each part of this rescue stands on a claim already."), code=DispatchError.NOTHING_TO_CLAIM)
    if others and not reason:
        raise Invalid(
            _("Say why the parts that are not ticked are not claimed."), code=DispatchError.NO_REASON, field="left_out"
        )


def _roadside(rescue: Rescue, parts: Sequence[RescuePart], actor: Actor) -> Roadside:
    if rescue.arrived_at is None or rescue.finished_at is None:
        raise ValueError(f"{rescue.number} is not finished")
    prices = dict(stock_items_for(actor).values_list("part_number", "unit_cost_minor"))
    code = failure_code_by_code(rescue.found_cause) if rescue.found_cause else None
    return Roadside(
        rescue_number=rescue.number,
        vin=rescue.case.vin,
        failed_at=rescue.created_at,
        finished_at=rescue.finished_at,
        parts=[
            RoadsidePart(part.pk, part.part_number, part.quantity, prices.get(part.part_number, 0), part.serial)
            for part in parts
        ],
        failure_code=rescue.found_cause,
        complaint=rescue.case.description or str(rescue.case.get_symptom_display()),
        cause=code.name if code else "",
        correction=rescue.result or rescue.outcome_words,
    )


def _told(parts: Sequence[RescuePart]) -> list[str]:
    return [f"{part.part_number} × {part.quantity}" for part in parts]
