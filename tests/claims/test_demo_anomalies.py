"""What the demo lets the detectors of detours and of dear stations see is far enough from the usual for them to speak."""

from datetime import UTC, datetime
from itertools import pairwise

from billing.claims.anomalies.registry import DETECTORS
from common.ids import new_id
from demo.detours import AWAY, round_about
from demo.peers import LEAST_PEERS, OF_EACH, OF_THE_DEAR_ONE, dear_station, peers_of
from demo.size import FULL, SMALL
from network.dispatch.geo import great_circle_m
from network.dispatch.policies import Policy
from network.dispatch.track import GAP_S, MAX_SPEED_MPS, Fix, measure
from tenants.registry.models import Station

START = (31.25, 121.56)
BEGAN = datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_the_way_round_is_driven_and_much_longer_than_expected() -> None:
    end = (START[0] + AWAY[0], START[1] + AWAY[1])
    fixes = [Fix(one.at, one.lat, one.lon) for one in round_about(START, end, BEGAN)]
    track = measure(fixes, Policy().detour)
    expected_m = great_circle_m(*START, *end) * Policy().detour
    assert (track.cut, track.filled_m) == (0, 0)
    assert (fixes[-1].lat, fixes[-1].lon) == end
    limits = DETECTORS["outbound.detour"].limits
    assert 2 * (track.distance_m - expected_m) > max(limits["m"], 2 * expected_m * limits["percent"] / 100)


def test_the_phone_reports_without_gaps_and_below_what_a_lorry_can_drive() -> None:
    reports = round_about(START, (START[0] + AWAY[0], START[1] + AWAY[1]), BEGAN)
    for before, after in pairwise(reports):
        seconds = (after.at - before.at).total_seconds()
        assert seconds < GAP_S
        assert great_circle_m(before.lat, before.lon, after.lat, after.lon) < seconds * MAX_SPEED_MPS


def station(region: str) -> Station:
    return Station(id=new_id(), region=region)


def test_a_station_is_only_dear_among_enough_peers() -> None:
    few, many = [station("north") for _ in range(3)], [station("east") for _ in range(LEAST_PEERS + 1)]
    dear = dear_station([*few, *many], FULL)
    assert dear == many[0]
    assert len(peers_of(dear, [*few, *many])) == LEAST_PEERS
    assert dear_station(few, SMALL) is None


def test_there_are_claims_enough_to_compare() -> None:
    limits = DETECTORS["cost.above_peers"].limits
    assert (limits["own_claims"] <= OF_THE_DEAR_ONE, limits["peers"] <= LEAST_PEERS, OF_EACH >= 5) == (True, True, True)
