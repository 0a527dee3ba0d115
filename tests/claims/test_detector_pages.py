"""The office's pages and API of anomalies: hit rates, a new edition of the weights, dismissing; and the lease on the API."""

import json
from itertools import count
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.roles import Role
from billing.claims.anomalies.weighing import table_in_force
from billing.claims.models import ClaimFlag, ReviewLease
from tenants.registry.standing import at_head_office
from tests.builders.claims import a_submitted_claim
from tests.world import office_actor

_keys = count(1)


@pytest.fixture(autouse=True)
def _office(db: None) -> Any:
    with at_head_office():
        yield


def send(client: Any, address: str, body: dict[str, Any]) -> Any:
    return client.post(
        f"/api/v1/{address}", json.dumps(body), "application/json", headers={"Idempotency-Key": f"d{next(_keys)}"}
    )


def a_flag() -> ClaimFlag:
    claim = a_submitted_claim()
    told = {"kind": "serial.again", "weight": 50, "params": {"serial": "SN1", "number": "CLM-1"}}
    flag: ClaimFlag = ClaimFlag.objects.create(claim=claim, station_id=claim.station_id, **told)
    return flag


def test_the_weights_are_changed_on_the_page(client_for: Any, reviewer: Actor) -> None:
    page = client_for(office_actor(Role.SERVICE_MANAGEMENT))
    form = page.get("/claims/anomalies/weights/").context["form"]
    fields = {name: str(form[name].value()) for name in form.fields}
    answer = page.post("/claims/anomalies/weights/", {**fields, "claim.similar-weight": "7", "note": "试行"})
    assert answer.status_code == 302
    assert table_in_force().settings["claim.similar"].weight == 7
    assert "试行" in page.get("/claims/anomalies/").content.decode()
    assert client_for(reviewer).get("/claims/anomalies/").status_code == 200
    assert client_for(reviewer).get("/claims/anomalies/weights/").status_code == 403


def test_a_flag_is_read_and_dismissed_by_api(client_for: Any, reviewer: Actor) -> None:
    flag, api = a_flag(), client_for(reviewer)
    listed = api.get("/api/v1/claim-flags?kind=serial.again").json()["data"]
    assert [one["id"] for one in listed] == [flag.public_id] and "SN1" in listed[0]["sentence"]
    assert send(api, f"claim-flags/{flag.public_id}/dismiss", {"reason": "x"}).status_code == 200
    assert api.get("/api/v1/claim-flags?is_open=true").json()["data"] == []


def test_the_table_is_published_by_api(client_for: Any) -> None:
    api = client_for(office_actor(Role.SERVICE_MANAGEMENT))
    body = {"settings": {"claim.similar": {"weight": 9}}, "note": "x"}
    assert send(api, "anomaly-tables", body).status_code == 201
    assert api.get("/api/v1/anomaly-tables").json()["data"][0]["settings"]["claim.similar"]["weight"] == 9


def test_a_claim_is_kept_noted_put_back_and_approved_by_api(client_for: Any, reviewer: Actor) -> None:
    claim, api = a_submitted_claim(), client_for(reviewer)
    here = f"claims/{claim.public_id}"
    assert send(api, f"{here}/take", {}).status_code == 200
    assert ReviewLease.objects.get().holder_id == reviewer.id
    assert send(api, f"{here}/note", {"text": "x"}).status_code == 200
    assert send(api, f"{here}/put-back", {}).status_code == 200
    assert not ReviewLease.objects.exists()
    assert send(api, f"{here}/approve-clean", {}).json()["status"] == "awaiting_parts"
