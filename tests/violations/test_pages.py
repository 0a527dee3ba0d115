"""Pages of violations, from both sides, and their API."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actors import Actor
from audit.violations.models import Offence, Violation
from tests.builders.audit import a_picture
from tests.builders.violations import a_penalty, an_offence

pytestmark = pytest.mark.django_db


def test_a_violation_is_clicked_through(
    client_for: Any, station: Any, auditor: Actor, service_management: Actor, station_manager: Actor,
    customer_service_manager: Actor, at_office: Any,
) -> None:  # fmt: skip
    inspector, judge = client_for(auditor), client_for(service_management)
    suspicion = {
        "station": station.pk, "offence": an_offence().pk, "source": "anomaly", "reference": "CLM-1",
        "happened_on": "2026-01-05", "description": "举报：里程不符",
    }  # fmt: skip
    page = inspector.post("/violations/new/", suspicion)["Location"]
    assert inspector.post(f"{page}investigate/").status_code == 302
    photo = SimpleUploadedFile("p.png", a_picture(), content_type="image/png")
    report = {"report": "轨迹 62 公里", "proposal": "罚款", "photos": photo}
    assert inspector.post(f"{page}submit/", report).status_code == 302
    too_much = judge.post(f"{page}decide/", {"fine": "99999", "points": "5", "decision": "属实"})
    assert (too_much.status_code, "10,000" in too_much.content.decode(), "属实" in too_much.content.decode()) == (
        422,
        True,
        True,
    )
    assert judge.post(f"{page}decide/", {"fine": "3000", "points": "5", "decision": "属实"}).status_code == 302
    own = client_for(station_manager)
    shown = own.get(f"/s/SHA01{page}").content.decode()
    assert "属实" in shown
    assert "举报" not in shown  # who suspected what before it was proven is not the station's business
    notice = own.get(f"/s/SHA01{page}notice/")
    assert (notice.status_code, notice.content[:5]) == (200, b"%PDF-")
    assert own.post(f"/s/SHA01{page}appeal/", {"appeal": "绕行"}).status_code == 302
    hearing = client_for(customer_service_manager).post(
        f"{page}hear/", {"fine": "1000", "points": "5", "answer": "部分采纳"}
    )
    assert hearing.status_code == 302
    with at_office():
        assert Violation.objects.get().fine_minor == 100_000


def test_a_clause_is_written_and_changed(client_for: Any, service_management: Actor) -> None:
    client = client_for(service_management)
    clause = {
        "code": "X-1", "clause": "9.9", "name_zh": "测试", "name_en": "Test", "severity": "minor", "fine_from": "100", "fine_to": "50",
        "points_from": "0", "points_to": "3", "investigate_days": "5", "appeal_days": "5", "is_active": "on",
    }  # fmt: skip
    assert client.post("/violations/offences/new/", clause).status_code == 422
    points = client.post("/violations/offences/new/", clause | {"fine_to": "500", "points_from": "4"})
    assert (points.status_code, b"id_points_to_error" in points.content) == (422, True)
    taken = client.post("/violations/offences/new/", clause | {"code": "V-01", "fine_to": "500"})
    assert (taken.status_code, b"id_code_error" in taken.content) == (422, True)
    page = client.post("/violations/offences/new/", clause | {"fine_to": "500"})["Location"]
    assert client.get(f"{page}edit/").status_code == 200
    assert client.post(f"{page}edit/", clause | {"code": "V-01", "fine_to": "800"}).status_code == 422
    assert client.post(f"{page}edit/", clause | {"fine_to": "800"}).status_code == 302
    assert Offence.objects.get(code="X-1").fine_to_minor == 80_000


def test_the_api_keeps_the_investigation_from_the_station(
    client_for: Any, station: Any, auditor: Actor, service_management: Actor, station_manager: Actor
) -> None:
    violation = a_penalty(station, auditor, service_management)
    path = f"/api/v1/violations/{violation.public_id}"
    office = client_for(auditor).get(path).json()
    own = client_for(station_manager).get(path, headers={"X-Station": "SHA01"}).json()
    assert office["report"].startswith("轨迹")
    assert (own["report"], own["description"], own["fine"]["amount_minor"]) == (None, None, 300_000)
