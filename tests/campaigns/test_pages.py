"""Pages and API of campaigns: drafted, vehicles listed with bad lines named, opened by another, seen by stations."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actors import Actor
from billing.campaigns import desk
from billing.campaigns.models import Campaign, CampaignVehicle
from catalog.models import Vehicle
from catalog.sections import notices_of
from common.clock import today
from tenants.registry.standing import at_head_office
from tests.builders.campaigns import an_open_campaign
from tests.builders.catalog import a_part, a_vehicle, an_operation


@pytest.fixture
def vehicle(db: None) -> Vehicle:
    with at_head_office():
        an_operation()
        a_part()
        return a_vehicle()


@pytest.fixture
def campaign(vehicle: Vehicle) -> Campaign:
    with at_head_office():
        return an_open_campaign(vehicle.vin, begins_on=today() - timedelta(days=9))


HEAD = {"number": "2026-FW-9", "kind": "service", "title_zh": "活动", "title_en": "Check", "begins_on": "2026-01-01"}
WORK = {
    "work-TOTAL_FORMS": 1,
    "work-INITIAL_FORMS": 0,
    "work-0-kind": "labour",
    "work-0-code": "ENG-001",
    "work-0-amount": "1.5",
}


def test_a_campaign_is_drafted_listed_opened_and_closed(
    client_for: Any, service_management: Actor, customer_service_manager: Actor, vehicle: Vehicle
) -> None:
    drafter, opener = client_for(service_management), client_for(customer_service_manager)
    assert drafter.get("/campaigns/draft/").status_code == 200
    wrong = drafter.post("/campaigns/draft/", HEAD | WORK | {"work-0-code": "NONE"})
    assert (wrong.status_code, "code" in wrong.context["lines"][0][2].forms[0].errors) == (422, True)
    assert drafter.post("/campaigns/draft/", HEAD | WORK).status_code == 302
    made = Campaign.objects.get(number="2026-FW-9")
    base = f"/campaigns/{made.pk}/"

    upload = SimpleUploadedFile("x.csv", f"VIN,model\n{vehicle.vin},a\nXX,b\n".encode("gb18030"))
    looked = drafter.post(f"{base}list-vehicles/", {"file": upload})
    assert ([bad.line for bad in looked.context["checked"].bad], CampaignVehicle.objects.count()) == ([3], 0)
    refused = drafter.post(f"{base}list-vehicles/", {"vins": f"{vehicle.vin}\nXX"})
    assert (refused.status_code, CampaignVehicle.objects.count()) == (422, 0)
    drafter.post(f"{base}list-vehicles/", {"vins": f"{vehicle.vin}\nXX", "leave_out_bad": "on"})
    assert CampaignVehicle.objects.count() == 1

    assert drafter.post(f"{base}edit/", HEAD | WORK | {"work-INITIAL_FORMS": 1, "title_en": "Other"}).status_code == 302
    assert drafter.post(f"{base}open/").status_code == 403
    assert opener.post(f"{base}open/").status_code == 302
    assert opener.get(base).status_code == 200
    assert opener.post(f"{base}close/", {"reason": "x"}).status_code == 302
    made.refresh_from_db()
    assert (made.title_en, made.status) == ("Other", "closed")


def test_a_draft_is_withdrawn(client_for: Any, service_management: Actor, vehicle: Vehicle) -> None:
    drafter = client_for(service_management)
    drafter.post("/campaigns/draft/", HEAD | WORK)
    made = Campaign.objects.get(number="2026-FW-9")
    assert drafter.post(f"/campaigns/{made.pk}/withdraw/", {"reason": ""}).status_code == 302
    bad = drafter.post(f"/campaigns/{made.pk}/list-vehicles/", {"file": SimpleUploadedFile("x.xlsx", b"no")})
    assert bad.status_code == 422


def test_stations_read_it(client_for: Any, station_manager: Actor, campaign: Campaign, vehicle: Vehicle) -> None:
    client = client_for(station_manager)
    for address in ("", f"{campaign.pk}/", f"{campaign.pk}/vehicles/?is_done=no"):
        assert client.get(f"/s/SHA01/campaigns/{address}").status_code == 200, address
    assert client.get(f"/s/SHA01/campaigns/{campaign.pk}/open/").status_code == 404
    page = client.get(f"/s/SHA01/workshop/orders/new/?vehicle={vehicle.vin}")
    assert page.status_code == 200


def test_reception_and_the_vehicle_page_tell_of_it(
    station_manager: Actor, campaign: Campaign, vehicle: Vehicle
) -> None:
    assert [notice.url for notice in notices_of(station_manager, vehicle)] == [campaign.get_absolute_url()]
    section = desk.on_vehicle.campaigns_of(station_manager, vehicle)
    assert section is not None
    assert section.count == 1


def test_it_is_found_and_counted(service_management: Actor, campaign: Campaign) -> None:
    with at_head_office():
        assert [hit.url for hit in desk.find_campaigns(service_management, "2026-ZH")] == [campaign.get_absolute_url()]
        card = desk.open_card(service_management)
    assert card is not None
    assert card.number == 1


def test_the_api_does_every_step(
    client_for: Any, service_management: Actor, customer_service_manager: Actor, vehicle: Vehicle
) -> None:
    drafter, opener = client_for(service_management), client_for(customer_service_manager)
    body = HEAD | {"work": [{"kind": "labour", "code": "ENG-001", "amount": "1.5"}]}

    def send(client: Any, path: str, data: Any) -> Any:
        key = {"Idempotency-Key": f"{path}{data}"[:100]}
        return client.post(f"/api/v1/campaigns{path}", json.dumps(data), "application/json", headers=key)

    made = send(drafter, "", body).json()
    at = f"/{made['id']}"
    assert send(drafter, f"{at}/amend", {**body, "title_en": "Other"}).json()["title_en"] == "Other"
    assert send(drafter, f"{at}/list-vehicles", {"vins": ["XX"]}).status_code == 422
    assert send(drafter, f"{at}/list-vehicles", {"vins": [vehicle.vin]}).status_code == 200
    assert send(drafter, f"{at}/open", {}).status_code == 403
    assert send(opener, f"{at}/open", {}).json()["status"] == "open"
    shown = opener.get(f"/api/v1/campaigns{at}").json()
    assert (shown["listed"], shown["done"], shown["work"][0]["code"]) == (1, 0, "ENG-001")
    assert send(opener, f"{at}/close", {}).json()["status"] == "closed"
