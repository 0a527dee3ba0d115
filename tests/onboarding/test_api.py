"""The API of onboarding: the same steps, the same refusals."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.actors import Actor
from common.clock import today
from network.onboarding.building.public import send_image
from network.onboarding.building.selectors import link_of
from network.onboarding.models import Candidate
from tests.builders import onboarding as build

SignIn = Callable[[Actor], Client]
BODY = {
    "name": "盐城通达汽车", "province_code": "32", "city": "盐城", "lat": 33.35, "lon": 120.16, "contact_name": "陈伟",
    "capabilities": ["repair"],
}  # fmt: skip


def post(client: Client, path: str, body: dict[str, Any] | None = None, key: str = "k") -> Any:
    """POST JSON with an idempotency key."""
    return client.post(
        f"/api/v1/{path}", body or {}, content_type="application/json", headers={"Idempotency-Key": f"{key}-{path}"}
    )


def test_a_candidate_goes_from_lead_to_visit(
    office: None, regional_officer: Actor, service_management: Actor, client_for: SignIn
) -> None:
    region, section = client_for(regional_officer), client_for(service_management)
    made = post(region, "candidates", BODY)
    assert made.status_code == 201
    key = made.json()["id"]
    assert key.startswith("cnd_")
    assert post(region, f"candidates/{key}/select", {"points": build.full_points()}).json()["status"] == "selected"
    body = {"level": "B", "build_until": str(today() + timedelta(days=20))}
    assert post(section, f"candidates/{key}/confirm", body).json()["status"] == "confirmed"
    assert post(section, f"candidates/{key}/visit").json()["code"] == "building.checklist"
    build.finish_checklist(Candidate.objects.get(pk=Candidate.key_of(key)))
    visit = post(section, f"candidates/{key}/visit", key="again")
    assert visit.json()["attempt"] == 1
    refused = post(section, f"candidates/{key}/accept")
    assert (refused.status_code, refused.json()["code"]) == (422, "onboarding.visit")


def test_photos_of_the_checklist_are_judged(office: None, service_management: Actor, client_for: SignIn) -> None:
    candidate, section = build.permitted(), client_for(service_management)
    listed = section.get("/api/v1/candidates").json()["data"][0]
    assert (listed["image_accepted"], listed["image_total"]) == (0, candidate.image_items.count())
    token = link_of(candidate).rstrip("/").rsplit("/", 1)[1]
    key = send_image(token, "reception", [("前台.jpg", build.photo())]).public_id
    waiting = section.get("/api/v1/image-items?status=submitted").json()["data"]
    assert [one["id"] for one in waiting] == [key]
    assert post(section, f"image-items/{key}/reject", {"reason": "太暗"}).json()["status"] == "rejected"
    assert post(section, f"image-items/{key}/accept").status_code == 409
    assert section.get(f"/api/v1/candidates/{candidate.public_id}").json()["image_accepted"] == 0


def test_an_accepted_candidate_goes_on_to_opening(
    office: None, service_management: Actor, customer_service_manager: Actor, reviewer: Actor, client_for: SignIn
) -> None:
    key, section = build.accepted().public_id, client_for(service_management)
    terms = {
        "representative": "王", "territory": "徐州", "starts_on": str(today()), "labour_coefficient": "1.00",
    }  # fmt: skip
    agreement = post(section, f"candidates/{key}/draft-agreement", terms).json()
    assert len(agreement["sha256_zh"]) == 64
    signed = {
        "station_signatory": "王", "office_signatory": "李", "signed_on": str(today()),
        "copy_base64": base64.b64encode(build.SIGNED_COPY).decode(),
    }  # fmt: skip
    assert post(section, f"agreements/{agreement['id']}/sign", signed).json()["status"] == "signed"
    order = {"labour_coefficient": "1.10", "text": "同意"}
    instructed = post(client_for(customer_service_manager), f"candidates/{key}/instruct", order)
    assert instructed.json()["labour_coefficient"] == "1.10"
    build.staff(Candidate.objects.get(pk=Candidate.key_of(key)))
    opened = post(client_for(reviewer), f"candidates/{key}/open", {"name": "王", "email": "w@h.example"}).json()
    assert opened["station"].startswith("sta_")
    assert opened["opening_at"]


def test_the_same_key_proposes_once(office: None, regional_officer: Actor, client_for: SignIn) -> None:
    client = client_for(regional_officer)
    first, second = post(client, "candidates", BODY), post(client, "candidates", BODY)
    assert first.json()["id"] == second.json()["id"]
    assert Candidate.objects.count() == 1


@pytest.mark.parametrize("command", ["select", "confirm", "visit", "accept", "instruct", "open", "draft-agreement"])
def test_a_role_that_lacks_a_step_is_refused(
    office: None, administrator: Actor, client_for: SignIn, command: str
) -> None:
    candidate = build.lead()
    answer = post(client_for(administrator), f"candidates/{candidate.public_id}/{command}", {})
    assert answer.status_code == 403
    assert Candidate.objects.get(pk=candidate.pk).version == candidate.version


def test_another_office_s_candidate_is_404(
    office: None, regional_officer: Actor, service_management: Actor, client_for: SignIn
) -> None:
    other = build.lead(service_management, province_code="44", city="湛江", lat=21.2, lon=110.4)
    client = client_for(regional_officer)
    assert client.get(f"/api/v1/candidates/{other.public_id}").status_code == 404
    assert post(client, f"candidates/{other.public_id}/reject", {"reason": "x"}).status_code == 404
    assert client.get("/api/v1/candidates").json()["data"] == []


def test_photos_and_corrections_and_a_bad_body(office: None, regional_officer: Actor, client_for: SignIn) -> None:
    candidate, client = build.lead(), client_for(regional_officer)
    path = f"candidates/{candidate.public_id}"
    picture = base64.b64encode(build.photo()).decode()
    assert post(client, f"{path}/add-photo", {"name": "x.jpg", "content_base64": picture}).status_code == 200
    assert post(client, f"{path}/add-photo", {"name": "x.jpg", "content_base64": "§"}, "b").status_code == 422
    assert post(client, f"{path}/correct", BODY).json()["city"] == "盐城"
    assert post(client, f"{path}/correct", {"name": ""}, "b").status_code in (400, 422)
    assert post(client, f"{path}/reject", {"reason": "场地不足"}).json()["status"] == "rejected"
