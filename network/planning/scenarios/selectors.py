"""Which scenarios a person sees: their own, and those that were shared."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Q

from accounts.actors import Actor
from common.records import RecordQuerySet
from network.planning.building.cases import Case
from network.planning.demands import Source, weighed
from network.planning.models import City, Scenario
from network.planning.provinces import province_named
from network.planning.scenarios.points import CITY, DEMAND, SITE, STATION, Point, Points
from network.planning.selectors import SERVING
from network.planning.uploads.selectors import uploaded_points
from tenants.registry.models import Station


def scenarios_for(actor: Actor) -> RecordQuerySet:
    """Return the scenarios of this person and the shared ones; stations have none."""
    rows: RecordQuerySet = Scenario.objects.select_related("job")
    if not (actor.is_office and actor.may("planning.view")):
        return rows.none()
    return rows.filter(Q(started_by=actor.id) | Q(shared=True))


def listed_scenarios(actor: Actor) -> RecordQuerySet:
    """Return them for lists, without what only a detail shows."""
    return scenarios_for(actor).defer("points", "road_pairs")


def points_now(
    source: Source,
    factors: dict[str, float],
    demand_list: UUID | None = None,
    site_list: UUID | None = None,
    brands: Mapping[str, float] | None = None,
    leads: Sequence[Case] = (),
) -> Points:
    """Return cities with their demand, times the planner's factor of their province, uploaded places, and today's stations.

    An uploaded list of demand takes the place of the cities' demand, one of sites takes their place as sites; a city that is left with
    neither is left out. `leads` are candidates that may become sites, too. With `brands` demand is theirs alone, times the factor of each, and
    a station counts when it carries all of them.
    """
    cities: Sequence[City] = list(City.objects.all())
    weights = weighed(source, cities, brands or {})
    kind = DEMAND if site_list else CITY
    rows = [
        _city(kind, city, weight * factors.get(city.province_code, 1.0))
        for city, weight in zip(cities, weights, strict=True)
        if kind == CITY or weight > 0
    ]
    rows += uploaded_points(demand_list, site_list, factors)
    rows += [_lead(one) for one in leads]
    stations = Station.objects.filter(status__in=SERVING).order_by("code")
    wanted = set(brands or {})
    return Points([*rows, *(_station(one) for one in stations if wanted <= set(one.brands))])


def _city(kind: str, city: City, weight: float) -> Point:
    name_en = city.name_en or city.name_zh
    where = (city.province_code, city.region, city.lat, city.lon)
    return Point(kind, city.public_id, city.name_zh or name_en, name_en, *where, round(weight, 4))


def _lead(one: Case) -> Point:
    return Point(SITE, one.key, one.place, one.place, one.province_code, one.region, one.lat, one.lon, 0.0)


def _station(one: Station) -> Point:
    province = province_named(one.province)
    code = province.gb if province else ""
    return Point(STATION, one.code, one.name, one.name, code, one.region, one.lat, one.lon, 0.0, one.level)
