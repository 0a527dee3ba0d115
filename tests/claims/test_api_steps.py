"""Steps of claims that pages offer beside the main way: the queue, several at once, photos, the sample, and what looks odd."""

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.actors import Actor
from billing.claims.automatic.choices import Verdict
from billing.claims.automatic.models import SampledClaim
from billing.claims.choices import ClaimStatus
from billing.claims.models import Claim, ClaimFlag, ReviewLease
from common.files.models import StoredFile
from common.history.models import History
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.builders.api import Caller
from tests.builders.claims import a_draft_claim, a_submitted_claim
from tests.builders.pictures import a_photo
from tests.claims.automatic.test_settle_by_rule import settled


@pytest.fixture
def office(client_for: Any, reviewer: Actor) -> Caller:
    return Caller(client_for(reviewer))


@pytest.fixture
def at_home(client_for: Any, appraiser: Actor, station: Station) -> Caller:
    return Caller(client_for(appraiser), station)


def leases() -> list[Any]:
    with at_head_office():
        return list(ReviewLease.objects.values_list("claim_id", flat=True))


def verbs() -> int:
    with at_head_office():
        return History.objects.count()


# --- the queue ----------------------------------------------------------------------------------------------------------------------


def test_the_next_of_the_queue_is_taken(office: Caller) -> None:
    one, two = a_submitted_claim(), a_submitted_claim()
    with at_head_office():
        Claim.objects.filter(pk=two.pk).update(risk=30)
    assert office.post("claims/take-next").json()["id"] == two.public_id
    assert office.post("claims/take-next", {"filter": {"risk": "40"}}).json()["code"] == "claim.nothing_free"
    assert office.post("claims/take-next", {"filter": {"holder": "free"}}).json()["id"] == one.public_id


def test_a_filter_that_is_not_understood_takes_nothing(office: Caller) -> None:
    a_submitted_claim()
    answer = office.post("claims/take-next", {"filter": {"age": "ancient"}})
    assert (answer.status_code, answer.json()["code"], leases()) == (422, "filter_not_valid", [])


def test_a_station_takes_nothing_from_the_queue(at_home: Caller) -> None:
    claim = a_submitted_claim()
    assert at_home.post("claims/take-next").status_code == 403
    assert at_home.post("claims/several", {"step": "take", "claims": [claim.public_id]}).status_code == 403
    assert leases() == []


def test_several_are_decided_each_for_itself(office: Caller) -> None:
    good, gone = a_submitted_claim(), a_draft_claim()
    body = {"step": "accept_suggestion", "claims": [good.public_id, gone.public_id]}
    told = office.post("claims/several", body).json()
    assert told["done"] == [good.public_id]
    assert [(one["claim"], one["code"]) for one in told["left"]] == [(gone.public_id, "not_found")]
    with at_head_office():
        assert Claim.objects.get(pk=good.pk).status == ClaimStatus.AWAITING_PARTS
        assert Claim.objects.get(pk=gone.pk).status == ClaimStatus.DRAFT


def test_several_are_kept_and_put_back(office: Caller) -> None:
    claims = [a_submitted_claim().public_id for _ in range(2)]
    office.post("claims/several", {"step": "take", "claims": claims})
    assert len(leases()) == 2
    office.post("claims/several", {"step": "put_back", "claims": claims})
    assert leases() == []


def test_the_same_key_decides_once(office: Caller) -> None:
    body = {"step": "approve_clean", "claims": [a_submitted_claim().public_id]}
    first = office.post("claims/several", body, **{"Idempotency-Key": "k"})
    before = verbs()
    again = office.post("claims/several", body, **{"Idempotency-Key": "k"})
    assert (first.json(), again.headers["Idempotent-Replayed"], verbs()) == (again.json(), "true", before)


# --- what looks odd -----------------------------------------------------------------------------------------------------------------


def odd(claim: Claim) -> ClaimFlag:
    with at_head_office():
        Claim.objects.filter(pk=claim.pk).update(risk=25)
        return ClaimFlag.objects.create(
            claim=claim, station_id=claim.station_id, kind="photos.reused", position=1, weight=25, edition=1, params={}
        )


def test_a_reviewer_reads_risk_weight_and_sentence(office: Caller) -> None:
    claim = a_submitted_claim()
    odd(claim)
    told = office.get(f"claims/{claim.public_id}").json()
    (flag,) = told["anomalies"]
    assert (told["risk"], flag["weight"], flag["kind"]) == (25, 25, "photos.reused")
    assert flag["sentence"]
    assert office.get("claims").json()["data"][0]["risk"] == 25


def test_a_station_reads_nothing_of_it(at_home: Caller) -> None:
    claim = a_submitted_claim()
    odd(claim)
    for told in (at_home.get(f"claims/{claim.public_id}").json(), at_home.get("claims").json()["data"][0]):
        assert {"risk", "anomalies"} & set(told) == set()
    edited = at_home.post(f"claims/{a_draft_claim().public_id}/cancel").json()
    assert "risk" not in edited


# --- photos -------------------------------------------------------------------------------------------------------------------------


def form(subject: str, *photos: bytes) -> dict[str, Any]:
    files = [SimpleUploadedFile(f"{n}.jpg", photo, "image/jpeg") for n, photo in enumerate(photos)]
    return {"subject": subject, "files": files}


def upload(caller: Caller, claim: Claim, key: str, body: dict[str, Any]) -> Any:
    headers = caller.place | {"Idempotency-Key": key}
    return caller.client.post(f"/api/v1/claims/{claim.public_id}/photos", body, headers=headers)


def photos() -> list[StoredFile]:
    with at_head_office():
        return list(StoredFile.objects.filter(kind__startswith="photo").order_by("created_at"))


def test_photos_come_as_files_with_hour_place_and_hashes(at_home: Caller) -> None:
    claim, photo = a_draft_claim(), a_photo(taken="2026:05:04 10:00:00", offset="+08:00", place=(31.2, 121.5))
    answer = upload(at_home, claim, "k1", form("odometer", photo))
    assert answer.status_code == 200, answer.content
    (told,) = answer.json()
    assert (told["subject"], told["captured_lat"], told["captured_lon"]) == ("odometer", 31.2, 121.5)
    assert told["captured_at"].startswith("2026-05-04T")
    assert told["sha256"] != told["source_sha256"]


def test_files_come_by_a_signed_in_page_as_well(appraiser: Actor, station: Station) -> None:
    """The check of the page's token reads the form; the bytes are still there for the key's fingerprint."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(appraiser.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies[settings.CSRF_COOKIE_NAME] = token = "t" * 32
    caller = Caller(client, station)
    caller.place["X-CSRFToken"] = token
    assert upload(caller, a_draft_claim(), "k1", form("odometer", a_photo())).status_code == 200


def test_a_photo_is_removed_from_a_draft_alone(at_home: Caller) -> None:
    claim = a_draft_claim()
    (told,) = upload(at_home, claim, "k1", form("odometer", a_photo())).json()
    assert at_home.post(f"claims/{claim.public_id}/remove-photo", {"photo": told["id"]}).status_code == 200
    assert photos() == []


def test_what_is_no_picture_is_kept_nowhere(at_home: Caller) -> None:
    claim, before = a_draft_claim(), verbs()
    for key, body in enumerate((form("odometer", b"MZ"), form("odometer"), form("nothing", a_photo()))):
        assert upload(at_home, claim, f"k{key}", body).status_code == 422
    assert (photos(), verbs()) == ([], before)


def test_a_rival_adds_and_removes_no_photo(at_home: Caller, client_for: Any, rival_appraiser: Actor) -> None:
    claim = a_draft_claim()
    (told,) = upload(at_home, claim, "k1", form("odometer", a_photo())).json()
    rival, before = Caller(client_for(rival_appraiser), rival_appraiser.station), verbs()
    assert upload(rival, claim, "k2", form("odometer", a_photo())).status_code == 404
    assert rival.post(f"claims/{claim.public_id}/remove-photo", {"photo": told["id"]}).status_code == 404
    assert (len(photos()), verbs()) == (1, before)


# --- the sample ---------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def sample(db: None) -> SampledClaim:
    settled("100")
    with at_head_office():
        return SampledClaim.objects.get()


def test_a_drawn_claim_is_checked(client_for: Any, auditor: Actor, sample: SampledClaim) -> None:
    caller = Caller(client_for(auditor))
    (listed,) = caller.get("claim-samples?status=open").json()["data"]
    body = {"is_right": False, "reason_code": "evidence_missing", "missed_rule": "evidence.photo_missing"}
    told = caller.post(f"claim-samples/{listed['id']}/check", body).json()
    assert (told["status"], told["missed_rule"]) == ("wrong", "evidence.photo_missing")
    rates = caller.get("claim-samples/figures").json()
    assert (rates["drawn"], rates["open"], rates["total"]["wrong"]) == (1, 0, 1)


def test_a_wrong_verdict_needs_its_reason(client_for: Any, auditor: Actor, sample: SampledClaim) -> None:
    before = verbs()
    answer = Caller(client_for(auditor)).post(f"claim-samples/{sample.public_id}/check", {"is_right": False})
    with at_head_office():
        sample.refresh_from_db()
    assert (answer.status_code, sample.status, verbs()) == (422, Verdict.OPEN, before)


def test_a_station_never_learns_of_the_sample(at_home: Caller, sample: SampledClaim) -> None:
    assert at_home.get("claim-samples").status_code == 403
    assert at_home.post(f"claim-samples/{sample.public_id}/check", {"is_right": True}).status_code == 403
    with at_head_office():
        sample.refresh_from_db()
    assert sample.status == Verdict.OPEN
