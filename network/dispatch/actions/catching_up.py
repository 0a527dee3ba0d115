"""What a phone without a network tells late of a drive that was called off, or given to another crew, meanwhile.

It counts up to the moment at which the rescue was taken from the crew, by the database's clock: that is known to both sides and does not
depend on when somebody looks at a phone. What was driven after it in good faith a station claims by hand.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from accounts.actors import Actor
from common.history.record import record
from common.people import Person, Process
from common.scope import for_office
from network.dispatch.actions.driving import driven_of
from network.dispatch.choices import Measured
from network.dispatch.live import tell_offer
from network.dispatch.locks import lock_taken_offer
from network.dispatch.models import Offer
from network.dispatch.selectors import offers_for
from network.dispatch.track import GAP_S

# How long a phone that was off is told of it, and may tell what is missing before the fee is claimed.
LATELY = timedelta(hours=12)
PHONE = Process(gettext_noop("Position of the crew"))


@transaction.atomic
def depart_late(rescue_id: UUID, crew_id: UUID | None, at: datetime, *, acting_user: Actor) -> bool:
    """Keep that the crew had departed before the rescue was taken from it. False when it was not taken from it, or only departed later."""
    acting_user.require("rescues.drive")
    rows = offers_for(acting_user).filter(rescue_id=rescue_id, crew_id=crew_id, answered_at__lte=at, taken_at__gte=at)
    found = rows.first()
    if found is None:
        return False
    with for_office():
        offer = lock_taken_offer(found.pk)
        if offer is not None and offer.departed_at is None:
            offer.change(departed_at=at)
            _measure(offer, acting_user, has_departed=True)
    return True


def count_late(offer_ids: Collection[UUID]) -> None:
    """Measure anew the drives for which positions have come after the rescue was taken. The caller stands in any scope."""
    if not offer_ids:
        return
    with for_office():
        for key in sorted(offer_ids):
            offer = lock_taken_offer(key)
            if offer is not None and offer.departed_at is not None:
                _measure(offer, PHONE)


def may_come_later(offer: Offer) -> bool:
    """Whether the phone was silent when the rescue was taken, so that its outbox may hold the rest of the track."""
    seen = offer.crew.position_at
    return offer.taken_at is not None and (seen is None or seen < offer.taken_at - timedelta(seconds=GAP_S))


def taken_lately(crew_ids: Collection[UUID], moment: datetime, within: timedelta) -> Iterable[Offer]:
    """Return the drives that were taken from these crews lately. The caller stands where it may see them."""
    rows = Offer.objects.filter(~Q(taken=""), crew_id__in=crew_ids, taken_at__gt=moment - within)
    return rows.order_by("taken_at").only("crew_id", "rescue_id", "answered_at", "taken_at", "summary")


def _measure(offer: Offer, by: Person, *, has_departed: bool = False) -> None:
    """Keep what the crew drove until then; what stands on a claim stays as it was claimed."""
    if offer.claim_number or offer.departed_at is None or offer.taken_at is None:
        return
    driven_m, driven_from = driven_of(offer, offer.departed_at, offer.taken_at)
    is_better = driven_from == Measured.TRACK and driven_m != offer.driven_m
    if has_departed or is_better:
        offer.change(driven_m=driven_m, driven_from=driven_from)
        told = {"driven_km": round(driven_m / 1000, 1), "driven_from": driven_from, "departed_at": offer.departed_at}
        record(offer, "offer.measured", by, after=told)
        tell_offer(offer)
