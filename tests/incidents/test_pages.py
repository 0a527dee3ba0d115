"""The pages and the API of major events, end to end, in both languages."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.models import User
from common.clock import now
from network.incidents.choices import IncidentKind
from network.incidents.models import BulletinReceipt, Incident, IncidentPolicy, IncidentTask, QualityReport
from tests.builders.api import Caller
from tests.builders.catalog import a_vehicle
from tests.builders.hotline import a_case
from tests.builders.incidents import a_quality_report, a_reported_incident, an_acknowledged_report, an_incident

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(dispatcher: Actor, client_for: Any) -> Any:
    return client_for(dispatcher)


def test_an_event_is_opened_from_a_case_and_vehicles(desk: Any) -> None:
    case, vehicle = a_case(), a_vehicle()
    typed = {
        "kind": "batch", "severity": "ii", "title": "漏油", "description": "三台", "cases": case.number, "vins": f"{vehicle.vin}，LZGJLDR49BX012345",
    }  # fmt: skip
    answer = desk.post("/incidents/new/", typed)
    assert answer.status_code == 302
    page = desk.get(answer.url).content.decode()
    assert f'href="{case.get_absolute_url()}"' in page and f'href="{vehicle.get_absolute_url()}"' in page
    assert page.count("row-link") >= 2 and "<span>LZGJLDR49BX012345</span>" in page
    wrong = desk.post("/incidents/new/", typed | {"cases": "CASE-NONE"})
    assert wrong.status_code == 422 and "CASE-NONE" in wrong.content.decode()


def test_each_step_of_the_task_force(desk: Any, trainer: Actor, at_office: Any) -> None:
    incident = an_incident()
    base, later = f"/incidents/{incident.pk}", (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    steps = [
        ("link/", {"kind": "vehicle", "numbers": a_vehicle().vin}),
        ("severity/", {"severity": "i", "reason": "有人受伤"}),
        ("member/", {"person": trainer.id, "duty": "技术"}),
        ("task/", {"words": "复查", "person": "", "due_at": later, "is_follow_up": "on"}),
        ("bulletin/", {"title": "处置", "text": "停用"}),
        ("support/", {"question": "材料？"}),
        ("contain/", {"reason": ""}),
        ("flare/", {"reason": "又有两台"}),
    ]
    for step, typed in steps:
        assert desk.get(f"{base}/{step}").status_code == 200, step
        assert desk.post(f"{base}/{step}", typed).status_code == 302, step
    with at_office():
        tasks = list(IncidentTask.objects.filter(incident=incident, is_follow_up=False))
    assert (
        desk.post(f"/incidents/tasks/{tasks[0].pk}/assign/", {"person": trainer.id, "due_at": later}).status_code == 302
    )
    for task in tasks:
        assert desk.post(f"/incidents/tasks/{task.pk}/done/", {"result": "完成"}).status_code == 302
    assert desk.post(f"{base}/write/", {"cause": "装配", "summary": "已换"}).status_code == 302
    page = desk.get(f"{base}/").content.decode()
    assert trainer.name in page and "SUP-" in page and f"{base}/approve/" not in page


def test_another_person_approves_and_the_report_is_a_pdf(client_for: Any, service_management: Actor) -> None:
    incident = a_reported_incident()
    office = client_for(service_management)
    assert office.post(f"/incidents/{incident.pk}/approve/").status_code == 302
    pdf = office.get(f"/incidents/{incident.pk}/report.pdf")
    assert pdf.content.startswith(b"%PDF")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_in_both_languages(
    client_for: Any, customer_service_manager: Actor, station_manager: Actor, language: str
) -> None:
    incident, report = a_reported_incident(), a_quality_report()
    User.objects.update(language=language)
    office, station = client_for(customer_service_manager), client_for(station_manager)
    rules = IncidentPolicy.objects.get().pk
    for page in (
        "",
        "new/",
        f"{incident.pk}/",
        "reports/",
        f"reports/{report.pk}/",
        "bulletins/",
        "rules/",
        "rules/new/",
        f"rules/{rules}/",
    ):
        assert office.get(f"/incidents/{page}").status_code == 200, page
    for page in ("reports/", "reports/new/", f"reports/{report.pk}/", "bulletins/"):
        assert station.get(f"/s/SHA01/incidents/{page}").status_code == 200, page
    assert report.number in office.get("/").content.decode()
    assert office.get(f"/incidents/{incident.pk}/report.pdf").status_code == 200


def test_a_station_reports_and_signs_for_the_bulletin(
    client_for: Any, station_manager: Actor, desk: Any, at_office: Any
) -> None:
    station = client_for(station_manager)
    sent = station.post(
        "/s/SHA01/incidents/reports/new/",
        {"title": "转向机异响", "description": "五台", "is_batch": "on", "vins": a_vehicle().vin},
    )
    assert sent.status_code == 302
    with at_office():
        report = QualityReport.objects.get()
    assert desk.post(f"/incidents/reports/{report.pk}/acknowledge/").status_code == 302
    opened = desk.post(f"/incidents/reports/{report.pk}/open/", {"kind": "batch", "severity": "iii"})
    assert (
        desk.post(f"{opened.url}bulletin/", {"title": "处置", "text": "停用", "regions": ["east"]}).status_code == 302
    )
    with at_office():
        receipt = BulletinReceipt.objects.get()
    assert str(receipt.pk) in station.get("/s/SHA01/").content.decode()
    assert station.post(f"/s/SHA01/incidents/bulletins/{receipt.pk}/sign/").status_code == 302
    assert "停用" in station.get(f"/s/SHA01/incidents/bulletins/{receipt.pk}/").content.decode()


def test_a_station_does_not_see_the_event(client_for: Any, station_manager: Actor) -> None:
    incident = an_incident()
    assert client_for(station_manager).get(f"/incidents/{incident.pk}/").status_code == 404


def typed_checklists() -> dict[str, Any]:
    """Return one line for each kind of event, as the page sends it."""
    found: dict[str, Any] = {}
    for kind in IncidentKind.values:
        found |= {f"{kind}-TOTAL_FORMS": 1, f"{kind}-INITIAL_FORMS": 0}
        found |= {
            f"{kind}-0-code": "call",
            f"{kind}-0-zh": "召集",
            f"{kind}-0-en": "Call together",
            f"{kind}-0-hours": 2,
        }
    return found


def test_the_rules_are_changed_by_an_edition(client_for: Any, customer_service_manager: Actor) -> None:
    office = client_for(customer_service_manager)
    values: dict[str, Any] = {"starts_on": "2099-01-01", "acknowledge_minutes": 15}
    for code in ("i", "ii", "iii", "iv"):
        values |= {f"zh_{code}": "标准", f"en_{code}": "criteria", f"minutes_{code}": 20}
    lines = typed_checklists()
    answer = office.post("/incidents/rules/new/", values | lines)
    assert answer.status_code == 302 and "2099-01-01" in office.get(answer.url).content.decode()
    edition = IncidentPolicy.objects.get(acknowledge_minutes=15)
    assert edition.checklists["fire"] == [{"code": "call", "zh": "召集", "en": "Call together", "hours": 2}]
    begun = office.get("/incidents/rules/new/").content.decode()
    assert 'value="召集"' in begun
    twice = (
        lines
        | {"fire-TOTAL_FORMS": 2}
        | {name.replace("-0-", "-1-"): value for name, value in lines.items() if name.startswith("fire-0")}
    )
    refused = office.post("/incidents/rules/new/", values | twice | {"starts_on": "2099-02-01"})
    assert refused.status_code == 422 and "简称相同" in refused.content.decode()
    assert IncidentPolicy.objects.filter(acknowledge_minutes=15).count() == 1


def test_the_api_does_each_step(
    desk: Any,
    client_for: Any,
    service_management: Actor,
    station_manager: Actor,
    customer_service_manager: Actor,
    station: Any,
    at_office: Any,
) -> None:
    caller, at_station = Caller(desk), Caller(client_for(station_manager), station)
    lead, approver = Caller(client_for(customer_service_manager)), Caller(client_for(service_management))
    sent = at_station.post(
        "quality-reports", {"title": "异响", "description": "五台", "vins": [a_vehicle().vin]}
    ).json()
    assert caller.post(f"quality-reports/{sent['id']}/acknowledge").json()["status"] == "acknowledged"
    body = {"kind": "batch", "severity": "iii"}
    opened = caller.post(f"quality-reports/{sent['id']}/open-incident", body).json()
    with at_office():
        key = Incident.objects.get(number=opened["incident_number"]).public_id
    other = an_acknowledged_report()
    assert caller.post(f"quality-reports/{other.public_id}/answer", {"answer": "已知"}).json()["status"] == "answered"
    later = (now() + timedelta(days=3)).isoformat()
    login = service_management.user.email
    steps: list[tuple[str, dict[str, Any]]] = [
        ("link", {"kind": "vehicle", "numbers": [a_vehicle().vin]}),
        ("severity", {"severity": "ii", "reason": "扩大"}),
        ("member", {"person": login, "duty": "协调"}),
        ("task", {"words": "复查", "due_at": later, "owner": login, "is_follow_up": True}),
        ("bulletin", {"title": "处置", "text": "停用", "regions": ["east"]}),
        ("support", {"question": "材料？"}),
        ("contain", {}),
        ("flare-up", {"reason": "又有两台"}),
        ("contain", {"reason": "稳定"}),
    ]
    for step, given in steps:
        answer = caller.post(f"incidents/{key}/{step}", given)
        assert answer.status_code == 200, (step, answer.content)
    shown = caller.get(f"incidents/{key}").json()
    assert len(shown["members"]) == 1 and len(shown["links"]) == 3
    first = shown["tasks"][0]["id"]
    assert caller.post(f"incident-tasks/{first}/assign", {"owner": login}).json()["owner_name"]
    for task in shown["tasks"]:
        if not task["is_follow_up"]:
            assert caller.post(f"incident-tasks/{task['id']}/finish", {"result": "完成"}).status_code == 200
    report = {"cause": "装配", "summary": "已换"}
    assert caller.post(f"incidents/{key}/write-report", report).json()["status"] == "reported"
    assert approver.post(f"incidents/{key}/return-report", {"reason": "补充"}).json()["status"] == "contained"
    assert caller.post(f"incidents/{key}/write-report", report).json()["figures"]["bulletins"] == 1
    assert approver.post(f"incidents/{key}/approve").json()["status"] == "closed"
    with at_office():
        receipt = BulletinReceipt.objects.get(station=station)
    assert at_station.post(f"bulletins/{receipt.public_id}/sign").json()["signed_by_name"] == station_manager.name
    line = {"code": "x", "zh": "核实", "en": "Check", "hours": 2}
    rules = lead.post(
        "incident-rules", {"starts_on": "2099-01-01", "acknowledge_minutes": 10, "checklists": {"fire": [line]}}
    )
    assert rules.json()["checklists"]["fire"] == [line] and rules.json()["levels"]["i"]["escalate_minutes"] == 30
    manual = caller.post(
        "incidents",
        body | {"title": "手工", "description": "手工立项", "links": [{"kind": "report", "numbers": [other.number]}]},
    )
    assert manual.status_code == 201
