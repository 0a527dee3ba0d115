"""The finished rescue's page shows how its kilometres came about, to head office and to the station."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.actors import Actor
from billing.claims.models import Claim
from common.clock import now
from network.dispatch.actions import Report, depart, report_positions
from network.dispatch.drives import drives_out
from network.dispatch.models import Rescue
from tests.builders.claims import the_policy
from tests.builders.dispatch import a_crew, accepted, at_the_vehicle, finished, settle
from tests.dispatch.test_drive import track
from tests.world import HOME

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(station: Any, technician: Actor, acting: Any, at_office: Any) -> Rescue:
    """A finished rescue whose track has a spike and a gap."""
    with at_office():
        the_policy()
    a_crew()
    rescue = accepted()
    with at_office():
        Rescue.objects.filter(pk=rescue.pk).update(accepted_at=now() - timedelta(hours=1))
    with acting(technician):
        reports = track(rescue, station)
        spike = Report(uuid4(), reports[3].at + timedelta(seconds=5), rescue.lat + 2, rescue.lon, 10.0)
        depart(rescue.pk, acting_user=technician, at=reports[0].at)
        report_positions(rescue.serving_crew_id, [*reports[:6], spike, *reports[14:]], acting_user=technician)
    made = finished(at_the_vehicle(rescue))
    settle()
    return made


def lines_of(page: str) -> dict[str, Any]:
    """Return the map's data."""
    start = page.index('<script id="track-data"')
    start = page.index(">", start) + 1
    data: dict[str, Any] = json.loads(page[start : page.index("</script>", start)])
    return data


def test_head_office_and_station_see_the_track(
    done: Rescue, client_for: Any, dispatcher: Actor, technician: Actor
) -> None:
    places = [(dispatcher, f"/dispatch/rescues/{done.pk}/"), (technician, f"/s/{HOME}/dispatch/rescues/{done.pk}/")]
    for actor, address in places:
        page = client_for(actor).get(address).content.decode()
        data = lines_of(page)
        assert {one["kind"] for one in data["lines"]} == {"raw", "driven", "filled"}
        assert [one["kind"] for one in data["points"]].count("spike") == 1
        assert f"{(done.distance_m or 0) / 1000:.1f}" in page


def test_what_is_claimed_beyond_the_track_stands_out(
    done: Rescue, client_for: Any, dispatcher: Actor, at_office: Any
) -> None:
    address, desk = f"/dispatch/rescues/{done.pk}/", client_for(dispatcher)
    with at_office():
        claim = Claim.objects.get(rescue_id=done.pk)
    page = desk.get(address).content.decode()
    assert claim.number in page and "± 0.0" in page
    with at_office():
        Claim.objects.filter(pk=claim.pk).update(distance_m=(done.distance_m or 0) + 4_000)
    assert "+ 4.0" in desk.get(address).content.decode()


def test_without_a_track_it_says_so(client_for: Any, dispatcher: Actor, at_office: Any) -> None:
    with at_office():
        the_policy()
    a_crew()
    made = finished()
    page = client_for(dispatcher).get(f"/dispatch/rescues/{made.pk}/").content.decode()
    assert lines_of(page)["lines"] == []


def test_planners_are_told_how_long_the_road_was(done: Rescue, at_office: Any) -> None:
    with at_office():
        found = list(drives_out(now() - timedelta(days=1)))
        assert list(drives_out(now() + timedelta(days=1))) == []
    assert [one.region for one in found] == [done.station.region if done.station else ""]
    assert 0 < found[0].filled_m < found[0].driven_m
    assert found[0].straight_m <= found[0].driven_m + 1
    assert found[0].seconds > 0
