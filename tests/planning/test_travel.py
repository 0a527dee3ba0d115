"""Detour and speed as versions that two people publish, calibrated from drives."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.roles import Role
from common.clock import now
from common.errors import Invalid, NotAllowed
from common.scope import for_office
from network.planning.models import TravelPolicy
from network.planning.scenarios.actions import ask_scenario
from network.planning.travel import rules
from network.planning.travel.calibrating import LEAST_DRIVES, fits, fitted, is_measure
from network.planning.travel.drives import Drive
from network.planning.travel.policies import EXAMPLE, policy_of, policy_on
from network.planning.travel.rules import TRAVEL, draft_calibrated
from tenants.registry.standing import at_head_office
from tests.builders.api import Caller
from tests.claims.support import refused
from tests.planning.test_scenarios import SignIn
from tests.world import office_actor

MANY = [Drive("east", 10_000.0 + 500 * n, (10_000.0 + 500 * n) * 1.4, 900.0 + 45 * n) for n in range(30)]


@pytest.fixture
def publisher(db: None) -> Actor:
    return office_actor(Role.CUSTOMER_SERVICE_MANAGER)


@pytest.fixture(autouse=True)
def standing(db: None) -> Iterator[None]:
    with at_head_office():
        yield


def published(drafter: Actor, publisher: Actor, **values: object) -> TravelPolicy:
    draft = TRAVEL.draft(label="2027-1", valid_from=now(), values=values, acting_user=drafter)
    made: TravelPolicy = TRAVEL.publish(draft.pk, acting_user=publisher)
    return made


def test_the_example_reaches_100_km_in_two_hours() -> None:
    assert EXAMPLE.reach_km(120) == 100
    assert policy_of("x", {"detour": 1.5, "speed_mps": 10.0}).reach_km(60) == 24


def test_minutes_become_kilometres_of_road_without_the_detour() -> None:
    assert policy_of("x", {"detour": 1.5, "speed_mps": 10.0}).road_km(60) == 36
    assert policy_of("x", {"detour": 1.5, "speed_mps": 1.0}).road_km(5) == 1


def test_a_scenario_goes_by_the_version_in_force_and_says_which(
    service_management: Actor, publisher: Actor, regional_officer: Actor
) -> None:
    given = {"title": "x", "question": "median", "demand": "people", "count": 5, "drive_min": 120}
    published(service_management, publisher, detour=1.4, speed_mps=15.0)
    after = ask_scenario(acting_user=service_management, **given)  # type: ignore[arg-type]
    assert (after.radius_km, after.travel_rules) == (77, "2027-1")
    assert policy_on(now() - timedelta(days=1)) == EXAMPLE


def test_whoever_drafted_it_cannot_publish_it_and_a_published_one_never_changes(
    service_management: Actor, publisher: Actor
) -> None:
    draft = TRAVEL.draft(label="a", valid_from=now(), values={}, acting_user=service_management)
    with refused(NotAllowed):
        TRAVEL.publish(draft.pk, acting_user=service_management)
    TRAVEL.publish(draft.pk, acting_user=publisher)
    with pytest.raises(IntegrityError), transaction.atomic():
        TravelPolicy.objects.filter(pk=draft.pk).update(values={"detour": 2})


@pytest.mark.parametrize("values", [{"detour": 0.9}, {"speed_mps": 0.5}, {"detuor": 1.3}])
def test_values_that_cannot_be_are_refused(service_management: Actor, values: dict[str, float]) -> None:
    with refused(Invalid):
        TRAVEL.draft(label="a", valid_from=now(), values=values, acting_user=service_management)


@pytest.mark.parametrize(
    ("drive", "is_used"),
    [
        (Drive("", 10_000, 13_000, 900), True),
        (Drive("", 1_500, 2_000, 300), False),
        (Drive("", 10_000, 13_000, 900, filled_m=5_000), False),
        (Drive("", 10_000, 9_000, 900), False),
        (Drive("", 10_000, 50_000, 9_000), False),
        (Drive("", 10_000, 13_000, 100), False),
        (Drive("", 10_000, 13_000, 50_000), False),
    ],
)
def test_only_drives_that_measure_a_road_count(drive: Drive, *, is_used: bool) -> None:
    assert is_measure(drive) == is_used


def test_the_fit_finds_the_slope_and_tells_how_good_it_is() -> None:
    exact = fitted(MANY)
    assert (exact.n, exact.detour, exact.r2) == (30, 1.4, 1.0)
    assert exact.speed_mps is not None
    rough = fitted(
        [Drive("", d.straight_m, d.straight_m * (1.2 + 0.4 * (n % 2)), d.seconds) for n, d in enumerate(MANY)]
    )
    assert rough.detour == pytest.approx(1.4, abs=0.02)
    assert rough.r2 is not None
    assert 0.5 < rough.r2 < 0.95
    assert (rough.low, rough.high) == (1.2, 1.6)


def test_offices_are_told_apart() -> None:
    found = {one.region: one for one in fits([*MANY, *(Drive("south", 9_000, 18_000, 900) for _ in range(3))])}
    assert (found["east"].n, found["south"].n, found[""].n) == (30, 3, 33)
    assert found["south"].detour == 2.0


def test_a_version_is_drafted_from_drives_and_keeps_them(
    service_management: Actor, publisher: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "drives_since", lambda since: MANY)
    version = draft_calibrated(label="gps", valid_from=now(), acting_user=service_management)
    assert version.values["detour"] == 1.4
    assert version.evidence["fits"][0]["n"] == 30
    assert TRAVEL.publish(version.pk, acting_user=publisher).published_by_name == publisher.name


def test_too_few_drives_make_no_version(service_management: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "drives_since", lambda since: MANY[: LEAST_DRIVES - 1])
    with refused(Invalid):
        draft_calibrated(label="gps", valid_from=now(), acting_user=service_management)
    assert not TravelPolicy.objects.exists()


def test_the_regional_office_looks_and_drafts_nothing(regional_officer: Actor) -> None:
    with refused(NotAllowed):
        TRAVEL.draft(label="a", valid_from=now(), values={}, acting_user=regional_officer)


def test_pages_and_api_show_fit_and_who_approved(
    service_management: Actor, publisher: Actor, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "drives_since", lambda since: MANY)
    client = client_for(service_management)
    assert "1.400" in client.get("/planning/travel/calibrate/").content.decode()
    typed = {"label": "gps", "valid_from": "2026-01-01T08:00", "summary": ""}
    answer = client.post("/planning/travel/calibrate/", typed)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    with for_office():
        version = TravelPolicy.objects.get(label="gps")
        TRAVEL.publish(version.pk, acting_user=publisher)
    page = client.get(f"/planning/travel/{version.pk}/").content.decode()
    assert publisher.name in page
    assert "1.400" in page
    assert client.get("/planning/travel/").status_code == 200
    api = Caller(client)
    assert api.get("travel-policies/calibration").json()[0]["n"] == 30
    made = api.post("travel-policies/calibrate", {"label": "gps-2", "valid_from": "2026-02-01T00:00:00Z"})
    assert made.json()["values"]["detour"] == 1.4, made.content
    assert api.get("travel-policies").json()["data"][0]["evidence"]["fits"][0]["r2"] == 1.0
    assert client.get("/planning/scenarios/new/").content.decode().count("1.40")


MOUNTAINS = [["southwest", 1.8, 40 / 3.6]]


def test_a_region_has_figures_of_its_own_as_data_of_the_version(service_management: Actor, publisher: Actor) -> None:
    version = published(service_management, publisher, detour=1.3, speed_mps=20.0, regions=MOUNTAINS)
    policy = policy_on(version.valid_from)
    assert [(one.region, one.detour) for one in policy.regions] == [("southwest", 1.8)]
    assert policy.stretches(by_time=False) == {"southwest": 1.8}
    assert policy.stretches(by_time=True) == {"southwest": pytest.approx(1.8 * 20.0 / (40 / 3.6))}
    assert policy.paces(by_time=False) == {}
    assert policy.paces(by_time=True) == {"southwest": pytest.approx(1.8)}


@pytest.mark.parametrize(
    "rows", [[["atlantis", 1.5, 10.0]], [["south", 0.9, 10.0]], [["south", 1.5, 0.5]], [["south", 1.5, 10.0]] * 2]
)
def test_regions_that_cannot_be_are_refused(service_management: Actor, rows: list[list[object]]) -> None:
    values = {"detour": 1.3, "speed_mps": 20.0, "regions": rows}
    with pytest.raises(Invalid):
        TRAVEL.draft(label="x", valid_from=now(), values=values, summary="", acting_user=service_management)
