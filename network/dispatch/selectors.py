"""Which rescues, offers and crews a person may see."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.actors import Actor
from accounts.roles import Role
from billing.claims.choices import ClaimStatus
from billing.claims.models import Claim, UsedPart
from common.files.models import StoredFile
from common.records import RecordQuerySet
from network.dispatch.choices import OPEN_RESCUE, UNDER_WAY, OfferStatus, RescueStatus
from network.dispatch.models import (
    AutomaticPause,
    Crew,
    CrewMember,
    Decision,
    DispatchPolicy,
    Escalation,
    Offer,
    Position,
    Rescue,
    RescuePart,
)
from network.dispatch.track import Fix

PHOTO, SIGNATURE = "rescue_photo", "rescue_signature"  # kinds of stored files
REGIONAL_ONLY = frozenset({Role.REGIONAL_OFFICE})


def rescues_for(actor: Actor) -> RecordQuerySet:
    """Return the rescues: a station's own; for a regional office those served in its region and those not served yet."""
    rows = Rescue.objects.select_related("case", "station", "crew", "towed_to")
    if actor.is_station:
        return rows.filter(station_id=actor.station.pk)
    if not actor.is_office or not actor.roles:
        return rows.none()
    if actor.roles <= REGIONAL_ONLY:
        return rows.filter(Q(station__region=actor.region) | Q(station__isnull=True, status__in=OPEN_RESCUE))
    return rows.all()


def offers_for(actor: Actor) -> RecordQuerySet:
    """Return the offers. A station can't read the rescue behind one before it has accepted: `summary` holds what it may know."""
    rows = Offer.objects.select_related("crew", "station")
    return _of_place(rows, actor)


def crews_for(actor: Actor) -> RecordQuerySet:
    """Return the crews."""
    return _of_place(Crew.objects.select_related("station"), actor)


def decisions_for(actor: Actor) -> RecordQuerySet:
    """Return why rescues were offered as they were: head office's alone, since it names other stations."""
    return Decision.objects.all() if actor.is_office and actor.roles else Decision.objects.none()


def escalations_for(actor: Actor) -> RecordQuerySet:
    """Return which levels rescues were taken to: head office's alone, and a regional office's for the rescues that it sees."""
    if not actor.is_office or not actor.roles:
        return Escalation.objects.none()
    return Escalation.objects.filter(rescue__in=rescues_for(actor).values("pk"))


def positions_for(actor: Actor) -> RecordQuerySet:
    """Return reported positions."""
    rows = Position.objects.all()
    if actor.is_station:
        return rows.filter(station_id=actor.station.pk)
    return rows if actor.is_office and actor.roles else rows.none()


def _of_place(rows: RecordQuerySet, actor: Actor) -> RecordQuerySet:
    if actor.is_station:
        return rows.filter(station_id=actor.station.pk)
    if not actor.is_office or not actor.roles:
        return rows.none()
    return rows.filter(station__region=actor.region) if actor.roles <= REGIONAL_ONLY else rows.all()


def open_rescues(actor: Actor) -> RecordQuerySet:
    """Return the rescues that are not finished or cancelled, oldest first."""
    return rescues_for(actor).filter(status__in=OPEN_RESCUE).order_by("created_at")


def jobs_of_crew(actor: Actor, crew_id: UUID) -> RecordQuerySet:
    """Return what a crew is doing now, each job with the number of its photos."""
    rows = rescues_for(actor).filter(crew_id=crew_id, status__in=UNDER_WAY).order_by("accepted_at")
    photos = StoredFile.objects.filter(subject_id=OuterRef("pk"), kind=PHOTO).order_by().values("subject_id")
    count = Coalesce(Subquery(photos.annotate(n=Count("pk")).values("n")), 0)
    found: RecordQuerySet = rows.annotate(photo_count=count)
    return found


def crew_of_user(actor: Actor) -> Crew | None:
    """Return the crew that the person rides with at this station."""
    member = CrewMember.objects.filter(station_id=actor.station.pk, user_id=actor.id, ended_at__isnull=True).first()
    return crews_for(actor).filter(pk=member.crew_id).first() if member else None


def open_offers(actor: Actor) -> RecordQuerySet:
    """Return the offers that wait for an answer, the most urgent first."""
    return offers_for(actor).filter(status=OfferStatus.OPEN).order_by("expires_at")


def offers_taken_back(actor: Actor, crew_id: UUID, since: datetime) -> RecordQuerySet:
    """Return the offers that a crew had accepted and that were taken from it, newest first."""
    return offers_for(actor).filter(crew_id=crew_id, taken_at__gte=since).order_by("-taken_at")


def pauses_for(actor: Actor) -> RecordQuerySet:
    """Return when automatic mode was switched off: for whoever sees the board."""
    rows = AutomaticPause.objects.all()
    return rows if actor.is_office and actor.may("dispatch.view") else rows.none()


def photos_for(actor: Actor) -> RecordQuerySet:
    """Return the photos and signatures of the rescues that the person may see."""
    rows: RecordQuerySet = StoredFile.objects.filter(
        kind__in=(PHOTO, SIGNATURE), subject_id__in=rescues_for(actor).values("pk")
    )
    return rows


def idle_places() -> dict[UUID, tuple[float, float]]:
    """Return where the rescues are that nobody serves or is asked for. The caller stands in head office's scope."""
    rows = Rescue.objects.filter(status__in=(RescueStatus.WAITING, RescueStatus.UNSERVED)).order_by()
    return {key: (lat, lon) for key, lat, lon in rows.values_list("pk", "lat", "lon")}


def regions_of_free_crews() -> list[str]:
    """Return the region of each crew that has a hand free. The caller stands in head office's scope."""
    rows = Crew.objects.filter(on_duty=True, load__lt=F("capacity")).order_by()
    return list(rows.values_list("station__region", flat=True))


def fixes_of(rescue: Rescue) -> list[Fix]:
    """Return where the serving crew's phone was between departure and arrival, in time: what the driven distance rests on."""
    rows = rescue.positions.filter(
        crew_id=rescue.serving_crew_id, at__gte=rescue.departed_at, at__lte=rescue.arrived_at
    )
    return [Fix(*row) for row in rows.order_by("at").values_list("at", "lat", "lon", "accuracy_m")]


def claim_of(rescue: Rescue) -> Claim | None:
    """Return the claim for the drive of a rescue which the caller has fetched through its gate."""
    return Claim.objects.filter(rescue_id=rescue.pk).exclude(status=ClaimStatus.CANCELLED).first()


def photos_of(rescue: Rescue) -> RecordQuerySet:
    """Return the photos that the crew took of a rescue which the caller has fetched through its gate."""
    rows: RecordQuerySet = StoredFile.objects.filter(subject_id=rescue.pk, kind=PHOTO)
    return rows


def signatures_of(rescue: Rescue) -> RecordQuerySet:
    """Return the drawn signatures of a rescue which the caller has fetched through its gate, newest first."""
    rows: RecordQuerySet = StoredFile.objects.filter(subject_id=rescue.pk, kind=SIGNATURE).order_by("-created_at")
    return rows


def rescue_parts_for(actor: Actor) -> RecordQuerySet:
    """Return the parts that crews used on the rescues that the person may see."""
    return RescuePart.objects.filter(rescue__in=rescues_for(actor).values("pk"))


def parts_of_rescue(rescue: Rescue) -> RecordQuerySet:
    """Return the parts that the crew used on a rescue which the caller has fetched through its gate."""
    return RescuePart.objects.filter(rescue=rescue)


def parts_to_claim(rescue: Rescue) -> RecordQuerySet:
    """Return the parts of a rescue which the caller has fetched through its gate that stand on no claim and were not left out of them."""
    standing = UsedPart.objects.filter(used_part_id=OuterRef("pk"))
    found: RecordQuerySet = parts_of_rescue(rescue).exclude(Exists(standing))
    return found


def with_claims(parts: RecordQuerySet, actor: Actor) -> RecordQuerySet:
    """Return used parts with `claim_id` and `claim_number` of the claim on which each stands, or `left_out`: why on none.

    Head office sees no claim that was not handed in.
    """
    standing = UsedPart.objects.filter(used_part_id=OuterRef("pk"))
    seen = standing if actor.is_station else standing.exclude(line__claim__status=ClaimStatus.DRAFT)
    found: RecordQuerySet = parts.annotate(
        claim_id=Subquery(seen.values("line__claim_id")),
        claim_number=Coalesce(Subquery(seen.values("line__claim__number")), Value("")),
        left_out=Coalesce(Subquery(seen.values("left_out")), Value("")),
    )
    return found


def promised_parts(actor: Actor) -> RecordQuerySet:
    """Return what the station's crews have used and its store has not issued yet."""
    rows = RescuePart.objects.filter(order_id__isnull=True)
    return rows.filter(station_id=actor.station.pk) if actor.is_station else rows.none()


def policies_for(actor: Actor) -> RecordQuerySet:
    """Return the versions of the rules of dispatch: head office's alone."""
    rows = DispatchPolicy.objects.all()
    return rows if actor.is_office and actor.may("dispatch.rules") else rows.none()
