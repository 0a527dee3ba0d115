"""The pages and the API of station changes, each step end to end, in both languages."""

import base64
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actors import Actor
from accounts.models import User
from common.clock import today
from network.lifecycle.choices import ChangeKind, ChangeStatus
from network.lifecycle.kinds import SPECS
from network.lifecycle.models import StationChange
from tenants.registry.models import Station
from tests.builders.api import Caller
from tests.builders.lifecycle import NEW_ADDRESS, PDF, a_checked_change, a_request

pytestmark = pytest.mark.django_db
BASE = "/s/SHA01/lifecycle/changes"


def a_paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("paper.pdf", PDF, content_type="application/pdf")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_from_request_to_effect_over_pages(
    client_for: Any,
    station_manager: Actor,
    regional_officer: Actor,
    service_management: Actor,
    station: Station,
    language: str,
) -> None:
    User.objects.update(language=language)
    own, region, head = (client_for(one) for one in (station_manager, regional_officer, service_management))
    assert own.get(f"{BASE}/new/").status_code == 200
    form = own.get(f"{BASE}/new/address/")
    assert form.status_code == 200
    typed = {**NEW_ADDRESS, "wanted_on": today().isoformat(), "reason": "门牌调整"}
    wrong = own.post(f"{BASE}/new/address/", typed)
    assert wrong.status_code == 422 and NEW_ADDRESS["address"] in wrong.content.decode()
    sent = own.post(f"{BASE}/new/address/", typed | {"evidence": a_paper()})
    assert sent.status_code == 302
    page = own.get(sent.url).content.decode()
    paper = page.partition(f"{sent.url}papers/")[2]
    assert own.post(f"{sent.url}papers/add/", {"evidence": a_paper()}).status_code == 302 and paper
    at_head = sent.url.removeprefix("/s/SHA01")
    assert region.get(f"{at_head}check/").status_code == 200
    assert region.post(f"{at_head}check/", {"note": "材料齐全"}).status_code == 302
    assert head.get("/lifecycle/changes/").status_code == 200
    approved = head.post(f"{at_head}approve/", {"effective_on": today().isoformat()}, follow=True)
    in_effect = "Approved. It is in effect." if language == "en" else "已批准，已生效。"
    assert approved.redirect_chain and in_effect in approved.content.decode()
    told = own.get("/s/SHA01/registry/").content.decode()
    assert NEW_ADDRESS["address"] in told and "门牌调整" in told


def test_every_kind_has_its_form_at_head_office(client_for: Any, service_management: Actor, station: Station) -> None:
    head = client_for(service_management)
    assert head.get(f"/lifecycle/changes/new/{station.pk}/").status_code == 200
    assert f"/lifecycle/changes/new/{station.pk}/" in head.get(station.get_absolute_url()).content.decode()
    for kind in SPECS:
        wanted = 404 if kind == ChangeKind.RENEWAL else 200  # this station came without an agreement
        answer = head.get(f"/lifecycle/changes/new/{station.pk}/{kind.value}/")
        assert answer.status_code in (wanted, 422), kind


def test_a_refusal_is_said_with_its_reason(client_for: Any, regional_officer: Actor, station_manager: Actor) -> None:
    change = a_request()
    region = client_for(regional_officer)
    address = f"/lifecycle/changes/{change.pk}"
    assert region.get(f"{address}/refuse/").status_code == 200
    assert region.post(f"{address}/refuse/", {"reason": "租赁合同已过期"}).status_code == 302
    assert "租赁合同已过期" in client_for(station_manager).get(f"/s/SHA01{address}/").content.decode()


def test_a_paper_is_shown_to_the_station_and_to_no_rival(
    client_for: Any, station_manager: Actor, rival_manager: Actor
) -> None:
    change = a_request()
    own = client_for(station_manager)
    found = own.get(f"{BASE}/{change.pk}/").content.decode().split(f"{BASE}/{change.pk}/papers/")
    papers = [part.split("/")[0] for part in found[1:] if not part.startswith("add/")]
    assert own.get(f"{BASE}/{change.pk}/papers/{papers[0]}/").content == PDF
    assert client_for(rival_manager).get(f"/s/BJS01/lifecycle/changes/{change.pk}/").status_code == 404


def test_over_the_api(
    client_for: Any,
    station_manager: Actor,
    regional_officer: Actor,
    service_management: Actor,
    station: Station,
    at_office: Any,
) -> None:
    own, region, head = (
        Caller(client_for(station_manager), station),
        Caller(client_for(regional_officer)),
        Caller(client_for(service_management)),
    )
    paper = [{"name": "paper.pdf", "content": base64.b64encode(PDF).decode()}]
    body = {"kind": "address", "values": NEW_ADDRESS, "reason": "门牌调整", "evidence": paper}
    asked = own.post("station-changes", body)
    assert asked.status_code == 201, asked.content
    key = asked.json()["id"]
    assert own.post(f"station-changes/{key}/add-evidence", {"evidence": paper}).status_code == 200
    assert own.post(f"station-changes/{key}/check", {"note": "自己核对"}).status_code == 403
    assert region.post(f"station-changes/{key}/check", {"note": "材料齐全"}).status_code == 200
    assert head.post(f"station-changes/{key}/approve", {}).json()["status"] == "applied"
    again = head.post(
        "station-changes", {"station": station.public_id, "kind": "level", "values": {"level": "A"}, "reason": "评级"}
    )
    assert again.status_code == 201
    assert head.post(f"station-changes/{again.json()['id']}/take-back", {}).json()["status"] == "taken_back"
    refused = own.post("station-changes", body | {"values": {"address": "另一处"}}).json()["id"]
    assert region.post(f"station-changes/{refused}/refuse", {"reason": "不清"}).json()["status"] == "refused"
    with at_office():
        assert StationChange.objects.count() == 3


def test_head_offices_buttons_fit_the_person(
    client_for: Any, service_management: Actor, regional_officer: Actor
) -> None:
    change = a_checked_change()
    address = f"/lifecycle/changes/{change.pk}/"
    assert "approve/" in client_for(service_management).get(address).content.decode()
    assert "approve/" not in client_for(regional_officer).get(address).content.decode()
    assert change.status == ChangeStatus.CHECKED
