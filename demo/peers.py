"""A station whose claims on one component cost far more than its peers': it replaces the pump where the others replace the rod."""

from collections.abc import Iterator, Sequence
from random import Random

from catalog.models import Vehicle
from demo.chance import days_ago
from demo.lives import Failure, fail
from demo.size import Size
from demo.visits import Fault
from tenants.registry.models import Station

CHEAP, DEAR = "Tie rod", "Power steering pump"
OF_EACH, OF_THE_DEAR_ONE = 6, 10  # enough of each that the comparison holds
LEAST_PEERS = 5
WITHIN_DAYS = 150


def dear_station(stations: Sequence[Station], size: Size) -> Station | None:
    """Return the lived-in station that is the dear one, if its region has enough others to compare it with."""
    for station in stations[: size.lived_in]:
        if len(peers_of(station, stations)) >= LEAST_PEERS:
            return station
    return None


def peers_of(station: Station, stations: Sequence[Station]) -> list[Station]:
    """Return the other stations of the region."""
    return [one for one in stations if one.region == station.region and one.pk != station.pk]


def unequal_claims(
    stations: Sequence[Station], size: Size, faults: Sequence[Fault], vehicles: list[Vehicle], roll: Random
) -> Iterator[tuple[Failure, Station]]:
    """Yield failures of steering in one region, and where each was repaired: dear at one station, cheap at the others."""
    dear = dear_station(stations, size)
    if dear is None:
        return
    for station in [dear, *peers_of(dear, stations)]:
        is_dear = station == dear
        fault = fault_of(faults, DEAR if is_dear else CHEAP)
        for _ in range(OF_THE_DEAR_ONE if is_dear else OF_EACH):
            yield _lately(vehicles, fault, roll), station


def fault_of(faults: Sequence[Fault], part_name: str) -> Fault:
    """Return the fault of the part with this English name."""
    return next(fault for fault in faults if fault.part.name_en == part_name)


def _lately(vehicles: list[Vehicle], fault: Fault, roll: Random) -> Failure:
    """Let a vehicle fail in the months over which stations are compared."""
    while True:
        failure = fail(vehicles, fault, roll)
        if (days_ago(0) - failure.failed_on).days < WITHIN_DAYS:
            return failure
