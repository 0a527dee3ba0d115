"""The pages and the API of technical questions, end to end, in both languages."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actors import Actor
from accounts.roles import Role
from network.questions.models import QuestionPolicy, TechnicalQuestion
from tests.builders.api import Caller
from tests.builders.catalog import a_vehicle
from tests.builders.hotline import a_case
from tests.builders.pictures import a_pdf, a_photo
from tests.builders.questions import a_question, a_taken_question, an_answered_question, asker, trainer
from tests.builders.workshop import an_open_order
from tests.world import HOME, office_actor

pytestmark = pytest.mark.django_db
BELOW = f"/s/{HOME}/questions"


@pytest.fixture
def support(client_for: Any) -> Any:
    return client_for(trainer())


@pytest.fixture
def shop(client_for: Any) -> Any:
    return client_for(asker())


def test_a_question_goes_its_whole_way_over_the_pages(
    shop: Any, support: Any, client_for: Any, acting: Any, station_manager: Actor, at_office: Any
) -> None:
    with acting(station_manager):
        order = an_open_order(station_manager)
    page = shop.get(f"/s/{HOME}/workshop/orders/{order.pk}/").content.decode()
    address = f"{BELOW}/new/?origin=repair&reference={order.number}"
    assert address.replace("&", "&amp;") in page
    form = shop.get(address).context["form"]
    assert (form["vehicle"].value(), form["description"].value()) == (order.vin, order.complaint)
    typed = {
        "origin": "repair", "reference": order.number, "urgency": "driver", "title": "热车游车", "description": "怠速不稳",
        "fault_codes": "P0299", "photos": SimpleUploadedFile("仪表.jpg", a_photo()),
    }  # fmt: skip
    assert shop.post(f"{BELOW}/new/", typed).status_code == 302
    with at_office():
        question = TechnicalQuestion.objects.get()
    key, expert = question.pk, client_for(office_actor(Role.FINAL_REVIEWER))
    answered = {"text": "检查插头", "cause": "插头进水", "remedy": "更换密封圈"}
    assert question.number in support.get("/questions/queue/").content.decode()
    steps: list[tuple[Any, str, dict[str, Any]]] = [
        (support, f"/questions/{key}/take/", {}),
        (support, f"/questions/{key}/ask-back/", {"text": "冷车轨压多少？"}),
        (shop, f"{BELOW}/{key}/reply/", {"text": "320 bar"}),
        (support, f"/questions/{key}/hand-back/", {"reason": "下班"}),
        (support, f"/questions/{key}/take/", {}),
        (support, f"/questions/{key}/escalate/", {"reason": "需要数据流"}),
        (expert, f"/questions/{key}/take/", {}),
        (expert, f"/questions/{key}/answer/", answered),
        (shop, f"{BELOW}/{key}/refuse/", {"text": "仍游车"}),
        (expert, f"/questions/{key}/answer/", answered | {"remedy": "更换传感器"}),
        (shop, f"{BELOW}/{key}/confirm/", {"note": "好了"}),
        (shop, f"{BELOW}/{key}/reopen/", {"reason": "又出现"}),
        (expert, f"/questions/{key}/answer/", answered | {"remedy": "更换线束"}),
    ]
    for client, step, given in steps:
        assert client.get(step).status_code == 200, step
        assert client.post(step, given).status_code == 302, step
    page = shop.get(f"{BELOW}/{key}/").content.decode()
    assert "更换线束" in page and "320 bar" in page and question.number in page and f"{BELOW}/{key}/confirm/" in page


def test_what_is_wrong_stays_in_the_form(shop: Any) -> None:
    typed = {"origin": "free", "urgency": "normal", "title": "游车", "description": "怠速不稳", "vehicle": "NOBODYS"}
    answer = shop.post(f"{BELOW}/new/", typed)
    assert answer.status_code == 422 and 'value="NOBODYS"' in answer.content.decode()


def test_a_case_of_the_hotline_leads_to_the_form(client_for: Any, dispatcher: Actor) -> None:
    desk, case = client_for(dispatcher), a_case(kind="question", description="排放灯亮")
    address = f"/questions/new/?origin=case&reference={case.number}"
    assert address.replace("&", "&amp;") in desk.get(f"/hotline/{case.pk}/").content.decode()
    form = desk.get(address).context["form"]
    assert (form["vehicle"].value(), form["description"].value()) == (case.vin, "排放灯亮")
    assert desk.get("/questions/new/?origin=case&reference=CAS-0").status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_list_queue_and_record_read_in_both_languages(support: Any, language: str) -> None:
    question = a_question()
    for page in ("/questions/", "/questions/queue/", f"/questions/{question.pk}/", "/questions/rules/"):
        answer = support.get(page, headers={"Accept-Language": language})
        assert answer.status_code == 200, page


def test_files_are_handed_out_to_both_sides_and_to_nobody_else(
    shop: Any, support: Any, client_for: Any, rival_manager: Actor
) -> None:
    question = a_question(photos=[("诊断报告.pdf", a_pdf())])
    page = shop.get(f"{BELOW}/{question.pk}/").content.decode()
    start = page.index(f"{BELOW}/{question.pk}/files/")
    address = page[start : page.index('"', start)]
    for client, where in ((shop, address), (support, address.removeprefix(f"/s/{HOME}"))):
        file = client.get(where)
        assert file.status_code == 200 and file["Content-Disposition"].startswith("attachment")
    assert client_for(rival_manager).get(address.replace(HOME, "BJS01")).status_code == 404


def test_a_rival_gets_404(client_for: Any, rival_manager: Actor) -> None:
    question = a_question()
    assert client_for(rival_manager).get(f"/s/BJS01/questions/{question.pk}/").status_code == 404


def test_the_region_reads_and_takes_nothing(client_for: Any, regional_officer: Actor) -> None:
    question, region = a_question(), client_for(regional_officer)
    assert question.number in region.get("/questions/").content.decode()
    assert region.get("/questions/queue/").status_code == 403
    assert region.post(f"/questions/{question.pk}/take/").status_code == 403


def test_the_api_does_what_the_pages_do(client_for: Any, station: Any, at_office: Any) -> None:
    shop, support = Caller(client_for(asker()), station), Caller(client_for(trainer()))
    asked = {
        "title": "限扭",
        "description": "爬坡限扭",
        "vehicle": a_vehicle().vin,
        "urgency": "off_road",
        "fault_codes": ["P20EE"],
    }
    made = shop.post("technical-questions", asked)
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert (made.json()["status"], made.json()["fault_codes"]) == ("waiting", ["P20EE"])
    answered = {"text": "换喷嘴", "cause": "喷嘴结晶", "remedy": "清洗或更换喷嘴"}
    steps: list[tuple[Caller, str, dict[str, Any], str]] = [
        (support, "take", {}, "taken"),
        (support, "ask-back", {"text": "尿素压力？"}, "asked_back"),
        (shop, "reply", {"text": "4 bar"}, "taken"),
        (support, "hand-back", {"reason": "换班"}, "waiting"),
        (support, "take", {}, "taken"),
        (support, "answer", answered, "answered"),
        (shop, "refuse", {"text": "仍限扭"}, "taken"),
        (support, "answer", answered, "answered"),
        (shop, "confirm", {}, "solved"),
        (shop, "reopen", {"reason": "复发"}, "taken"),
        (support, "escalate", {"reason": "需要标定"}, "waiting"),
        (shop, "withdraw", {"reason": "车已走"}, "withdrawn"),
    ]
    for caller, step, body, status in steps:
        done = caller.post(f"technical-questions/{key}/{step}", body)
        assert (done.status_code, done.json().get("status")) == (200, status), (step, done.content)
    assert support.post(f"technical-questions/{key}/take").status_code == 409
    assert shop.post(f"technical-questions/{key}/take").status_code == 403
    listed = support.get("technical-questions?status=in:withdrawn&urgency=off_road").json()
    assert [one["id"] for one in listed["data"]] == [key]


def test_rules_are_published_by_a_second_person(client_for: Any, at_office: Any) -> None:
    drafter, publisher = client_for(trainer()), client_for(office_actor(Role.CUSTOMER_SERVICE_MANAGER))
    body = {"label": "2027", "valid_from": "2027-01-01T00:00:00Z", "values": {"normal_s": 12 * 3600}}
    made = Caller(drafter).post("question-rules", body)
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert Caller(drafter).post(f"question-rules/{key}/publish").status_code == 403
    assert Caller(publisher).post(f"question-rules/{key}/publish").status_code == 200
    with at_office():
        assert QuestionPolicy.objects.get().status == "published"


def test_rules_by_which_the_urgent_would_wait_are_refused(client_for: Any) -> None:
    body = {"label": "slow", "valid_from": "2027-01-01T00:00:00Z", "values": {"off_road_s": 48 * 3600}}
    assert Caller(client_for(trainer())).post("question-rules", body).status_code == 422


def test_the_desk_says_what_waits(support: Any, shop: Any) -> None:
    question = a_question()
    assert question.number in support.get("/").content.decode()
    an_answered_question(a_taken_question(question))
    assert question.number in shop.get(f"/s/{HOME}/").content.decode()


def test_a_nul_in_the_address_of_a_form_is_no_error(shop: Any) -> None:
    assert shop.get(f"{BELOW}/new/?origin=repair&reference=%00").status_code == 200
