"""The pages and the API of duty-phone checks, each step end to end, in both languages."""

import base64
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from accounts.actors import Actor
from accounts.models import User
from common.clock import today
from network.duty.models import DutyCheck, DutyDraw, DutyPlan
from tests.builders.api import Caller
from tests.builders.duty import SILENCE, a_planned_check, a_scored_check, a_taken_check
from tests.builders.pictures import a_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(dispatcher: Actor, client_for: Any) -> Any:
    return client_for(dispatcher)


@pytest.fixture
def management(service_management: Actor, client_for: Any) -> Any:
    return client_for(service_management)


def test_a_period_is_drawn_and_shown_with_its_proof(management: Any, at_office: Any) -> None:
    answer = management.post("/duty/checks/draws/new/", {"day": today().isoformat()})
    assert answer.status_code == 302
    page = management.get(answer.url).content.decode()
    with at_office():
        assert DutyDraw.objects.get().seed in page
    assert "结果一致" in page or "the same checks come out" in page


def test_a_day_of_another_age_is_drawn_for_by_neither_page_nor_api(management: Any) -> None:
    answer = management.post("/duty/checks/draws/new/", {"day": "9999-12-31"})
    assert answer.status_code == 422 and "9999-12-31" in answer.content.decode()
    assert Caller(management).post("duty-draws", {"day": "9999-12-31"}).status_code == 422


def test_one_key_takes_the_next_call_and_shows_its_number(desk: Any, at_office: Any) -> None:
    check = a_planned_check()
    sheet = desk.get("/duty/checks/sheet/").content.decode()
    assert "autofocus" in sheet and "400-000-0000" not in sheet and str(check.place) not in sheet
    call = desk.post("/duty/checks/sheet/next/")
    assert "400-000-0000" in desk.get(call.url).content.decode()
    typed = {"outcome": "answered", "seconds": 9, "right_person": "on", "questions_right": 3}
    assert desk.post(call.url, typed).url == "/duty/checks/sheet/"
    with at_office():
        assert DutyCheck.objects.get(pk=check.pk).score == 100


def test_a_wrong_entry_keeps_what_was_typed(desk: Any) -> None:
    check = a_taken_check()
    answer = desk.post(f"/duty/checks/{check.pk}/call/", {"outcome": "answered", "note": "值班员王工"})
    assert answer.status_code == 422 and "值班员王工" in answer.content.decode()


def test_the_number_is_shown_to_nobody_else(client_for: Any, customer_service_manager: Actor, desk: Any) -> None:
    check = a_planned_check()
    assert desk.get(f"/duty/checks/{check.pk}/call/").status_code == 409
    assert client_for(customer_service_manager).get(f"/duty/checks/{check.pk}/call/").status_code == 403
    assert "400-000-0000" not in desk.get(f"/duty/checks/{check.pk}/").content.decode()


def test_a_station_appeals_and_head_office_decides(
    client_for: Any, station_manager: Actor, customer_service_manager: Actor, at_office: Any
) -> None:
    check = a_scored_check(facts=SILENCE)
    station, office = client_for(station_manager), client_for(customer_service_manager)
    picture = SimpleUploadedFile("log.jpg", a_photo(), content_type="image/jpeg")
    sent = station.post(f"/s/SHA01/duty/checks/{check.pk}/appeal/", {"text": "线路故障", "evidence": picture})
    assert sent.status_code == 302
    assert "log" in station.get(sent.url).content.decode()
    page = office.get(f"/duty/checks/{check.pk}/").content.decode()
    assert f"/duty/checks/{check.pk}/decide/" in page
    typed = {"is_granted": "yes", "score": "", "decision": "属实"}
    assert office.post(f"/duty/checks/{check.pk}/decide/", typed).status_code == 302
    with at_office():
        assert DutyCheck.objects.get(pk=check.pk).score == 100


def test_the_next_edition_begins_with_what_the_newest_says(management: Any, at_office: Any) -> None:
    page = management.get("/duty/checks/plans/new/").content.decode()
    assert "22:00" in page
    values = {
        "starts_on": "2099-01-01", "period": "week", "share_percent": 10, "number": 2, "least_per_station": 1, "tries": 2, "office_calls": 3,
        "retry_gap_minutes": 15, "answer_within_s": 20,
        "questions": 2, "points_answered": 50, "points_in_time": 20, "points_person": 10, "points_questions": 20,
        "lost_per_retry": 5, "pass_score": 60, "appeal_days": 3, "risk_weight": 5, "bands-TOTAL_FORMS": 1, "bands-INITIAL_FORMS": 0,
        "bands-0-code": "night", "bands-0-name_zh": "夜间", "bands-0-name_en": "Night", "bands-0-start": "21:00", "bands-0-end": "05:00",
        "bands-0-days": "any",
    }  # fmt: skip
    answer = management.post("/duty/checks/plans/new/", values)
    assert answer.status_code == 302
    with at_office():
        plan = DutyPlan.objects.get(edition=2)
        assert (plan.period, plan.pass_score, plan.bands[0]["end"]) == ("week", 60, "05:00")
    assert management.get(answer.url).status_code == 200


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_in_both_languages(
    client_for: Any, customer_service_manager: Actor, station_manager: Actor, desk: Any, language: str
) -> None:
    check = a_scored_check(facts=SILENCE)
    User.objects.update(language=language)
    office, station = client_for(customer_service_manager), client_for(station_manager)
    pages = ["", "figures/", "plans/", f"plans/{check.check_draw.plan_id}/", f"{check.pk}/"]
    own = ["draws/", f"draws/{check.check_draw_id}/", "draws/new/"]
    assert {office.get(f"/duty/checks/{page}").status_code for page in [*pages, *own]} == {200}
    assert {station.get(f"/s/SHA01/duty/checks/{page}").status_code for page in pages} == {200}
    assert desk.get("/duty/checks/sheet/").status_code == 200


def test_the_figures_lead_to_the_checks_and_come_as_a_workbook(client_for: Any, auditor: Actor) -> None:
    check = a_scored_check(facts=SILENCE)
    office = client_for(auditor)
    page = office.get("/duty/checks/figures/").content.decode()
    assert f"station={check.station_id}" in page
    book = load_workbook(BytesIO(office.get("/duty/checks/figures/?format=xlsx").content))
    assert [sheet.max_row for sheet in book] == [2, 2]
    assert book.worksheets[1]["D2"].value == 0
    assert office.get("/duty/checks/figures/?month=nonsense").status_code == 200


def test_the_api_does_each_step(
    desk: Any, management: Any, client_for: Any, station_manager: Actor, customer_service_manager: Actor, station: Any
) -> None:
    caller, planner = Caller(desk), Caller(management)
    assert planner.post("duty-draws", {}).status_code == 201
    a_planned_check()
    taken = caller.post("duty-checks/take-next").json()
    assert taken["phone"] == "400-000-0000"
    key = taken["check"]["id"]
    scored = caller.post(f"duty-checks/{key}/report", {"outcome": "wrong_number"}).json()
    assert (scored["status"], scored["score"], scored["has_passed"]) == ("scored", 0, False)
    picture = {"name": "log.jpg", "content": base64.b64encode(a_photo()).decode()}
    at_station = Caller(client_for(station_manager), station)
    appealed = at_station.post(f"duty-checks/{key}/appeal", {"text": "号码已变更", "evidence": [picture]})
    assert appealed.json()["status"] == "appealed"
    decider = Caller(client_for(customer_service_manager))
    decided = decider.post(f"duty-checks/{key}/decide", {"is_granted": True, "decision": "属实", "score": 70})
    assert (decided.json()["status"], decided.json()["has_passed"]) == ("corrected", True)
    assert planner.post("duty-plans", {"starts_on": "2099-01-01", "tries": 4}).json()["edition"] == 2


def test_home_pages_show_the_cards(desk: Any, client_for: Any, station_manager: Actor) -> None:
    a_scored_check()
    assert "/duty/checks/sheet/" in desk.get("/").content.decode()
    assert "/duty/checks/figures/" in client_for(station_manager).get("/s/SHA01/").content.decode()
