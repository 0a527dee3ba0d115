"""The cities around which a synthetic day takes place."""

from functools import cache

from network.dispatch.simulator.synthetic import City, Country
from network.planning.places import cities
from network.planning.provinces import BY_GB


@cache
def country() -> Country:
    """Return the country: every mainland city of 100,000 people and more. Needs no database."""
    return Country([_city(facts) for facts in cities()])


def _city(facts: dict[str, object]) -> City:
    return City(
        name=str(facts["name_zh"]),
        region=str(facts["region"]),
        prefix=BY_GB[str(facts["province_code"])].prefix,
        lat=float(str(facts["lat"])),
        lon=float(str(facts["lon"])),
        people=float(str(facts["population"])),
    )
