"""What the engine is told: crews as plain data, read in five queries, for one rescue as for all. The caller stands in head office's scope."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from scipy.spatial import cKDTree

from audit.certification.choices import CertificateScope
from audit.certification.policies import holders_by_scope
from common.clock import business_zone
from network.dispatch.choices import UNDER_WAY, LadderStep, OfferStatus, RescueStatus
from network.dispatch.engine import CrewFacts, Need, Weights
from network.dispatch.geo import great_circle_m
from network.dispatch.models import Crew, CrewMember, Offer, Rescue
from network.dispatch.policies import EXAMPLE, Policy
from network.hotline.choices import Capability
from network.planning.sphere import on_sphere
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station

COLUMNS = (
    "pk", "name", "on_duty", "capacity", "load", "brands", "capabilities", "lat", "lon", "position_at",
    "station_id", "station__name", "station__lat", "station__lon", "station__status", "station__region",
    "station__capabilities", "station__brands",
)  # fmt: skip
RESCUE = "rescue"  # among the capabilities of a station; one that says nothing of them may go
NEIGHBOURS = 3  # stations of other regions that are asked for help


def need_of(rescue: Rescue, region: str = "") -> Need:
    """Return what a rescue needs."""
    return Need(rescue.lat, rescue.lon, rescue.brand, frozenset(rescue.needs), region)


def search_of(rescue: Rescue, policy: Policy) -> tuple[Need, Weights]:
    """Return what to look for and how far: escalation has widened the radius, or lets in the neighbouring regions."""
    steps = policy.steps_up_to(rescue.escalation)
    weights = policy.weights_after(steps)
    home = policy.home_region_only and LadderStep.NEIGHBOURS not in steps
    return need_of(rescue, home_region(rescue.lat, rescue.lon) if home else ""), weights


def home_region(lat: float, lon: float) -> str:
    """Return the regional office of the nearest active station; empty when there is no station."""
    return home_regions([(lat, lon)])[0]


def home_regions(places: Iterable[tuple[float, float]]) -> list[str]:
    """Return for each place (latitude, longitude) the office of its nearest active station, with one query for all."""
    wanted = list(places)
    rows = list(Station.objects.filter(status=StationStatus.ACTIVE).values_list("lat", "lon", "region"))
    if not rows or not wanted:
        return [""] * len(wanted)
    tree: Any = cKDTree(on_sphere([row[:2] for row in rows]))
    _chords, nearest = tree.query(on_sphere(wanted))
    return [str(rows[row][2]) for row in nearest.tolist()]


def neighbours(lat: float, lon: float) -> list[Station]:
    """Return the nearest active stations of other regions than the one at home there."""
    home = home_region(lat, lon)
    rows = Station.objects.filter(status=StationStatus.ACTIVE).exclude(region=home)
    return sorted(rows, key=lambda one: great_circle_m(lat, lon, one.lat, one.lon))[:NEIGHBOURS]


def crew_facts(
    moment: datetime, policy: Policy = EXAMPLE, *, refused: Collection[UUID] = (), only: Collection[UUID] | None = None
) -> list[CrewFacts]:
    """Return the crews' facts at `moment`; `refused` crews are marked as having declined."""
    rows = Crew.objects.order_by("pk")
    crews = list((rows if only is None else rows.filter(pk__in=only)).values_list(*COLUMNS, named=True))
    day = moment.astimezone(business_zone()).date()
    people, asked = members_by_crew(only), crews_with_open_offer(only)
    on_road = road_time(moment, policy.rest_window_s, only)
    theirs = None if only is None else {crew.station_id for crew in crews}
    held = holders_by_scope((CertificateScope.RESCUE, CertificateScope.HIGH_VOLTAGE), day, theirs)
    rescuers, electricians = held[CertificateScope.RESCUE], held[CertificateScope.HIGH_VOLTAGE]
    return [
        _facts(
            crew,
            moment,
            certified=any((crew.station_id, user) in rescuers for user in people[crew.pk]),  # as `is_certified`
            high_voltage=any((crew.station_id, user) in electricians for user in people[crew.pk]),
            asked=crew.pk in asked,
            declined=crew.pk in refused,
            road_s=on_road.get(crew.pk, 0.0),
        )
        for crew in crews
    ]


def members_by_crew(only: Collection[UUID] | None = None) -> dict[UUID, set[UUID]]:
    """Return who rides with each crew, or with some crews only."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = CrewMember.objects.filter(ended_at__isnull=True)
    if only is not None:
        rows = rows.filter(crew_id__in=only)
    for crew_id, user_id in rows.values_list("crew_id", "user_id"):
        found[crew_id].add(user_id)
    return found


def is_certified(crew_id: UUID, station_id: UUID, moment: datetime) -> bool:
    """Whether somebody who rides with the crew holds a rescue certificate on the day of `moment`."""
    day = moment.astimezone(business_zone()).date()
    held = holders_by_scope((CertificateScope.RESCUE,), day, [station_id])[CertificateScope.RESCUE]
    return any((station_id, user) in held for user in members_by_crew([crew_id])[crew_id])


def crews_with_open_offer(only: Collection[UUID] | None = None) -> set[UUID]:
    """Return which crews, or which of some crews, are being asked right now."""
    rows = Offer.objects.filter(status=OfferStatus.OPEN)
    if only is not None:
        rows = rows.filter(crew_id__in=only)
    return set(rows.order_by().values_list("crew_id", flat=True))


def road_time(moment: datetime, window_s: float, only: Collection[UUID] | None = None) -> dict[UUID, float]:
    """Return how many seconds each crew was out on rescues within the last `window_s`; those that were not out are missing."""
    begin = moment - timedelta(seconds=window_s)
    driving = Q(status__in=UNDER_WAY) | Q(status=RescueStatus.FINISHED, finished_at__gt=begin)
    rows = Rescue.objects.filter(driving, departed_at__isnull=False)
    if only is not None:
        rows = rows.filter(crew_id__in=only)
    found: dict[UUID, float] = defaultdict(float)
    for crew_id, departed_at, finished_at in rows.values_list("crew_id", "departed_at", "finished_at"):
        began = max(departed_at or begin, begin)
        found[crew_id] += max(0.0, ((finished_at or moment) - began).total_seconds())
    return dict(found)


def refused_by(rescue: Rescue) -> set[UUID]:
    """Return the crews that have said no to this rescue, or nothing, or had it taken from them, since the search began anew."""
    if not rescue.round:  # nobody has been asked
        return set()
    no = Q(status__in=(OfferStatus.DECLINED, OfferStatus.EXPIRED))
    taken_back = Q(
        status=OfferStatus.WITHDRAWN, answered_at__isnull=False
    )  # whoever only came too late has not refused
    offers = Offer.objects.filter(no | taken_back, rescue=rescue, round__gte=rescue.search_from)
    return set(offers.values_list("crew_id", flat=True))


def may_rescue(capabilities: Collection[str]) -> bool:
    """Whether a station with these capabilities is authorised for roadside rescue."""
    return not capabilities or RESCUE in capabilities


def _facts(
    crew: Any,
    moment: datetime,
    *,
    certified: bool,
    high_voltage: bool,
    asked: bool,
    declined: bool,
    road_s: float,
) -> CrewFacts:
    able = set(crew.capabilities) if high_voltage else set(crew.capabilities) - {Capability.HIGH_VOLTAGE.value}
    age = (moment - crew.position_at).total_seconds() if crew.position_at else None
    return CrewFacts(
        crew_id=crew.pk,
        station_id=crew.station_id,
        name=crew.name,
        station_name=crew.station__name,
        station_lat=crew.station__lat,
        station_lon=crew.station__lon,
        station_active=crew.station__status == StationStatus.ACTIVE,
        may_rescue=may_rescue(crew.station__capabilities),
        on_duty=crew.on_duty,
        certified=certified,
        free=crew.capacity - crew.load - asked,
        load=crew.load,
        declined=declined,
        brands=frozenset(crew.brands),
        station_brands=frozenset(crew.station__brands),
        capabilities=frozenset(able),
        lat=crew.lat,
        lon=crew.lon,
        position_age_s=age,
        road_s=road_s,
        region=crew.station__region,
    )
