"""Which scenarios a person sees: their own, and those that were shared."""

from collections.abc import Sequence

from django.db.models import Q

from accounts.actors import Actor
from common.records import RecordQuerySet
from network.planning.demands import Source
from network.planning.models import City, Scenario
from network.planning.provinces import province_named
from network.planning.scenarios.points import CITY, STATION, Point, Points
from network.planning.selectors import SERVING
from tenants.registry.models import Station


def scenarios_for(actor: Actor) -> RecordQuerySet:
    """Return the scenarios of this person and the shared ones; stations have none."""
    rows: RecordQuerySet = Scenario.objects.select_related("job")
    if not (actor.is_office and actor.may("planning.view")):
        return rows.none()
    return rows.filter(Q(started_by=actor.id) | Q(shared=True))


def listed_scenarios(actor: Actor) -> RecordQuerySet:
    """Return them for lists, without what only a detail shows."""
    return scenarios_for(actor).defer("points")


def points_now(source: Source, factors: dict[str, float]) -> Points:
    """Return cities with their demand, times the planner's factor of their province, and today's stations."""
    cities: Sequence[City] = list(City.objects.all())
    weights = source.weigh(cities)
    rows = [
        _city(city, weight * factors.get(city.province_code, 1.0)) for city, weight in zip(cities, weights, strict=True)
    ]
    stations = Station.objects.filter(status__in=SERVING).order_by("code")
    return Points([*rows, *(_station(one) for one in stations)])


def _city(city: City, weight: float) -> Point:
    name_en = city.name_en or city.name_zh
    where = (city.province_code, city.region, city.lat, city.lon)
    return Point(CITY, city.public_id, city.name_zh or name_en, name_en, *where, round(weight, 4))


def _station(one: Station) -> Point:
    province = province_named(one.province)
    code = province.gb if province else ""
    return Point(STATION, one.code, one.name, one.name, code, one.region, one.lat, one.lon, 0.0)
