"""Scenarios measured on roads: what a routing server is asked, what is kept, and that its failures cost precision, never the answer."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from accounts.actors import Actor
from common.clock import now
from common.errors import Invalid
from common.jobs.choices import JobStatus
from network.planning.models import Scenario
from network.planning.routing.choose import use_router
from network.planning.routing.fake import FakeRouter
from network.planning.routing.gathering import batches, gathered, is_road, wait, wanted_pairs
from network.planning.routing.port import MOST_SIDE, Leg, Refused, Table, Unavailable
from network.planning.scenarios import conditions
from network.planning.scenarios.answering import answer
from network.planning.scenarios.asking import asked_of
from network.planning.scenarios.choices import RoadEnding
from network.planning.scenarios.points import Roads
from network.planning.scenarios.roads import points_of
from network.planning.solver import Clock, SphereMetric
from network.planning.sphere import Position
from network.planning.travel.rules import TRAVEL
from tenants.registry.standing import at_head_office
from tests.builders.api import Caller
from tests.planning.test_scenarios import SignIn, asked, done

DICE = np.random.default_rng(3)
PLACES: list[Position] = [(float(lat), float(lon)) for lat, lon in DICE.uniform((25, 105), (40, 120), (300, 2))]
GROUND = SphereMetric(np.array(PLACES))
WANTED = wanted_pairs(GROUND, np.arange(200), np.arange(100, 300), 12)


class Moody(FakeRouter):
    """Raises what it was given, one for each question, before it answers."""

    def __init__(self, moods: Sequence[Exception | None]) -> None:
        super().__init__()
        self.moods = list(moods)

    def road_table(self, origins: Sequence[Position], destinations: Sequence[Position]) -> Table:
        mood = self.moods.pop(0) if self.moods else None
        if mood is not None:
            raise mood
        return super().road_table(origins, destinations)


@pytest.fixture
def fake() -> Iterator[FakeRouter]:
    found = FakeRouter()
    use_router(found)
    yield found
    use_router(None)


def no_pause(seconds: float, clock: Clock) -> None:
    """Go on at once."""


def test_of_each_place_the_nearest_sites_are_wanted_but_not_itself() -> None:
    assert {len(sites) for sites in WANTED.values()} == {12}
    far = GROUND.between(np.full(200, 150), np.arange(100, 300))
    assert WANTED[150] == [int(n) + 100 for n in np.argsort(far)[1:13]]


def test_batches_hold_each_pair_once_and_neither_side_is_too_long() -> None:
    found = list(batches(PLACES, WANTED))
    assert {place: sites for _sites, places in found for place, sites in places.items()} == WANTED
    assert sum(len(places) for _sites, places in found) == len(WANTED)
    for sites, places in found:
        assert max(len(sites), len(places)) <= MOST_SIDE
        assert {one for wanted in places.values() for one in wanted} == set(sites)


def test_each_answer_stands_at_its_pair_from_the_site_to_the_place() -> None:
    found = gathered(FakeRouter(), PLACES, WANTED, GROUND, Clock(60))
    assert (found.asked, found.ending) == (2400, RoadEnding.WHOLE)
    assert 2300 < len(found.pairs) < 2400  # some have no road
    for place, site, metres, seconds in found.pairs[::100]:
        leg = FakeRouter().road_table([PLACES[int(site)]], [PLACES[int(place)]])[0][0]
        assert leg == Leg(metres, seconds)


def test_a_busy_server_is_asked_again_after_the_pause_that_it_named() -> None:
    paused: list[float] = []
    moody = Moody([Unavailable("429", 7.0), Unavailable("503")])
    found = gathered(moody, PLACES, WANTED, GROUND, Clock(60), lambda seconds, clock: paused.append(seconds))
    assert (found.ending, paused) == (RoadEnding.WHOLE, [7.0, 4.0])


def test_a_server_that_fails_on_the_way_leaves_what_came_before() -> None:
    found = gathered(Moody([None, *[Unavailable("down")] * 3]), PLACES, WANTED, GROUND, Clock(60), no_pause)
    assert found.ending == RoadEnding.FAILED
    assert 0 < len(found.pairs) < found.asked == 2400


def test_what_is_refused_is_left_out_and_the_others_are_asked() -> None:
    moody = Moody([Refused("NoSegment")])
    found = gathered(moody, PLACES, WANTED, GROUND, Clock(60))
    assert found.ending == RoadEnding.REFUSED
    assert moody.asked == len(list(batches(PLACES, WANTED))) - 1
    assert found.pairs


def test_when_the_time_is_over_nothing_is_asked_or_waited_for() -> None:
    clock, fake = Clock(60), FakeRouter()
    clock.stop()
    wait(60, clock)
    assert gathered(fake, PLACES, WANTED, GROUND, clock).ending == RoadEnding.LATE
    assert fake.asked == 0


@pytest.mark.parametrize(("metres", "can_be"), [(7_999, False), (8_000, True), (300_000, True), (300_001, False)])
def test_a_road_is_no_shorter_than_the_line_and_not_absurdly_longer(metres: float, can_be: bool) -> None:
    assert is_road(Leg(metres, 1.0), 10_000.0) is can_be


def again(scenario: Scenario) -> float:
    return float(answer(asked_of(scenario, points_of(scenario)), Clock(20))["proof"]["objective"])


def test_a_scenario_on_roads_keeps_what_it_was_told_and_is_solved_again_without_a_server(
    service_management: Actor, fake: FakeRouter
) -> None:
    found = done(asked(service_management, measure="roads", nearest_sites=3))
    assert (found.job.status, found.proof["ending"]) == (JobStatus.DONE, "proven")
    assert found.roads["answered"] == len(found.road_pairs) > 0.9 * found.roads["asked"]
    assert found.roads["ending"] == RoadEnding.WHOLE
    straight = done(asked(service_management))
    assert found.proof["objective"] > straight.proof["objective"]
    fake.is_down = True
    assert again(found) == pytest.approx(found.proof["objective"])


def test_without_a_server_or_with_one_that_is_down_all_goes_by_the_detour(
    service_management: Actor, fake: FakeRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("network.planning.routing.gathering.PAUSES_S", ())
    straight = done(asked(service_management)).proof["objective"]
    fake.is_down = True
    down = done(asked(service_management, measure="roads"))
    use_router(None)
    unset = done(asked(service_management, measure="roads"))
    assert (down.roads["ending"], unset.roads["ending"]) == (RoadEnding.FAILED, RoadEnding.UNSET)
    for one in (down, unset):
        assert (one.roads["answered"], one.road_pairs) == (0, [])
        assert one.proof["objective"] == pytest.approx(1.3 * straight)


def test_minutes_are_not_divided_by_the_detour_on_roads(service_management: Actor) -> None:
    roads = asked(service_management, question="cover_all", count=None, drive_min=120, measure="roads")
    assert (roads.radius_km, roads.travel_rules, roads.roads) == (130, "example", {"detour": 1.3})


def test_a_region_s_own_detour_and_speed_are_part_of_what_was_asked(
    service_management: Actor, customer_service_manager: Actor, client_for: SignIn
) -> None:
    values = {"detour": 1.3, "speed_mps": 20.0, "regions": [["southwest", 1.6, 10.0]]}
    with at_head_office():
        version = TRAVEL.draft(label="T2", valid_from=now(), values=values, acting_user=service_management)
        TRAVEL.publish(version.pk, acting_user=customer_service_manager)
    found = done(asked(service_management, measure="roads"))
    late = asked(service_management, measure="roads", drive_min=60)
    assert (found.roads["detour"], found.roads["stretches"]) == (1.3, {"southwest": 1.6})
    assert late.roads == {"detour": 1.3, "stretches": {"southwest": 3.2}, "paces": {"southwest": 2.0}}
    assert (late.travel_rules, late.radius_km) == ("T2", 72)
    page = client_for(service_management).get(found.get_absolute_url()).content.decode()
    assert "1.60" in page
    metric, ground = points_of(found).metric, points_of(found).ground
    for number, point in enumerate(points_of(found).rows):
        rows, others = np.array([number]), np.array([0 if number else 1])
        factor = 1.6 if point.region == "southwest" else 1.3
        assert metric.between(rows, others)[0] == pytest.approx(factor * ground.between(rows, others)[0])


def test_what_a_server_measured_counts_by_the_pace_of_its_place() -> None:
    ground = SphereMetric(np.array(PLACES[:3]))
    roads = Roads(1.3, [[0, 1, 9_000.0, 60.0], [1, 0, 9_000.0, 60.0]], {"west": 3.0}, {"west": 2.0})
    metric = roads.over(ground, ["west", "east", "east"])
    places, sites = np.array([0, 1, 0, 1]), np.array([1, 0, 2, 2])
    straight = ground.between(places, sites)
    assert metric.between(places, sites) == pytest.approx([18_000.0, 9_000.0, 3.0 * straight[2], 1.3 * straight[3]])


def test_too_many_places_for_roads_or_no_measure_are_refused(
    service_management: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for wrong in ({"measure": "moon"}, {"nearest_sites": 0}, {"nearest_sites": 51}):
        with pytest.raises(Invalid):
            asked(service_management, **wrong)
    monkeypatch.setattr(conditions, "MOST_ON_ROADS", 10)
    with pytest.raises(Invalid) as error:
        asked(service_management, measure="roads")
    assert error.value.field == "measure"


def test_page_file_and_api_say_by_what_it_measured(
    service_management: Actor, client_for: SignIn, fake: FakeRouter
) -> None:
    client, given = (
        client_for(service_management),
        {"title": "2027", "question": "median", "demand": "people", "count": 5},
    )
    caller = Caller(client)
    made = caller.post("planning-scenarios", given | {"measure": "roads", "nearest_sites": 2}).json()
    found = done_by(made["id"])
    told = caller.get(f"planning-scenarios/{made['id']}").json()
    assert (told["measure"], told["nearest_sites"], told["roads"]) == ("roads", 2, found.roads)
    page = client.get(found.get_absolute_url()).content.decode()
    assert (
        f"{found.roads['answered']:,} of {found.roads['asked']:,}" in page
        or f"{found.roads['answered']:,} / {found.roads['asked']:,}" in page
    )
    geo = client.get(f"{found.get_absolute_url()}geojson/").json()
    assert (geo["measure"], geo["roads"]["detour"]) == ("roads", 1.3)


def done_by(key: str) -> Scenario:
    with at_head_office():
        scenario = next(one for one in Scenario.objects.all() if one.public_id == key)
    return done(scenario)
