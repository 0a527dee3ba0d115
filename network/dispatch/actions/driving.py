"""What the crew does: accept, depart, arrive. Each step may come twice, or late from a phone that was offline."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import business_zone, database_now
from common.errors import WrongState
from common.files.models import StoredFile
from common.files.store import store_picture
from common.history.record import record
from common.people import Person
from common.scope import for_office
from network.dispatch.actions.searching import withdraw_open_offers
from network.dispatch.choices import Limit, Measured, OfferStatus, RescueStatus
from network.dispatch.facts import is_certified
from network.dispatch.limits import put_under
from network.dispatch.live import tell_offer, tell_rescue
from network.dispatch.locks import lock_rescue
from network.dispatch.models import Crew, Offer, Rescue
from network.dispatch.policies import DispatchError, Policy, policy_on
from network.dispatch.selectors import PHOTO, offers_for, photos_of, rescues_for
from network.dispatch.track import Fix, measure
from network.hotline.choices import Capability, Road
from network.hotline.progress import hand_to_station
from tenants.registry.choices import StationStatus

GONE = {
    OfferStatus.ACCEPTED: _("A colleague has already accepted this rescue for the crew."),
    OfferStatus.DECLINED: _("This offer was declined for the crew."),
    OfferStatus.EXPIRED: _("The time to answer is over; the rescue has gone to the next crew."),
    OfferStatus.WITHDRAWN: _("The dispatcher has taken this offer back."),
    OfferStatus.OPEN: _("The time to answer is over; the rescue is going to the next crew."),
}


@transaction.atomic
def accept_offer(offer_id: UUID, *, acting_user: Actor) -> Rescue:
    """Take the rescue for the crew. Of many who try, one wins; the same person trying again gets the same answer.

    Raises WrongState with a sentence for the others, when the offer ran out or was taken back, or the crew is full or has nobody with a
    certificate any more.
    """
    acting_user.require("rescues.drive")
    offer: Offer = offers_for(acting_user).get_or_404(offer_id)
    if offer.station.status != StationStatus.ACTIVE:
        raise WrongState(_("Your station is suspended; it gets no rescues."), code=DispatchError.STATION_INACTIVE)
    with for_office():
        rescue = lock_rescue(offer.rescue_id)
        offer.refresh_from_db()
        if offer.status == OfferStatus.ACCEPTED and offer.answered_by == acting_user.id:
            return rescue
        if offer.status == OfferStatus.WITHDRAWN and rescue.accepted_at is not None:
            raise WrongState(_("Another crew has taken this rescue."), code=DispatchError.OFFER_GONE)
        win(offer, acting_user)
        _require_certified(offer)
        load_crew(offer.crew_id)
        _accepted(rescue, offer, acting_user)
        return rescue


def win(offer: Offer, acting_user: Actor) -> None:
    """Turn the offer from open to accepted, if it is open and in time; the database decides. Raises WrongState for the loser."""
    won = Offer.objects.filter(pk=offer.pk, status=OfferStatus.OPEN, expires_at__gt=Now()).update(
        status=OfferStatus.ACCEPTED, answered_at=Now(), answered_by=acting_user.id, version=F("version") + 1
    )
    offer.refresh_from_db()
    if not won:
        raise WrongState(GONE[OfferStatus(offer.status)], code=DispatchError.OFFER_GONE)


def _require_certified(offer: Offer) -> None:
    """Raise WrongState when nobody rides with the crew who may serve a rescue now: a certificate ends at midnight, or is revoked at once."""
    if not is_certified(offer.crew_id, offer.station_id, database_now()):
        raise WrongState(
            _("Nobody of your crew holds a valid rescue certificate now, so it can't take rescues. Decline the offer."),
            code=DispatchError.NOT_CERTIFIED,
        )


def load_crew(crew_id: UUID) -> None:
    """Count one more job for the crew, within its capacity. Raises WrongState when it is full."""
    if not Crew.objects.filter(pk=crew_id, load__lt=F("capacity")).update(load=F("load") + 1, version=F("version") + 1):
        raise WrongState(_("The crew already has as many rescues as it can serve."), code=DispatchError.CREW_FULL)


def unload_crew(crew_id: UUID) -> None:
    """Count one job less for the crew."""
    Crew.objects.filter(pk=crew_id, load__gt=0).update(load=F("load") - 1, version=F("version") + 1)


@transaction.atomic
def depart(rescue_id: UUID, *, acting_user: Actor, at: datetime | None = None) -> Rescue:
    """The crew drives off. Nothing happens when it has already. `at` is the phone's time, kept within reason."""
    rescue = own_rescue(rescue_id, acting_user)
    with for_office():
        rescue = lock_rescue(rescue.pk)
        if rescue.departed_at is not None:
            return rescue
        if RescueStatus.EN_ROUTE not in rescue.possible_moves():
            raise WrongState(_("This rescue was called off. You need not go on."), code=DispatchError.TAKEN_AWAY)
        moment = within_reason(at, rescue.accepted_at)
        policy = policy_on(moment)
        offer = Offer.objects.get(rescue=rescue, status=OfferStatus.ACCEPTED)
        eta_at = policy.eta(moment, offer.distance_m)
        rescue.move_to(RescueStatus.EN_ROUTE, departed_at=moment, eta_at=eta_at)
        within_s = arrival_limit_s(rescue, offer, moment, policy)
        put_under(rescue, Limit.ARRIVE, within_s, after=moment)
        record(rescue, "rescue.departed", acting_user, after={"departed_at": moment})
        tell_rescue(rescue)
        return rescue


@transaction.atomic
def arrive(rescue_id: UUID, *, acting_user: Actor, at: datetime | None = None) -> Rescue:
    """The crew is at the vehicle. Nothing happens when it was already. Raises WrongState before the departure."""
    rescue = own_rescue(rescue_id, acting_user)
    with for_office():
        return arrived(lock_rescue(rescue.pk), acting_user, at)


def arrived(rescue: Rescue, acting_user: Person, at: datetime | None = None) -> Rescue:
    """Set the arrival of a rescue whose row the caller has locked."""
    if rescue.arrived_at is not None:
        return rescue
    moment = within_reason(at, rescue.departed_at)
    rescue.move_to(RescueStatus.ARRIVED, arrived_at=moment)
    policy = policy_on(moment)
    put_under(rescue, Limit.FINISH, policy.tow_s if Capability.TOW in rescue.needs else policy.finish_s, after=moment)
    record(rescue, "rescue.arrived", acting_user, after={"arrived_at": moment})
    tell_rescue(rescue)
    return rescue


def arrival_limit_s(rescue: Rescue, offer: Offer, moment: datetime, policy: Policy) -> float:
    """Return the seconds that the crew has from its departure at `moment`: by the road's length, at night and on a highway."""
    hour = moment.astimezone(business_zone()).hour
    return policy.arrive_s(offer.distance_m, night=policy.is_night(hour), highway=rescue.case.road == Road.HIGHWAY)


def driven_m(rescue: Rescue) -> int:
    """Return the metres to the vehicle and back: the track out, taken twice; the estimated road where the phone sent no track."""
    offer = Offer.objects.get(rescue=rescue, status=OfferStatus.ACCEPTED)
    return driven_until(rescue, offer, database_now())[0]


def driven_until(rescue: Rescue, offer: Offer, moment: datetime) -> tuple[int, Measured | None]:
    """Return the metres out and back of the crew that serves the rescue, up to its arrival or to `moment`, and what they rest on.

    Without a track the estimated road counts, or as much of it as the crew can have driven by then; 0 before the departure.
    """
    if rescue.departed_at is None:
        return 0, None
    offer.rescue = rescue
    return driven_of(offer, rescue.departed_at, rescue.arrived_at or moment, has_arrived=rescue.arrived_at is not None)


def driven_of(
    offer: Offer, departed_at: datetime, until: datetime, *, has_arrived: bool = False
) -> tuple[int, Measured]:
    """Return the metres out and back of the offer's crew between two moments, and what they rest on."""
    policy = policy_on(offer.rescue.created_at)
    fixes = offer.rescue.positions.filter(crew_id=offer.crew_id, at__gte=departed_at, at__lte=until)
    track = measure([Fix(*row) for row in fixes.values_list("at", "lat", "lon", "accuracy_m")], policy.detour)
    if len(track.kept) > 1:
        return 2 * track.distance_m, Measured.TRACK
    if has_arrived:
        return 2 * offer.distance_m, Measured.ESTIMATE
    possible_m = (until - departed_at).total_seconds() * policy.speed_mps
    return 2 * round(min(float(offer.distance_m), possible_m)), Measured.ESTIMATE


@transaction.atomic
def attach_photo(rescue_id: UUID, upload: bytes, *, key: UUID, acting_user: Actor) -> StoredFile:
    """Keep a photo of the rescue; `key` makes a repeated one the same. Raises Invalid for what is not a picture or too large."""
    rescue = own_rescue(rescue_id, acting_user)
    with for_office():
        lock_rescue(rescue.pk)  # two windows of one phone send the same outbox
    name = f"{key}.jpg"
    known: StoredFile | None = photos_of(rescue).filter(name=name).first()
    if known is not None:
        return known
    photo = store_picture(
        upload,
        subject_id=rescue.pk,
        kind=PHOTO,
        name=name,
        station_id=rescue.station_id,
        uploaded_by=acting_user.id,
    )
    record(rescue, "rescue.photo_added", acting_user, after={"file": photo.pk, "sha256": photo.sha256})
    return photo


def _accepted(rescue: Rescue, offer: Offer, acting_user: Actor) -> None:
    moment = database_now()
    policy = policy_on(moment)
    rescue.move_to(
        RescueStatus.ACCEPTED,
        station_id=offer.station_id,
        crew_id=offer.crew_id,
        accepted_at=moment,
        eta_at=policy.eta(moment, offer.distance_m),
    )
    put_under(rescue, Limit.DEPART, policy.depart_s)
    hand_to_station(rescue.case_id, offer.station_id, acting_user=acting_user)
    others = withdraw_open_offers(rescue)
    for one in sorted([offer, *others], key=lambda one: one.station_id):  # several chains: always in the same order
        verb = "offer.accepted" if one == offer else "offer.withdrawn"
        record(one, verb, acting_user, after={"rescue": rescue.number})
    record(rescue, "rescue.accepted", acting_user, after={"crew": offer.crew.name, "station": offer.station.name})
    tell_offer(offer)
    tell_rescue(rescue)


def own_rescue(rescue_id: UUID, actor: Actor) -> Rescue:
    """Return the rescue of the crew's station. Raises NotAllowed for who does not drive, NotYours for another station's."""
    actor.require("rescues.drive")
    rescue: Rescue = rescues_for(actor).get_or_404(rescue_id)
    return rescue


def within_reason(at: datetime | None, not_before: datetime | None) -> datetime:
    """Return the phone's time, but not before the last step and not in the future; the database's when the phone said nothing."""
    moment = database_now()
    if at is None:
        return moment
    if at > moment or not_before is None:
        return moment
    return max(at, not_before)
