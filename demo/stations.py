"""Stations at real cities, opened as any station is."""

from decimal import Decimal
from unicodedata import normalize

from common.people import Process
from demo.chance import days_ago, dice
from demo.size import Size
from network.planning.models import City
from tenants.registry.choices import Region
from tenants.registry.models import Station
from tenants.registry.opening import open_station

BY_LEVEL = {"A": Decimal("1.15"), "B": Decimal("1.00"), "C": Decimal("0.95")}


def make_stations(size: Size) -> list[Station]:
    """Create the stations; the lived-in ones come first."""
    roll = dice("stations")
    return [_station(place, city, roll.choice("AABBC")) for place, city in enumerate(_cities(size))]


def open_stations(stations: list[Station]) -> None:
    """Open them, each in a transaction of its own."""
    roll = dice("opening")
    for station in stations:
        open_station(station.pk, acting_user=Process("demo"))
        opened = days_ago(roll.randint(600, 2_500))
        Station.objects.filter(pk=station.pk).update(opened_on=opened)
        station.refresh_from_db()


def _cities(size: Size) -> list[City]:
    """Return the cities: the hubs first, then the biggest ones that are not within sight of another, turn by turn from each region."""
    found = {city.name_zh.removesuffix("市"): city for city in City.objects.order_by("population")}
    chosen = [found[name] for name in size.hubs if name in found]
    queues = {region: list(City.objects.filter(region=region).order_by("-population")) for region in Region}
    while len(chosen) < size.stations:
        for queue in queues.values():
            city = next((one for one in queue if all(_apart(one, other) for other in chosen)), None)
            if city is not None and len(chosen) < size.stations:
                chosen.append(city)
    return chosen


def _apart(one: City, other: City) -> bool:
    """Tell whether two cities are about 60 km apart or more."""
    return abs(one.lat - other.lat) + abs(one.lon - other.lon) > 0.8


def _station(place: int, city: City, level: str) -> Station:
    plain = normalize("NFKD", city.name_en.upper())  # Ürümqi is URU: a code is typed, and stands in addresses
    code = f"{''.join(letter for letter in plain if letter.isascii() and letter.isalpha())[:3]}{place + 1:02d}"
    station = Station(
        code=code, schema_name=f"station_{code.lower()}", name=f"{city.name_zh}驰远特约服务站", region=city.region, province=city.province_zh,
        city=city.name_zh, address=f"{city.name_zh}物流大道 {100 + place} 号", lat=city.lat + 0.02, lon=city.lon + 0.03, phone=f"400-880-{9000 + place}",
        level=level, brands=["Haul"] if place % 5 == 4 else ["Haul", "Citytrans"], capabilities=["repair", "rescue"], labour_coefficient=BY_LEVEL[level],
    )  # fmt: skip
    station.save(force_insert=True)
    return station
