"""What planners see: cities with their demand, and how much of it the stations cover."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import cos, radians

from django.db.models import Count, F, Q, TextField, Value
from django.db.models.functions import Length

from accounts.actors import Actor
from catalog.models import Vehicle
from common.records import RecordQuerySet
from network.planning.coverage import Proposal, Reach, propose, reach
from network.planning.models import City, CoverageRule
from network.planning.provinces import short_name
from tenants.registry.choices import Region, StationStatus
from tenants.registry.models import Station

USUAL_RADIUS_KM = 100
SERVING = (StationStatus.ACTIVE, StationStatus.PREPARING)


def cities_for(actor: Actor) -> RecordQuerySet:
    """Return the cities: reference data for whoever may plan."""
    return City.objects.all() if actor.is_office and actor.may("planning.view") else City.objects.none()


def rules_for(actor: Actor) -> RecordQuerySet:
    """Return the coverage rules there have been, newest first."""
    rules = CoverageRule.objects.order_by("-created_at", "-id")
    return rules if actor.is_office and actor.may("planning.view") else rules.none()


def radius_km() -> int:
    """Return the rescue radius in force."""
    newest = CoverageRule.objects.order_by("-created_at", "-id").values_list("radius_km", flat=True).first()
    return newest or USUAL_RADIUS_KM


def city_named(name: str) -> City | None:
    """Return the largest city with this Chinese or English name."""
    plain = short_name(name.strip())
    return City.objects.filter(name_zh=plain).first() or City.objects.filter(name_en__iexact=plain).first()


def city_in(words: str) -> City | None:
    """Return the city whose name stands in the words, with whatever apostrophe: the longest name, then the largest city."""
    said = City.objects.annotate(said=Value(words.replace("'", "’"), output_field=TextField()))
    named = Q(said__contains=F("name_zh"), name_zh__gt="") | Q(said__icontains=F("name_en"), name_en__gt="")
    return said.filter(named).order_by(Length("name_zh").desc(), "-population").first()


def province_at(lat: float, lon: float) -> str:
    """Return the short Chinese name of the province of the nearest city within some 300 km; empty when there is none.

    Good enough to tell which conditions hold there, not for drawing borders.
    """
    near = City.objects.filter(lat__range=(lat - 3, lat + 3), lon__range=(lon - 4, lon + 4))
    east = cos(radians(lat))
    found = min(
        near.values_list("lat", "lon", "province_zh"),
        key=lambda city: (city[0] - lat) ** 2 + ((city[1] - lon) * east) ** 2,
        default=None,
    )
    return found[2] if found else ""


def vehicles_by_city(brand: str = "", sold_since: date | None = None) -> Counter[str]:
    """Count the vehicles (of a brand, sold since a day) by the city that the catalog names, in lower case, without 市; "" for those without one."""
    vehicles = Vehicle.objects.filter(model__brand=brand) if brand else Vehicle.objects.all()
    if sold_since is not None:
        vehicles = vehicles.filter(sold_on__gte=sold_since)
    rows = vehicles.order_by().values("city").annotate(count=Count("pk")).values_list("city", "count")
    counts: Counter[str] = Counter()
    for name, count in rows:
        counts[short_name(name.strip()).casefold()] += count
    return counts


@dataclass(frozen=True, slots=True)
class Demand:
    """How much each city weighs. `in_vehicles` is False while the catalog has no vehicle: then it is people."""

    weights: Sequence[float]
    in_vehicles: bool


def demand_of(cities: Sequence[City], counts: Mapping[str, int]) -> Demand:
    """Weigh cities by their vehicles; vehicles of no known city are spread by population. Of two cities of one name the first counts."""
    people, total = sum(city.population for city in cities), sum(counts.values())
    if not total or not people:
        return Demand([float(city.population) for city in cities], in_vehicles=False)
    known = _first_by_name(cities, counts)
    spread = (total - sum(counts[name] for name in known.values())) / people
    weights = [counts[known[n]] if n in known else 0 for n in range(len(cities))]
    return Demand([own + city.population * spread for own, city in zip(weights, cities, strict=True)], in_vehicles=True)


def _first_by_name(cities: Sequence[City], counts: Mapping[str, int]) -> dict[int, str]:
    """Return, by index of the city, the counted name that is its own."""
    found: dict[str, int] = {}
    for number, city in enumerate(cities):
        name = next((one for one in (city.name_zh.casefold(), city.name_en.casefold()) if one and one in counts), None)
        if name is not None:
            found.setdefault(name, number)
    return {number: name for name, number in found.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """One city on the map and in the table."""

    city: City
    demand: float
    distance_m: float
    is_covered: bool
    station: Station | None

    @property
    def whole_demand(self) -> int:
        """Return the demand as a whole number."""
        return round(self.demand)


@dataclass(frozen=True, slots=True)
class Total:
    """A region's demand and how much of it is covered."""

    region: str
    label: str
    cities: int
    stations: int
    demand: float
    covered: float

    @property
    def whole_demand(self) -> int:
        """Return the demand as a whole number."""
        return round(self.demand)

    @property
    def share(self) -> float:
        """Return the covered share in per cent."""
        return 100 * self.covered / self.demand if self.demand else 0.0


class Picture:
    """Demand and coverage at this moment, over all of the country or over one region's cities. Stations of other regions cover, too."""

    def __init__(self, cities: Sequence[City], demand: Demand, stations: Sequence[Station], radius_km: int) -> None:
        self.cities, self.demand, self.stations, self.radius_km = cities, demand, stations, radius_km

    @cached_property
    def reach(self) -> Reach:
        """Return the nearest station of each city."""
        sites = [(one.lat, one.lon) for one in self.stations]
        return reach(self.places, sites, self.radius_km * 1000)

    @cached_property
    def places(self) -> list[tuple[float, float]]:
        """Return the positions of the cities."""
        return [(city.lat, city.lon) for city in self.cities]

    @cached_property
    def rows(self) -> list[Row]:
        """Return each city with its demand and its nearest station, in the order of the cities."""
        found = zip(
            self.cities,
            self.demand.weights,
            self.reach.distance_m,
            self.reach.is_covered,
            self.reach.nearest,
            strict=True,
        )
        return [Row(c, w, float(m), bool(near), self.stations[n] if n >= 0 else None) for c, w, m, near, n in found]

    def stations_of(self, region: str) -> list[Station]:
        """Return the stations of a region and those beyond its border that are the nearest of one of its cities; all without a region."""
        nearest = {row.station.pk for row in self.rows if row.station is not None and row.city.region == region}
        return [one for one in self.stations if region in ("", one.region) or one.pk in nearest]

    def uncovered(self, region: str = "", limit: int | None = None) -> list[Row]:
        """Return the uncovered cities, those with most demand first."""
        rows = [row for row in self.rows if not row.is_covered and region in ("", row.city.region)]
        return sorted(rows, key=lambda row: -row.demand)[:limit]

    def proposals(self, count: int, region: str = "") -> list[tuple[City, Proposal]]:
        """Return where the next stations would cover most new demand, one after the other, each given the ones before."""
        rows = [row for row in self.rows if region in ("", row.city.region)]
        places = [(row.city.lat, row.city.lon) for row in rows]
        covered, weights = [row.is_covered for row in rows], [row.demand for row in rows]
        found = propose(places, weights, covered, self.radius_km * 1000, count)
        return [(rows[one.place].city, one) for one in found]

    def totals(self) -> list[Total]:
        """Return one line per regional office."""
        return [self.total(region.value, str(region.label)) for region in Region]

    def total(self, region: str = "", label: str = "") -> Total:
        """Return a region's line, or the line of all."""
        rows = [row for row in self.rows if region in ("", row.city.region)]
        stations = sum(region in ("", one.region) for one in self.stations)
        covered = sum(row.demand for row in rows if row.is_covered)
        return Total(region, label, len(rows), stations, sum(row.demand for row in rows), covered)


ON_THE_MAP = ("code", "name", "region", "lat", "lon")  # of ten thousand stations the rest would take seconds to read


def picture_for(actor: Actor) -> Picture:
    """Return the picture of the whole network: planning looks across regions, whoever plans."""
    cities = list(cities_for(actor))
    demand = demand_of(cities, vehicles_by_city()) if cities else Demand([], False)
    stations = list(Station.objects.filter(status__in=SERVING).only(*ON_THE_MAP)) if cities else []
    return Picture(cities, demand, stations, radius_km())


def regions_of_cities() -> dict[str, str]:
    """Return the regional office of each city by its Chinese name, for whoever counts vehicles by region."""
    return dict(City.objects.values_list("name_zh", "region"))
