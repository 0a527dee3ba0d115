"""Where demand may come from: people, vehicles, claims; rooms above this one add theirs (`add_source` in an app's `desk.py`)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _
from scipy.spatial import KDTree

from billing.claims.models import Claim
from catalog.models import Vehicle, VehicleModel
from common.clock import today
from common.pages.timeline import spell_codes
from common.text import Text
from network.planning.models import City
from network.planning.provinces import short_name
from network.planning.selectors import demand_of, vehicles_by_city
from network.planning.sphere import Position, on_sphere

UPLOADED = "uploaded"
FORECAST_YEARS = 3
Weigh = Callable[[Sequence[City], str], Sequence[float]]  # of one brand; "" is all


@dataclass(frozen=True, slots=True)
class Source:
    """A source of demand: what people call it, what is counted, how much each city weighs, and whether it can tell brands apart."""

    code: str
    label: Text
    unit: Text
    weigh: Weigh
    knows_brands: bool = False


_sources: dict[str, Source] = {}


def add_source(code: str, label: Text, unit: Text, weigh: Weigh, *, knows_brands: bool = False) -> None:
    """Let planners weigh cities by this."""
    _sources[code] = Source(code, label, unit, weigh, knows_brands)
    spell_codes("demand", {code: label})


def sources() -> list[Source]:
    """Return all sources."""
    return list(_sources.values())


def source_of(code: str) -> Source | None:
    """Return the source with this code."""
    return _sources.get(code)


def weighed(source: Source, cities: Sequence[City], brands: Mapping[str, float]) -> Sequence[float]:
    """Return the demand of each city: all of it, or that of the brands, times the factor of each."""
    if not brands:
        return source.weigh(cities, "")
    parts = [factor * np.asarray(source.weigh(cities, brand)) for brand, factor in brands.items()]
    return [float(one) for one in np.sum(parts, axis=0)]


def brands_known() -> list[str]:
    """Return the brands of the catalogue."""
    return sorted(VehicleModel.objects.order_by().values_list("brand", flat=True).distinct())


def at_nearest_city(cities: Sequence[City], places: Iterable[Position]) -> list[float]:
    """Count places at the city that is nearest to each."""
    found = list(places)
    if not found or not cities:
        return [0.0] * len(cities)
    _chord, nearest = KDTree(on_sphere([(city.lat, city.lon) for city in cities])).query(on_sphere(found))
    return [float(one) for one in np.bincount(nearest, minlength=len(cities))]


def _by_people(cities: Sequence[City], _brand: str) -> Sequence[float]:
    return [float(city.population) for city in cities]


def _by_vehicles(cities: Sequence[City], brand: str) -> Sequence[float]:
    return _spread(cities, vehicles_by_city(brand))


def _spread(cities: Sequence[City], counts: Counter[str]) -> Sequence[float]:
    return demand_of(cities, counts).weights if counts.total() else [0.0] * len(cities)


def a_year_ago() -> date:
    """Return the first of the last 365 days."""
    return today() - timedelta(days=364)


def _by_registrations(cities: Sequence[City], brand: str) -> Sequence[float]:
    return _spread(cities, vehicles_by_city(brand, sold_since=a_year_ago()))


def _by_forecast(cities: Sequence[City], brand: str) -> Sequence[float]:
    """Today's vehicles, and as many more as would be sold if each of the years to come were like the last."""
    counts = vehicles_by_city(brand)
    for city, sold in vehicles_by_city(brand, sold_since=a_year_ago()).items():
        counts[city] += FORECAST_YEARS * sold
    return _spread(cities, counts)


def _by_claims(cities: Sequence[City], brand: str) -> Sequence[float]:
    return _claimed(cities, brand, Claim.objects.all())


def _by_recent_claims(cities: Sequence[City], brand: str) -> Sequence[float]:
    return _claimed(cities, brand, Claim.objects.filter(repair_finished_on__gte=a_year_ago()))


def _claimed(cities: Sequence[City], brand: str, rows: QuerySet[Any]) -> Sequence[float]:
    """Claims by the city of their vehicle; those of no known city are spread by population, those of no known vehicle are of no brand."""
    claims = Counter(dict(rows.order_by().values_list("vehicle").annotate(count=Count("pk"))))
    vehicles = Vehicle.objects.filter(pk__in=[key for key in claims if key])
    places = dict((vehicles.filter(model__brand=brand) if brand else vehicles).values_list("pk", "city"))
    counts: Counter[str] = Counter()
    for key, count in claims.items():
        if brand and key not in places:
            continue
        counts[short_name(places.get(key, "").strip()).casefold()] += count
    return _spread(cities, counts)


def _by_no_city(cities: Sequence[City], _brand: str) -> Sequence[float]:
    """Demand is brought by an uploaded list, at its own places."""
    return [0.0] * len(cities)


add_source("people", _("Population"), _("people"), _by_people)
add_source("vehicles", _("Vehicles"), _("vehicles"), _by_vehicles, knows_brands=True)
add_source(
    "registrations", _("Registrations of the last 12 months"), _("vehicles"), _by_registrations, knows_brands=True
)
add_source("forecast", _("Vehicles in three years (forecast)"), _("vehicles"), _by_forecast, knows_brands=True)
add_source("claims", _("Claims"), _("claims"), _by_claims, knows_brands=True)
add_source("recent_claims", _("Claims of the last 12 months"), _("claims"), _by_recent_claims, knows_brands=True)
add_source(UPLOADED, _("Uploaded list"), _("weight"), _by_no_city)
