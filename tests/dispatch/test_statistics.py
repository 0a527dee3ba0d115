"""Statistics of rescues: each leg against the limit of the rules that held, offers, kilometres, by office and station."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from accounts.actors import Actor
from accounts.models import User
from common.clock import today
from network.dispatch.actions import decline_offer
from network.dispatch.models import Rescue
from network.dispatch.policies import EXAMPLE
from network.dispatch.statistics import ARRIVE, DEPART, FINISH, Tally, legs_in_time, tallies
from tests.builders.dispatch import a_crew, accepted, an_offer, at_the_vehicle, finished
from tests.world import HOME

START = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)  # noon where the manufacturer is


def a_row(**facts: Any) -> dict[str, Any]:
    """Return a rescue that kept every limit exactly."""
    given: dict[str, Any] = {
        "accepted_at": START,
        "departed_at": START + timedelta(seconds=EXAMPLE.depart_s),
        "needs": [],
        "case__road": "",
        "road_m": 20_000,
    } | facts
    arrived = given["departed_at"] + timedelta(minutes=60)
    return {"arrived_at": arrived, "finished_at": arrived + timedelta(seconds=EXAMPLE.finish_s)} | given


def test_a_limit_that_is_kept_exactly_is_kept() -> None:
    assert legs_in_time(a_row(), EXAMPLE) == {DEPART: True, ARRIVE: True, FINISH: True}


@pytest.mark.parametrize("leg", [DEPART, ARRIVE, FINISH])
def test_a_second_later_it_is_not(leg: str) -> None:
    row = a_row()
    names = ["departed_at", "arrived_at", "finished_at"]
    for name in names[[DEPART, ARRIVE, FINISH].index(leg) :]:
        row[name] += timedelta(seconds=1)
    assert legs_in_time(row, EXAMPLE) == {DEPART: True, ARRIVE: True, FINISH: True} | {leg: False}


def test_towing_has_a_limit_of_its_own_and_night_gives_more_time() -> None:
    late = a_row(finished_at=START + timedelta(hours=40), needs=["tow"])
    assert legs_in_time(late, EXAMPLE)[FINISH]
    night = START + timedelta(hours=12)
    row = a_row(accepted_at=night, departed_at=night, arrived_at=night + timedelta(minutes=70))
    assert legs_in_time(row, EXAMPLE)[ARRIVE]


def test_nothing_has_no_share() -> None:
    assert Tally().shares == [None, None, None] and Tally().typical_minutes is None


@pytest.mark.django_db
def test_the_month_is_counted_by_station_and_office(
    dispatcher: Actor, station: Any, technician: Actor, acting: Any, at_office: Any
) -> None:
    a_crew(capacity=3)
    with acting(technician):
        decline_offer(an_offer().pk, reason="busy", acting_user=technician)
    done = finished(at_the_vehicle(accepted(an_offer())))
    with at_office():
        Rescue.objects.filter(pk=done.pk).update(distance_m=12_300)
    with acting(dispatcher):
        month = today().replace(day=1)
        one = tallies(dispatcher, month, "station_id")[station.pk]
        assert (one.rescues, one.offers, one.declined, one.kilometres) == (1, 2, 1, 12.3)
        assert one.shares == [100.0, 100.0, 100.0]
        assert set(tallies(dispatcher, month, "station__region")) == {"east"}
        assert tallies(dispatcher, (month - timedelta(days=1)).replace(day=1), "station_id") == {}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_the_workbook_and_the_lists_behind(
    client_for: Any, dispatcher: Actor, station: Any, language: str
) -> None:
    a_crew()
    done = finished()
    User.objects.update(language=language)
    desk = client_for(dispatcher)
    page = desk.get("/dispatch/statistics/").content.decode()
    assert station.name in page and f"station={station.pk}&amp;finished_after=" in page
    book = desk.get("/dispatch/statistics/?format=xlsx")
    assert book.status_code == 200 and "spreadsheet" in book["Content-Type"]
    listed = desk.get(f"/dispatch/rescues/?station={station.pk}&region=east&finished_after={today()}").content.decode()
    assert done.number in listed
    assert done.number not in desk.get("/dispatch/rescues/?region=north").content.decode()
    assert desk.get("/dispatch/statistics/?month=2020-01").status_code == 200


@pytest.mark.django_db
def test_a_station_does_not_see_it(client_for: Any, station_manager: Actor) -> None:
    assert client_for(station_manager).get(f"/s/{HOME}/dispatch/statistics/").status_code == 404


@pytest.mark.django_db
def test_the_api_says_what_the_page_says(client_for: Any, dispatcher: Actor, station: Any, acting: Any) -> None:
    a_crew()
    finished()
    desk, month = client_for(dispatcher), today().replace(day=1)
    answer = desk.get("/api/v1/rescues/statistics?by=station").json()
    assert (answer["month"], answer["by"]) == (f"{month:%Y-%m}", "station")
    with acting(dispatcher):
        one = tallies(dispatcher, month, "station_id")[station.pk]
    shares = ["departed_in_time_percent", "arrived_in_time_percent", "finished_in_time_percent"]
    (line,) = answer["figures"]
    assert (line["key"], line["rescues"], line["offers"]) == (station.code, 1, 1)
    assert [line[name] for name in shares] == one.shares and line["kilometres"] == one.kilometres
    assert [row["key"] for row in desk.get("/api/v1/rescues/statistics").json()["figures"]] == ["east"]
    assert desk.get("/api/v1/rescues/statistics?month=2020-01").json()["figures"] == []


@pytest.mark.django_db
def test_the_api_hands_out_the_workbook(client_for: Any, dispatcher: Actor, station: Any) -> None:
    a_crew()
    finished()
    book = client_for(dispatcher).get("/api/v1/rescues/statistics/workbook")
    assert book.status_code == 200 and "spreadsheet" in book["Content-Type"]
    _offices, stations = load_workbook(BytesIO(book.content)).worksheets
    assert [row[:2] for row in stations.iter_rows(min_row=2, values_only=True)] == [(str(station), 1)]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["month=2026-13", "month=March", "by=crew"])
def test_the_api_refuses_what_it_does_not_know(client_for: Any, dispatcher: Actor, query: str) -> None:
    assert client_for(dispatcher).get(f"/api/v1/rescues/statistics?{query}").status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["statistics", "statistics/workbook"])
def test_the_api_tells_a_station_nothing(client_for: Any, station_manager: Actor, address: str) -> None:
    desk, at_home = client_for(station_manager), {"X-Station": HOME}
    assert desk.get("/api/v1/rescues", headers=at_home).status_code == 200
    assert desk.get(f"/api/v1/rescues/{address}", headers=at_home).status_code == 403
