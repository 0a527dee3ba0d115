"""Where demand may come from: people, vehicles, claims; rooms above this one add theirs (`add_source` in an app's `desk.py`)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from scipy.spatial import KDTree

from billing.claims.models import Claim
from catalog.models import Vehicle, VehicleModel
from common.pages.timeline import spell_codes
from common.text import Text
from network.planning.models import City
from network.planning.provinces import short_name
from network.planning.selectors import demand_of, vehicles_by_city
from network.planning.sphere import Position, on_sphere

UPLOADED = "uploaded"
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
    counts = vehicles_by_city(brand)
    return demand_of(cities, counts).weights if sum(counts.values()) else [0.0] * len(cities)


def _by_claims(cities: Sequence[City], brand: str) -> Sequence[float]:
    """Claims by the city of their vehicle; those of no known city are spread by population, those of no known vehicle are of no brand."""
    claims = Counter(dict(Claim.objects.order_by().values_list("vehicle").annotate(count=Count("pk"))))
    vehicles = Vehicle.objects.filter(pk__in=[key for key in claims if key])
    places = dict((vehicles.filter(model__brand=brand) if brand else vehicles).values_list("pk", "city"))
    counts: Counter[str] = Counter()
    for key, count in claims.items():
        if brand and key not in places:
            continue
        counts[short_name(places.get(key, "").strip()).casefold()] += count
    return demand_of(cities, counts).weights if counts.total() else [0.0] * len(cities)


def _by_no_city(cities: Sequence[City], _brand: str) -> Sequence[float]:
    """Demand is brought by an uploaded list, at its own places."""
    return [0.0] * len(cities)


add_source("people", _("Population"), _("people"), _by_people)
add_source("vehicles", _("Vehicles"), _("vehicles"), _by_vehicles, knows_brands=True)
add_source("claims", _("Claims"), _("claims"), _by_claims, knows_brands=True)
add_source(UPLOADED, _("Uploaded list"), _("weight"), _by_no_city)
