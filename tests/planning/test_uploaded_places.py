"""Places out of files: taken in with a dry run, wrong cells named, and asked of as demand and as sites."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.imports.actions import confirm_import, fix_cells, start_import
from common.imports.choices import ImportStatus
from common.imports.models import Import, ImportRow
from common.jobs.run import run_waiting
from network.planning.models import PlaceList, Scenario, UploadedPlace
from network.planning.scenarios.actions import ask_scenario
from network.planning.scenarios.points import Points
from network.planning.scenarios.showing import Shown
from network.planning.uploads.actions import put_list_away
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.builders.api import Caller
from tests.claims.support import refused
from tests.planning.test_scenarios import SignIn
from tests.world import HOME

HEADER = "名单,名称,纬度,经度,权重,候选站址,坐标系\n"
SURVEY = (
    "调研,顺义物流园,40.13,116.65,350,,",
    "调研,廊坊物流园,39.52,116.70,120.5,是,",
    "调研,黄骅港,38.35,117.33,,是,",
)


def sent(actor: Actor, *lines: str) -> Import:
    with at_head_office():
        content = (HEADER + "\n".join(lines)).encode("gb18030")
        return start_import("planning_places", name="places.csv", content=content, acting_user=actor)


def taken_in(actor: Actor, *lines: str) -> PlaceList:
    parent = sent(actor, *lines)
    with at_head_office():
        assert confirm_import(parent.pk, acting_user=actor).status == ImportStatus.DONE
    return PlaceList.objects.get(name=lines[0].split(",")[0], put_away_at=None)


def told_of_places() -> int:
    with at_head_office():
        return History.objects.filter(verb__startswith="uploaded_place.").count()


def wrong_cells(parent: Import) -> dict[int, list[str]]:
    with at_head_office():
        rows = ImportRow.objects.filter(parent=parent).order_by("number")
        return {row.number: sorted(row.problems) for row in rows}


def test_a_list_is_taken_in_with_province_and_office_of_the_nearest_city(service_management: Actor) -> None:
    place_list = taken_in(service_management, *SURVEY)
    found = {one.name: one for one in place_list.places.all()}
    assert {name: (float(one.weight), one.is_site) for name, one in found.items()} == {
        "顺义物流园": (350, False),
        "廊坊物流园": (120.5, True),
        "黄骅港": (0, True),
    }
    assert (found["黄骅港"].province_code, found["黄骅港"].region) == ("13", "north")


def test_the_same_file_again_changes_nothing_and_another_weight_changes_one(service_management: Actor) -> None:
    taken_in(service_management, *SURVEY)
    before = told_of_places()
    again = sent(service_management, *SURVEY[:2], SURVEY[2].replace(",,是", ",40,是"))
    with at_head_office():
        states = list(ImportRow.objects.filter(parent=again).order_by("number").values_list("state", flat=True))
        confirm_import(again.pk, acting_user=service_management)
    assert states == ["known", "known", "ready"]
    assert UploadedPlace.objects.get(name="黄骅港").weight == 40
    assert told_of_places() == before + 1


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("调研,甲,116.65,40.13,1,,", "lat"),
        ("调研,甲,abc,116.65,1,,", "lat"),
        ("调研,甲,40.13,190,1,,", "lon"),
        ("调研,甲,10.0,116.65,1,,", "lat"),
        ("调研,甲,40.13,116.65,,,", "weight"),
        ("调研,甲,40.13,116.65,-3,,", "weight"),
        ("调研,甲,40.13,116.65,1,也许,", "is_site"),
        (",甲,40.13,116.65,1,,", "list"),
        ("调研,甲,40.13,116.65,1,,火星", "datum"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_written(service_management: Actor, line: str, field: str) -> None:
    assert wrong_cells(sent(service_management, SURVEY[0], line)) == {2: [], 3: [field]}
    assert not UploadedPlace.objects.exists()


def test_a_place_that_stands_twice_is_named_but_may_stand_in_two_lists(service_management: Actor) -> None:
    other = SURVEY[0].replace("调研", "客户")
    assert wrong_cells(sent(service_management, SURVEY[0], SURVEY[0], other)) == {2: [], 3: ["name"], 4: []}
    taken_in(service_management, SURVEY[0], other)
    assert UploadedPlace.objects.filter(name="顺义物流园").count() == 2


def test_a_cell_is_corrected_in_place(service_management: Actor) -> None:
    parent = sent(service_management, "调研,甲,116.65,116.65,1,,")
    with at_head_office():
        fix_cells(parent.pk, {2: {"lat": "40.13"}}, acting_user=service_management)
    assert wrong_cells(parent) == {2: []}


def test_positions_of_map_apps_become_wgs84(service_management: Actor) -> None:
    taken_in(service_management, "调研,甲,40.13,116.65,1,,gcj02")
    one = UploadedPlace.objects.get(name="甲")
    assert 0.003 < 116.65 - one.lon < 0.009
    assert 0.0005 < 40.13 - one.lat < 0.003


def test_a_station_and_whoever_only_looks_take_nothing_in(station_manager: Actor, administrator: Actor) -> None:
    with inside(station_manager.station), refused(NotYours):
        sent_inside = HEADER.encode()
        start_import("planning_places", name="x", content=sent_inside, acting_user=station_manager)
    with at_head_office(), refused(NotYours):
        start_import("planning_places", name="x", content=HEADER.encode(), acting_user=administrator)
    assert not PlaceList.objects.exists()


def asked(actor: Actor, **more: object) -> Scenario:
    given = {"title": "2027", "question": "median", "demand": "people", "count": 3, "time_limit_s": 20}
    with at_head_office():
        scenario = ask_scenario(acting_user=actor, **(given | more))  # type: ignore[arg-type]
    run_waiting()
    with at_head_office(), transaction.atomic():
        return Scenario.objects.get(pk=scenario.pk)


def test_an_uploaded_list_brings_the_demand_and_another_the_sites(service_management: Actor) -> None:
    demand = taken_in(service_management, *SURVEY)
    sites = taken_in(service_management, "候选,廊坊,39.52,116.70,,是,", "候选,沧州,38.30,116.84,,是,")
    found = asked(service_management, demand_list=demand.pk, site_list=sites.pk, existing="ignored", count=1)
    shown = Shown(found)
    assert [one.point.name for one in shown.site_rows()] == ["廊坊"]
    assert found.demand == "uploaded"
    assert found.result["plan"]["demand"] == 470.5
    assert {one.point.name for one in shown.places()} <= {"沧州"} | {p.name for p in shown.points.rows if p.is_station}


def test_cities_stay_sites_of_uploaded_demand_and_demand_of_uploaded_sites(service_management: Actor) -> None:
    uploaded = taken_in(service_management, *SURVEY)
    of_demand = asked(service_management, demand_list=uploaded.pk, existing="ignored", count=1)
    rows = Points.read(of_demand.points).rows
    assert {rows[n].kind for n in of_demand.result["sites"]} == {"city"}
    of_sites = asked(service_management, site_list=uploaded.pk, existing="ignored", count=2)
    rows = Points.read(of_sites.points).rows
    assert {rows[n].name for n in of_sites.result["sites"]} == {"廊坊物流园", "黄骅港"}


def test_sites_of_the_list_are_wanted_or_forbidden_by_name(service_management: Actor) -> None:
    uploaded = taken_in(service_management, *SURVEY)
    given = {"demand_list": uploaded.pk, "site_list": uploaded.pk, "existing": "ignored", "count": 1}
    found = asked(service_management, wanted=["黄骅港"], **given)
    assert [one.point.name for one in Shown(found).site_rows()] == ["黄骅港"]
    with at_head_office(), refused(Invalid):
        ask_scenario(acting_user=service_management, title="x", question="median", wanted=["北京"], **given)  # type: ignore[arg-type]


def test_a_list_that_was_put_away_is_asked_of_no_more(service_management: Actor, administrator: Actor) -> None:
    uploaded = taken_in(service_management, *SURVEY)
    with at_head_office(), refused(NotAllowed):
        put_list_away(uploaded.pk, acting_user=administrator)
    with at_head_office():
        put_list_away(uploaded.pk, reason="旧", acting_user=service_management)
        with refused(WrongState):
            put_list_away(uploaded.pk, acting_user=service_management)
        with refused(Invalid):
            ask_scenario(acting_user=service_management, title="x", question="median", count=3, demand_list=uploaded.pk)
    assert taken_in(service_management, *SURVEY).pk != uploaded.pk


def test_uploaded_demand_needs_its_list(service_management: Actor) -> None:
    with at_head_office(), refused(Invalid):
        ask_scenario(acting_user=service_management, title="x", question="median", count=3, demand="uploaded")


def test_pages_show_lists_places_and_the_form_offers_them(service_management: Actor, client_for: SignIn) -> None:
    uploaded = taken_in(service_management, *SURVEY)
    client: Client = client_for(service_management)
    assert "调研" in client.get("/planning/places/").content.decode()
    page = client.get(f"/planning/places/{uploaded.pk}/").content.decode()
    assert "顺义物流园" in page
    assert "黄骅港" in client.get(f"/planning/places/all/?list={uploaded.pk}").content.decode()
    assert (
        f'value="{uploaded.pk}" selected'
        in client.get(f"/planning/scenarios/new/?demand_list={uploaded.pk}").content.decode()
    )
    template = client.get("/imports/of/planning_places/template.csv")
    assert template.status_code == 200


def test_the_timeline_names_the_source_of_demand(service_management: Actor, client_for: SignIn) -> None:
    found = asked(service_management, demand="people")
    page = client_for(service_management).get(f"/planning/scenarios/{found.pk}/").content.decode()
    assert "people</" not in page
    assert "人口" in page


def test_the_api_reads_lists_and_puts_one_away(service_management: Actor, client_for: SignIn) -> None:
    uploaded = taken_in(service_management, *SURVEY)
    api = Caller(client_for(service_management))
    listed = api.get("place-lists").json()["data"]
    assert [(one["name"], one["place_count"], one["site_count"], one["demand_sum"]) for one in listed] == [
        ("调研", 3, 2, "470.50")
    ]
    assert len(api.get(f"uploaded-places?list={uploaded.pk}").json()["data"]) == 3
    answer = api.post(f"place-lists/{uploaded.public_id}/put-away")
    assert answer.status_code == 200, answer.content
    assert answer.json()["put_away_at"]


def test_a_stations_page_names_its_capabilities(service_management: Actor, client_for: SignIn) -> None:
    station = Station.objects.get(code=HOME)
    station.change(capabilities=["repair", "rescue", "unheard-of"])
    page = client_for(service_management).get(reverse("registry:station", args=[station.pk])).content.decode()
    assert "维修, 外出救援, unheard-of" in page
