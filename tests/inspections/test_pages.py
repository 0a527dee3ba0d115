"""Pages of inspections, from both sides."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actors import Actor
from audit.inspections.models import Finding, Inspection, Template, TemplateItem
from tests.builders.audit import a_finding, a_picture, all_points, an_inspection, in_days

pytestmark = pytest.mark.django_db


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("p.png", a_picture(), content_type="image/png")


def test_an_audit_is_clicked_through(client_for: Any, auditor: Actor, station: Any, at_office: Any) -> None:
    client = client_for(auditor)
    plan = {"station": station.pk, "planned_for": in_days(0).isoformat(), "form_token": "1"}
    page = client.post("/inspections/new/", plan)["Location"]
    assert client.get(page).status_code == 200
    score = client.post(f"{page}begin/", {"form_token": "2"})["Location"]
    shown = client.get(score)
    assert shown.status_code == 200
    with at_office():
        visit = Inspection.objects.get()
        points = all_points(visit)
    answers = {f"points_{code}": "na" if code == "I3" else str(value) for code, value in points.items()}
    partly = client.post(score, {"points_O1": "2", "note_O1": "一处未签收", "form_token": "3"})
    assert partly["Location"] == page
    assert "一处未签收" in client.get(page).content.decode()
    assert client.post(f"{page}finish/", {"form_token": "4"}).status_code == 422
    assert client.post(score, answers | {"form_token": "5"}).status_code == 302
    assert client.post(f"{page}photos/", {"item": "O1", "photos": [photo(), photo()]}).status_code == 302
    assert client.get(page).content.decode().count(f'href="{page}photos/') == 3  # two photos and the button
    finding = client.post(
        f"{page}findings/new/", {"item_code": "W2", "severity": "major", "description": "账物不符", "form_token": "6"}
    )
    assert finding["Location"] == page
    assert client.post(f"{page}finish/", {"summary": "整体良好", "form_token": "7"}).status_code == 302
    report = client.get(f"{page}report/")
    assert (report.status_code, report.content[:5]) == (200, b"%PDF-")
    assert client.post(f"{page}close/", {"form_token": "8"}).status_code == 409


def test_a_finding_is_corrected_and_checked_by_click(
    client_for: Any, auditor: Actor, station: Any, station_manager: Actor, at_office: Any
) -> None:
    finding = a_finding(station)
    own, office = client_for(station_manager), client_for(auditor)
    page = f"/s/SHA01/inspections/findings/{finding.pk}/"
    assert f"{page}correct/" in own.get(page).content.decode()
    assert own.get(f"{page}correct/").status_code == 200
    without = own.post(f"{page}correct/", {"correction": "已上锁"})
    assert (without.status_code, "已上锁" in without.content.decode()) == (422, True)
    disguised = SimpleUploadedFile("p.png", b"GIF89a", content_type="image/png")
    assert own.post(f"{page}correct/", {"correction": "已上锁", "evidence": disguised}).status_code == 422
    assert own.post(f"{page}correct/", {"correction": "已上锁", "evidence": photo()}).status_code == 302
    shown = own.get(page).content.decode()
    link = shown.partition(f'href="{page}photos/')[2].partition('"')[0]
    picture = own.get(f"{page}photos/{link}")
    assert (picture.status_code, picture["Content-Type"], picture["X-Content-Type-Options"]) == (
        200, "image/jpeg", "nosniff",
    )  # fmt: skip
    check = f"/inspections/findings/{finding.pk}/recheck/"
    assert office.get(check).status_code == 200
    assert office.post(check, {"is_in_order": "no", "comment": "", "form_token": "a"}).status_code == 422
    assert office.post(check, {"is_in_order": "yes", "comment": "好", "form_token": "b"}).status_code == 302
    with at_office():
        assert Finding.objects.get().status == "rechecked_ok"


@pytest.mark.parametrize(
    "path", ["", "findings/", "checklists/", "?status=reported&sort=-score", "findings/?is_overdue=true"]
)
def test_lists_answer_on_both_sides(
    client_for: Any, auditor: Actor, station_manager: Actor, regional_officer: Actor, station: Any, path: str
) -> None:
    a_finding(station)
    for client, base in ((auditor, ""), (regional_officer, ""), (station_manager, "/s/SHA01")):
        assert client_for(client).get(f"{base}/inspections/{path}").status_code == 200


def test_a_rival_and_a_surprise_stay_hidden(
    client_for: Any, station: Any, station_manager: Actor, rival_manager: Actor
) -> None:
    finding, planned = a_finding(station), an_inspection(station)
    rival, own = client_for(rival_manager), client_for(station_manager)
    for tail in (f"{finding.inspection_id}/", f"{finding.inspection_id}/report/", f"findings/{finding.pk}/"):
        assert rival.get(f"/s/BJS01/inspections/{tail}").status_code == 404
        assert own.get(f"/s/SHA01/inspections/{tail}").status_code == 200
    assert own.get(f"/s/SHA01/inspections/{planned.pk}/").status_code == 404
    assert rival.get(f"/s/BJS01/inspections/findings/{finding.pk}/correct/").status_code == 404


def test_steps_are_the_inspectors_alone(
    client_for: Any, service_management: Actor, regional_officer: Actor, station: Any
) -> None:
    planned = an_inspection(station)
    for step in ("begin", "score", "photos", "finish", "close", "cancel"):
        assert client_for(regional_officer).get(f"/inspections/{planned.pk}/{step}/").status_code == 403
        assert client_for(service_management).get(f"/inspections/{planned.pk}/{step}/").status_code == 403


def test_the_next_edition_leaves_old_visits_alone(
    client_for: Any, auditor: Actor, station: Any, at_office: Any
) -> None:
    client = client_for(auditor)
    visit = an_inspection(station)
    template = Template.objects.get(code="AUDIT")
    page = f"/inspections/checklists/{template.pk}/"
    assert client.get(page).status_code == 200
    assert client.get(f"{page}next/").status_code == 200
    row = {"group_zh": "组", "group_en": "Group", "name_zh": "项", "name_en": "Item", "weight": "5"}
    lines = {f"items-{n}-{name}": value for n in range(2) for name, value in (row | {"code": f"A{n}"}).items()}
    counts = {"items-TOTAL_FORMS": "2", "items-INITIAL_FORMS": "0", "form_token": "x", "pass_score": "70"}
    made = client.post(f"{page}next/", lines | counts)
    assert made.status_code == 302, made.content.decode()
    new = Template.objects.get(code="AUDIT", edition=2)
    assert (new.pass_score, TemplateItem.objects.filter(template=new).count()) == (70, 2)
    with at_office():
        visit.refresh_from_db()
    assert visit.template_id == template.pk
    assert client.post(f"{page}next/", lines | counts | {"form_token": "y"}).status_code == 409


def test_the_api_runs_a_visit(client_for: Any, auditor: Actor, station: Any, station_manager: Actor) -> None:
    import base64

    client, own = client_for(auditor), client_for(station_manager)

    def post(who: Any, path: str, body: Any, key: str, **headers: str) -> Any:
        answer = who.post(
            f"/api/v1/{path}", body, content_type="application/json", headers={"Idempotency-Key": key} | headers
        )
        assert answer.status_code in (200, 201), answer.content
        return answer.json()

    visit = post(client, "inspections", {"station_id": station.public_id, "planned_for": in_days(0).isoformat()}, "1")
    post(client, f"inspections/{visit['id']}/begin", {}, "2")
    scores = {item.code: item.weight for item in TemplateItem.objects.filter(template__code="AUDIT")}
    post(client, f"inspections/{visit['id']}/score", {"scores": scores}, "3")
    picture = {"name": "a.png", "content": base64.b64encode(a_picture()).decode()}
    post(client, f"inspections/{visit['id']}/photo", {"item_code": "O1", "photo": picture}, "4")
    raised = post(
        client, "findings", {"inspection_id": visit["id"], "severity": "minor", "description": "标识褪色"}, "5"
    )
    assert post(client, f"inspections/{visit['id']}/finish", {"summary": "好"}, "6")["score"] == "100.00"
    here = {"X-Station": "SHA01"}
    assert [one["id"] for one in own.get("/api/v1/findings", headers=here).json()["data"]] == [raised["id"]]
    done = post(own, f"findings/{raised['id']}/correct", {"correction": "已更换", "evidence": [picture]}, "7", **here)
    assert done["status"] == "corrected"
    post(client, f"findings/{raised['id']}/recheck", {"is_in_order": True}, "8")
    assert post(client, f"inspections/{visit['id']}/close", {}, "9")["status"] == "closed"
    assert client.get("/api/v1/inspection-templates").json()["data"][0]["items"]
