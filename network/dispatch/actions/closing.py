"""What the dispatcher may always do: take a rescue back from its crew, or call it off."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import database_now
from common.errors import Invalid, WrongState
from common.history.record import record
from common.scope import for_office
from network.dispatch.actions.driving import driven_until, unload_crew
from network.dispatch.actions.overtaken import require_seen
from network.dispatch.actions.searching import withdraw_open_offers
from network.dispatch.choices import UNDER_WAY, Limit, OfferStatus, RescueStatus, Taken, TakenCause
from network.dispatch.limits import put_under, release
from network.dispatch.live import tell_offer, tell_rescue
from network.dispatch.locks import lock_rescue
from network.dispatch.models import Offer, Rescue
from network.dispatch.policies import DispatchError
from network.dispatch.selectors import rescues_for
from network.hotline.progress import take_from_station

LEGS = ("accepted_at", "departed_at", "arrived_at", "eta_at")


@transaction.atomic
def reassign_rescue(
    rescue_id: UUID,
    *,
    reason: str,
    cause: str = TakenCause.OTHER,
    seen_round: int | None = None,
    acting_user: Actor,
) -> Rescue:
    """Take the rescue from the crew that serves it; the engine looks for another. What the crew drove is kept with its offer, and paid when
    the rules say so of the cause.

    With `seen_round`, the rescue's round as the dispatcher saw it, a crew that was asked later is not taken off. Raises WrongState then, and
    when no crew serves it.
    """
    rescue = _reasoned(rescue_id, reason, acting_user)
    with for_office():
        rescue = lock_rescue(rescue.pk)
        if rescue.status not in UNDER_WAY:
            raise WrongState
        if seen_round is not None:
            require_seen(rescue, [_accepted_of(rescue)], seen_round)
        offer = _take_back(rescue, Taken.REASSIGNED, TakenCause(cause))
        record(offer, "offer.withdrawn", acting_user, after=_driven(offer), reason=reason)
        before = {"crew": offer.crew.name}
        record(rescue, "rescue.reassigned", acting_user, before=before, after=_driven(offer), reason=reason)
        take_from_station(rescue.case_id, acting_user=acting_user)
        rescue.move_to(RescueStatus.WAITING, station_id=None, crew_id=None, **dict.fromkeys(LEGS))
        put_under(rescue, Limit.OFFER, 0)
        tell_rescue(rescue, offer.station_id)
        return rescue


@transaction.atomic
def cancel_rescue(rescue_id: UUID, *, reason: str, cause: str = TakenCause.DRIVER, acting_user: Actor) -> Rescue:
    """Call the rescue off: the driver needs nobody any more. Raises WrongState when it is over already."""
    rescue = _reasoned(rescue_id, reason, acting_user)
    with for_office():
        rescue = lock_rescue(rescue.pk)
        if RescueStatus.CANCELLED not in rescue.possible_moves():
            raise WrongState
        served = rescue.status in UNDER_WAY
        offers = [_take_back(rescue, Taken.CANCELLED, TakenCause(cause))] if served else withdraw_open_offers(rescue)
        for offer in offers:
            record(offer, "offer.withdrawn", acting_user, after=_driven(offer), reason=reason)
        rescue.move_to(RescueStatus.CANCELLED, result=reason.strip(), held="")
        release(rescue)
        record(rescue, "rescue.cancelled", acting_user, reason=reason)
        tell_rescue(rescue)
        return rescue


def _take_back(rescue: Rescue, why: Taken, cause: TakenCause) -> Offer:
    """Take the accepted offer back; the crew's way so far stays with it, since the rescue's own legs begin anew."""
    offer = _accepted_of(rescue)
    moment = database_now()
    driven_m, driven_from = driven_until(rescue, offer, moment)
    offer.move_to(
        OfferStatus.WITHDRAWN,
        taken=why,
        taken_at=moment,
        taken_cause=cause,
        departed_at=rescue.departed_at,
        driven_m=driven_m,
        driven_from=driven_from or "",
    )
    unload_crew(offer.crew_id)
    tell_offer(offer)
    return offer


def _accepted_of(rescue: Rescue) -> Offer:
    found: Offer = Offer.objects.select_related("crew", "station").get(rescue=rescue, status=OfferStatus.ACCEPTED)
    return found


def _driven(offer: Offer) -> dict[str, Any]:
    """Return what history says of a rescue that was taken from its crew: the cause, and the way of one that had departed."""
    told = {"taken_cause": offer.taken_cause} if offer.taken_cause else {}
    if offer.driven_m is None or not offer.driven_from:
        return told
    return told | {"driven_km": round(offer.driven_m / 1000, 1), "driven_from": offer.driven_from}


def _reasoned(rescue_id: UUID, reason: str, actor: Actor) -> Rescue:
    actor.require("dispatch.offer")
    rescue: Rescue = rescues_for(actor).get_or_404(rescue_id)
    if not reason.strip():
        raise Invalid(_("Write down why."), code=DispatchError.NO_REASON, field="reason")
    return rescue
