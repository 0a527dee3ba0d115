"""A station gets no rescues any more, or its people leave: what it is being asked for goes to the next crew at once."""

from uuid import UUID

from common.clock import now
from common.history.record import record
from common.live import OFFICE, publish
from common.people import Person
from network.dispatch.actions.searching import open_offers_of, search_again
from network.dispatch.choices import OfferStatus, RescueStatus
from network.dispatch.live import tell_offer
from network.dispatch.locks import lock_rescues
from network.dispatch.models import Crew, CrewMember, Offer


def withdraw_offers_of(station_id: UUID, *, acting_user: Person, reason: str = "") -> int:
    """Take back what a station's crews have not answered yet, and let the engine look for others; returns how many offers.

    In the caller's transaction and head office's scope, after the station was made inactive. Rescues that its crews drive already go on.
    """
    open_here = Offer.objects.filter(station_id=station_id, status=OfferStatus.OPEN)
    count = 0
    for rescue in lock_rescues(set(open_here.values_list("rescue_id", flat=True))):
        for offer in open_offers_of(rescue):
            if offer.station_id == station_id:
                offer.move_to(OfferStatus.WITHDRAWN)
                record(offer, "offer.withdrawn", acting_user, after={"crew": offer.crew.name}, reason=reason)
                tell_offer(offer)
                count += 1
        if rescue.status == RescueStatus.OFFERED and not open_offers_of(rescue):
            search_again(rescue)
    return count


def let_crews_go(station_id: UUID, *, acting_user: Person, reason: str = "") -> set[UUID]:
    """Put a station's crews off duty and let their people go, but for crews on a rescue; returns the people who are on one.

    In the caller's transaction and head office's scope. Called again it lets those go who have come back meanwhile.
    """
    asked = Offer.objects.filter(station_id=station_id, status=OfferStatus.OPEN)
    lock_rescues(set(asked.values_list("rescue_id", flat=True)))
    crews = list(Crew.objects.filter(station_id=station_id).order_by("pk").locked())
    idle = [crew for crew in crews if not crew.load]
    for crew in idle:
        if crew.on_duty:
            crew.change(on_duty=False)
            record(crew, "crew.went_off_duty", acting_user, reason=reason)
            publish(OFFICE, "crew.changed", {"crew": crew.pk, "on_duty": False})
    riding = CrewMember.objects.filter(station_id=station_id, ended_at__isnull=True)
    riding.filter(crew__in=idle).update(ended_at=now())
    withdraw_offers_of(station_id, acting_user=acting_user, reason=reason)
    return set(riding.exclude(crew__in=idle).values_list("user_id", flat=True))
