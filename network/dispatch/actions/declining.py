"""A crew says no: to one offer, or to whatever it is asked because it goes off duty. The rescue goes on to the next one at once."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import database_now
from common.errors import Invalid
from common.history.record import record
from common.scope import for_office
from network.dispatch.actions.searching import open_offers_of, search_again
from network.dispatch.choices import DeclineReason, Limit, OfferStatus
from network.dispatch.limits import put_under
from network.dispatch.live import tell_offer
from network.dispatch.locks import lock_rescue, lock_rescues
from network.dispatch.models import Offer, Rescue
from network.dispatch.selectors import offers_for


@transaction.atomic
def decline_offer(offer_id: UUID, *, reason: str, acting_user: Actor) -> Offer:
    """Say no for the crew; the engine goes on to the next one at once. Raises WrongState when the offer is gone."""
    acting_user.require("rescues.drive")
    offer: Offer = offers_for(acting_user).get_or_404(offer_id)
    if reason not in DeclineReason.values:
        raise Invalid(_("Choose a reason from the list."), field="reason")
    with for_office():
        rescue = lock_rescue(offer.rescue_id)
        offer.refresh_from_db()
        if offer.status != OfferStatus.DECLINED:
            say_no(rescue, offer, reason, acting_user)
        return offer


def lock_rescues_asked(crew_id: UUID) -> list[Rescue]:
    """Lock the rescues for which the crew is being asked; rescues come before crews."""
    with for_office():
        asked = Offer.objects.filter(crew_id=crew_id, status=OfferStatus.OPEN)
        return lock_rescues(set(asked.values_list("rescue_id", flat=True)))


def is_asked(crew_id: UUID) -> bool:
    """Whether the crew is being asked for a rescue; the caller stands in head office's scope."""
    return Offer.objects.filter(crew_id=crew_id, status=OfferStatus.OPEN).exists()


def decline_all(rescues: Sequence[Rescue], crew_id: UUID, *, acting_user: Actor) -> None:
    """Say no to what the crew is asked for of these rescues, since it goes off duty. The caller has locked them, in head office's scope."""
    for rescue in rescues:
        for offer in open_offers_of(rescue):
            if offer.crew_id == crew_id:
                say_no(rescue, offer, DeclineReason.OFF_DUTY, acting_user)


def say_no(rescue: Rescue, offer: Offer, reason: str, acting_user: Actor) -> None:
    """Close an open offer as declined and let its rescue go on. The caller has locked the rescue."""
    offer.move_to(OfferStatus.DECLINED, decline_reason=reason, answered_at=database_now(), answered_by=acting_user.id)
    record(offer, "offer.declined", acting_user, after={"reason": reason})
    if open_offers_of(rescue):
        refill_at_once(rescue)
    else:
        search_again(rescue)
    tell_offer(offer)


def refill_at_once(rescue: Rescue) -> None:
    """Of several crews that are asked one has said no: its slot is filled when the limit is looked at, which is now. As with `search_again`,
    offering is a transaction of its own."""
    put_under(rescue, Limit.ANSWER, 0)
