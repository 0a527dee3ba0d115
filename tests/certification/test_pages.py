"""Certification's pages, papers and API."""

from typing import Any

import pytest
from django.test import Client

from accounts.actors import Actor
from audit.certification.models import Certificate, Course
from audit.certification.paper import KIND
from common.documents import verification_token
from tests.builders.audit import a_certificate, a_course, in_days

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["", "?standing=valid&sort=valid_until", "?q=appraiser&format=csv"])
def test_the_list_answers_for_trainer_and_manager(
    client_for: Any, trainer: Actor, station_manager: Actor, appraiser: Actor, path: str
) -> None:
    certificate = a_certificate(appraiser)
    for client, base in ((client_for(trainer), ""), (client_for(station_manager), "/s/SHA01")):
        answer = client.get(f"{base}/certification/certificates/{path}")
        assert answer.status_code == 200
        assert certificate.number in answer.content.decode("utf-8-sig")


def test_a_rival_gets_404(client_for: Any, rival_manager: Actor, appraiser: Actor) -> None:
    certificate = a_certificate(appraiser)
    client = client_for(rival_manager)
    for tail in ("", "paper/"):
        assert client.get(f"/s/BJS01/certification/certificates/{certificate.pk}/{tail}").status_code == 404
        assert client.get(f"/s/SHA01/certification/certificates/{certificate.pk}/{tail}").status_code == 404


def test_a_trainer_grants_renews_and_revokes_by_form(
    client_for: Any, trainer: Actor, technician: Actor, at_office: Any
) -> None:
    client, course = client_for(trainer), a_course("RES", "rescue")
    first = client.post("/certification/certificates/new/", {"station": technician.station_id, "form_token": "a"})
    assert first["Location"].endswith(f"/certification/certificates/new/{technician.station_id}/")
    page = client.get(first["Location"])
    assert technician.name in page.content.decode()
    form = {
        "person": technician.id, "scope": "rescue", "course": course.pk, "valid_from": in_days(0).isoformat(),
        "valid_until": in_days(20).isoformat(), "form_token": "b",
    }  # fmt: skip
    made = client.post(first["Location"], form)
    assert made.status_code == 302, made.content.decode()
    assert client.get(made["Location"]).status_code == 200
    again = client.post(first["Location"], form | {"form_token": "c"})
    assert again.status_code == 422
    renewed = client.post(
        f"{made['Location']}renew/",
        {"valid_from": in_days(21).isoformat(), "valid_until": in_days(500).isoformat(), "form_token": "d"},
    )
    assert renewed.status_code == 302
    assert client.get(renewed["Location"]).status_code == 200
    assert client.post(f"{renewed['Location']}revoke/", {"reason": "", "form_token": "e"}).status_code == 422
    revoked = client.post(f"{renewed['Location']}revoke/", {"reason": "没有通过复训", "form_token": "f"})
    assert revoked.status_code == 302
    assert "没有通过复训" in client.get(revoked["Location"]).content.decode()
    with at_office():
        assert Certificate.objects.filter(revoked_at__isnull=False).count() == 1


@pytest.mark.parametrize("step", ["renew", "revoke"])
def test_the_steps_are_the_trainers_alone(client_for: Any, auditor: Actor, appraiser: Actor, step: str) -> None:
    certificate = a_certificate(appraiser)
    assert client_for(auditor).get(f"/certification/certificates/{certificate.pk}/{step}/").status_code == 403


@pytest.mark.parametrize("is_revoked", [False, True])
def test_the_paper_is_a_pdf(client_for: Any, appraiser: Actor, is_revoked: bool) -> None:
    facts = {"revoked_at": "2026-01-02T00:00:00Z", "revoked_reason": "false"} if is_revoked else {}
    certificate = a_certificate(appraiser, **facts)
    answer = client_for(appraiser).get(f"/s/SHA01/certification/certificates/{certificate.pk}/paper/")
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")


def test_anybody_can_verify_and_sees_no_name(client: Client, appraiser: Actor) -> None:
    certificate = a_certificate(appraiser)
    token = verification_token(KIND, certificate.pk)
    answer = client.get(f"/certification/verify/{token}/")
    words = answer.content.decode()
    assert answer.status_code == 200
    assert certificate.number in words
    assert certificate.user_name not in words


@pytest.mark.parametrize("change", ["AA", ""])
def test_a_changed_code_is_not_genuine(client: Client, appraiser: Actor, change: str) -> None:
    certificate = a_certificate(appraiser)
    token = verification_token(KIND, certificate.pk)
    forged = token[:-2] + change if change != token[-2:] else token[:-2] + "BB"
    assert client.get(f"/certification/verify/{forged}/").status_code == 404
    other = verification_token("agreement", certificate.pk)
    assert client.get(f"/certification/verify/{other}/").status_code == 404


def test_a_trainer_keeps_courses(client_for: Any, trainer: Actor, station_manager: Actor) -> None:
    client = client_for(trainer)
    form = {
        "code": "HV1", "name_zh": "高压电", "name_en": "High voltage", "scope": "high_voltage", "hours": 24,
        "valid_months": 36, "is_offered": "on", "form_token": "a",
    }  # fmt: skip
    made = client.post("/certification/courses/new/", form)
    assert made.status_code == 302, made.content.decode()
    assert client.post("/certification/courses/new/", form | {"form_token": "b"}).status_code == 422
    changed = client.post(f"{made['Location']}edit/", form | {"hours": 30, "form_token": "c"})
    assert (changed.status_code, Course.objects.get(code="HV1").hours) == (302, 30)
    for client, base in ((client_for(trainer), ""), (client_for(station_manager), "/s/SHA01")):
        assert client.get(f"{base}/certification/courses/").status_code == 200
        assert client.get(base + made["Location"]).status_code == 200


def test_the_api_grants_lists_and_revokes(
    client_for: Any, trainer: Actor, appraiser: Actor, station_manager: Actor
) -> None:
    client = client_for(trainer)
    body = {
        "station_id": appraiser.station.public_id, "user_id": str(appraiser.id), "scope": "appraisal",
        "valid_from": in_days(0).isoformat(), "valid_until": in_days(100).isoformat(),
    }  # fmt: skip
    made = client.post("/api/v1/certificates", body, content_type="application/json", headers={"Idempotency-Key": "g1"})
    assert made.status_code == 201, made.content
    assert made.json()["standing"] == "valid"
    listed = client_for(station_manager).get("/api/v1/certificates", headers={"X-Station": "SHA01"})
    assert [one["id"] for one in listed.json()["data"]] == [made.json()["id"]]
    revoked = client.post(
        f"/api/v1/certificates/{made.json()['id']}/revoke", {"reason": "不再在岗"},
        content_type="application/json", headers={"Idempotency-Key": "g2"},
    )  # fmt: skip
    assert revoked.json()["standing"] == "revoked"


def test_the_api_renews_and_keeps_courses(client_for: Any, trainer: Actor, appraiser: Actor) -> None:
    client, certificate = client_for(trainer), a_certificate(appraiser, valid_until=in_days(5))
    renewed = client.post(
        f"/api/v1/certificates/{certificate.public_id}/renew", {"valid_until": in_days(300).isoformat()},
        content_type="application/json", headers={"Idempotency-Key": "r"},
    )  # fmt: skip
    assert renewed.json()["renews"] == certificate.public_id
    body = {"code": "C9", "name_zh": "课", "name_en": "Course", "scope": "rescue"}
    made = client.post("/api/v1/courses", body, content_type="application/json", headers={"Idempotency-Key": "c"})
    assert made.status_code == 201, made.content
    changed = client.patch(
        f"/api/v1/courses/{made.json()['id']}",
        {"hours": 8},
        content_type="application/json",
        headers={"If-Match": '"1"'},
    )
    assert changed.json()["hours"] == 8
    assert len(client.get("/api/v1/courses").json()["data"]) == 1


def test_an_upcoming_one_is_not_valid_yet(appraiser: Actor) -> None:
    certificate = a_certificate(appraiser, valid_from=in_days(3), valid_until=in_days(90))
    assert certificate.standing == "upcoming"
    assert str(certificate) == certificate.number
