"""The pages, the driver's link and the API of disputes, end to end, in both languages."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.actors import Actor
from accounts.models import User
from common.channels.models import Message
from common.pages import tasks
from network.disputes.links import driver_link
from network.disputes.models import DisputePolicy, DisputeStatement, ServiceDispute
from tests.builders.api import Caller
from tests.builders.dispatch import settle
from tests.builders.disputes import (
    a_dispute,
    a_mediated_dispute,
    a_proposed_dispute,
    a_served_rescue,
    an_agreed_dispute,
    mediator,
)
from tests.builders.hotline import a_case
from tests.builders.pictures import a_pdf, a_photo
from tests.builders.workshop import an_open_order
from tests.world import HOME

pytestmark = pytest.mark.django_db
BELOW = f"/s/{HOME}/disputes"


@pytest.fixture
def desk(dispatcher: Actor, client_for: Any) -> Any:
    return client_for(dispatcher)


@pytest.fixture
def shop(station_manager: Actor, client_for: Any) -> Any:
    return client_for(station_manager)


def path_of(dispute: ServiceDispute) -> str:
    """Return the driver's address without the host."""
    return "/disputes/" + driver_link(dispute).split("/disputes/")[1]


def test_a_dispute_goes_its_whole_way_over_the_pages(desk: Any, shop: Any, client_for: Any, at_office: Any) -> None:
    typed = {
        "origin": "rescue", "reference": a_served_rescue().number, "cause": "service", "subject": "拖车费",
        "demanded": "800.00", "statement": "收费过高",
    }  # fmt: skip
    opened = desk.post("/disputes/new/", typed)
    assert opened.status_code == 302
    with at_office():
        dispute = ServiceDispute.objects.get()
    key, judge = dispute.pk, mediator()
    office = client_for(judge)
    steps: list[tuple[Any, str, dict[str, Any]]] = [
        (desk, f"/disputes/{key}/appoint/", {"person": judge.id}),
        (desk, f"/disputes/{key}/state-driver/", {"text": "有发票"}),
        (shop, f"{BELOW}/{key}/state/", {"text": "按标准"}),
        (
            office,
            f"/disputes/{key}/propose/",
            {"cause": "service", "reasons": "超时", "remedy": "退费", "station": "500"},
        ),
        (shop, f"{BELOW}/{key}/answer/", {"accepts": "yes"}),
        (desk, f"/disputes/{key}/answer-driver/", {"accepts": "yes"}),
        (shop, f"{BELOW}/{key}/carried-out/", {"result": "已退", "payment": "8841"}),
        (desk, f"/disputes/{key}/confirm/", {"note": "收到"}),
    ]
    for client, step, given in steps:
        assert client.get(step).status_code == 200, step
        assert client.post(step, given).status_code == 302, step
    page = desk.get(f"/disputes/{key}/").content.decode()
    assert "¥500.00" in page and "8841" in page and judge.name in page


def test_a_dispute_stands_among_the_tasks_of_both_sides(dispatcher: Actor, shop: Any, at_office: Any) -> None:
    with at_office():
        number = a_dispute().number
        assert any(number in str(one.label) for one in tasks.collect(dispatcher))
    assert number in shop.get(f"/s/{HOME}/").content.decode()


def test_an_unknown_number_stays_in_the_form(desk: Any) -> None:
    typed = {"origin": "rescue", "reference": "RSC-0", "cause": "service", "subject": "费用", "statement": "过高"}
    answer = desk.post("/disputes/new/", typed)
    assert answer.status_code == 422 and "RSC-0" in answer.content.decode()


def test_an_overdue_agreement_leads_to_the_form_of_a_violation(client_for: Any, at_office: Any, auditor: Actor) -> None:
    dispute = an_agreed_dispute()
    with at_office():
        ServiceDispute.objects.update(is_overdue=True)
    page = client_for(auditor).get(f"/disputes/{dispute.pk}/").content.decode()
    assert "/violations/new/?station=" in page and dispute.number in page


def test_the_manufacturers_share_leads_to_goodwill(shop: Any) -> None:
    dispute = an_agreed_dispute()
    page = shop.get(f"{BELOW}/{dispute.pk}/").content.decode()
    assert "/claims/preauthorisations/request/?type=goodwill" in page and "estimate=300.00" in page


def test_a_rival_gets_404(client_for: Any, rival_manager: Actor) -> None:
    dispute = a_dispute()
    assert client_for(rival_manager).get(f"/s/BJS01/disputes/{dispute.pk}/").status_code == 404


def test_evidence_is_shown_to_both_sides_and_to_nobody_else(
    desk: Any, shop: Any, client_for: Any, rival_manager: Actor, at_office: Any
) -> None:
    dispute = a_dispute(photos=[("a.jpg", a_photo())])
    page = shop.get(f"{BELOW}/{dispute.pk}/").content.decode()
    start = page.index(f"{BELOW}/{dispute.pk}/evidence/")
    address = page[start : page.index('"', start)]
    assert shop.get(address).status_code == 200
    assert desk.get(address.removeprefix(f"/s/{HOME}")).status_code == 200
    assert client_for(rival_manager).get(address.replace(HOME, "BJS01")).status_code == 404


def test_a_document_comes_by_the_drivers_link_and_is_only_downloaded(desk: Any, shop: Any, at_office: Any) -> None:
    dispute = a_dispute()
    sent = SimpleUploadedFile("发票.pdf", a_pdf(), content_type="text/html")
    answer = Client().post(path_of(dispute), {"step": "state", "text": "见发票", "photos": sent})
    assert answer.status_code == 200
    page = shop.get(f"{BELOW}/{dispute.pk}/").content.decode()
    start = page.index(f"{BELOW}/{dispute.pk}/evidence/")
    address = page[start : page.index('"', start)]
    assert f'{address}" download>' in page and f'<img src="{address}' not in page
    for client, where in ((shop, address), (desk, address.removeprefix(f"/s/{HOME}"))):
        file = client.get(where)
        assert (file.status_code, file["Content-Type"]) == (200, "application/pdf")
        assert file["Content-Disposition"].startswith("attachment") and file["X-Content-Type-Options"] == "nosniff"


def test_the_form_is_filled_in_and_leads_to_what_is_open(
    shop: Any, acting: Any, station_manager: Actor, at_office: Any
) -> None:
    with acting(station_manager):
        order = an_open_order(station_manager)
    home = f"/s/{HOME}/workshop/orders/{order.pk}/"
    page = shop.get(home).content.decode()
    address = f"{BELOW}/new/?origin=repair&reference={order.number}"
    assert address.replace("&", "&amp;") in page
    form = shop.get(address).context["form"]
    assert form["subject"].value() == order.complaint and form["contact_name"].value() == order.customer_name
    typed = {
        "origin": "repair", "reference": order.number, "cause": "service", "subject": "漏水", "statement": "修后仍漏",
    }  # fmt: skip
    assert shop.post(f"{BELOW}/new/", typed).status_code == 302
    with at_office():
        dispute = ServiceDispute.objects.get()
    there = f"{BELOW}/{dispute.pk}/"
    assert shop.get(address)["Location"] == there
    assert there in shop.get(home).content.decode()


def test_a_nul_in_the_address_of_the_form_is_no_error(shop: Any) -> None:
    assert shop.get(f"{BELOW}/new/?origin=repair&reference=%00").status_code == 200


def test_an_office_form_knows_the_station_of_a_rescue(desk: Any) -> None:
    rescue = a_served_rescue()
    page = desk.get(f"/disputes/new/?origin=rescue&reference={rescue.number}")
    assert page.context["form"]["station"].value() == rescue.station_id
    assert desk.get("/disputes/new/?origin=rescue&reference=RSC-0").status_code == 200


def test_the_driver_gets_a_link_and_answers_by_it(at_office: Any, acting: Any, station_manager: Actor) -> None:
    dispute = a_proposed_dispute()
    with at_office():
        settle()
        assert {"disputes.opened", "disputes.proposed"} <= set(Message.objects.values_list("template", flat=True))
    phone, address = Client(), path_of(dispute)
    page = phone.get(address).content.decode()
    assert dispute.number in page and "¥800.00" in page
    assert phone.post(address, {"step": "answer", "accepts": "no", "reason": ""}).status_code == 422
    assert phone.post(address, {"step": "answer", "accepts": "yes"}).status_code == 200
    with at_office():
        proposal = dispute.proposals.get()
        assert (proposal.driver_word, proposal.driver_channel) == ("accepted", "link")
    assert phone.post(address, {"step": "answer", "accepts": "yes"}).status_code == 409


def test_the_driver_states_and_confirms_by_the_link(at_office: Any, shop: Any) -> None:
    dispute = a_mediated_dispute()
    phone, address = Client(), path_of(dispute)
    assert phone.post(address, {"step": "state", "text": "有照片"}).status_code == 200
    with at_office():
        assert DisputeStatement.objects.filter(dispute=dispute, channel="link").count() == 1
    an_agreed_dispute(a_proposed_dispute(dispute))
    assert phone.post(address, {"step": "confirm"}).status_code == 409
    shop.post(f"{BELOW}/{dispute.pk}/carried-out/", {"result": "已退", "payment": "8841"})
    assert phone.post(address, {"step": "confirm"}).status_code == 200
    with at_office():
        assert ServiceDispute.objects.get(pk=dispute.pk).status == "settled"


def test_an_answer_that_is_none_is_no_decline(at_office: Any) -> None:
    dispute = a_proposed_dispute()
    answer = Client().post(path_of(dispute), {"step": "answer", "accepts": "perhaps", "reason": "请再说明"})
    assert answer.status_code == 422 and 'value="请再说明"' in answer.content.decode()
    with at_office():
        assert dispute.proposals.get().driver_word == ""


def test_a_statement_whose_picture_is_refused_is_not_taken_without_it(at_office: Any) -> None:
    dispute = a_mediated_dispute()
    typed = {"step": "state", "text": "这是证据", "photos": SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")}
    answer = Client().post(path_of(dispute), typed)
    assert answer.status_code == 422 and "这是证据</textarea>" in answer.content.decode()
    with at_office():
        assert DisputeStatement.objects.filter(dispute=dispute, channel="link").count() == 0


def test_a_statement_that_is_sent_twice_stands_once(at_office: Any) -> None:
    dispute = a_mediated_dispute()
    phone, address = Client(), path_of(dispute)
    for text in ("有照片", " 有照片 ", "还有发票"):
        assert phone.post(address, {"step": "state", "text": text}).status_code == 200
    with at_office():
        assert DisputeStatement.objects.filter(dispute=dispute, channel="link").count() == 2


def test_a_forged_link_tells_nothing() -> None:
    dispute = a_dispute()
    forged = path_of(dispute)[:-3] + "x/"
    assert Client().get(forged).status_code == 404
    assert Client().post(forged, {"step": "confirm"}).status_code == 404


def test_each_step_on_the_api(desk: Any, shop: Any, client_for: Any, station: Any) -> None:
    judge = mediator()
    hotline, manager, office = Caller(desk), Caller(shop, station), Caller(client_for(judge))
    body = {
        "origin": "rescue", "reference": a_served_rescue().number, "cause": "product", "subject": "水泵", "statement": "质量问题",
        "demanded": {"amount_minor": 80_000, "currency": "CNY"},
    }  # fmt: skip
    made = hotline.post("service-disputes", body)
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    steps: list[tuple[Any, str, dict[str, Any]]] = [
        (hotline, "appoint", {"person": judge.user.email}),
        (manager, "state", {"text": "使用不当"}),
        (hotline, "state-driver", {"text": "正常使用"}),
        (office, "propose", {"cause": "product", "reasons": "质量", "remedy": "换件", "maker_bears": {"amount_minor": 30_000, "currency": "CNY"}}),
        (manager, "answer", {"accepts": True}),
        (hotline, "answer-driver", {"accepts": True}),
        (manager, "carried-out", {"result": "已换", "payment": "无"}),
        (hotline, "confirm", {}),
    ]  # fmt: skip
    for caller, step, given in steps:
        answer = caller.post(f"service-disputes/{key}/{step}", given)
        assert answer.status_code == 200, (step, answer.content)
    last = answer.json()
    assert last["status"] == "settled" and last["maker_bears"]["amount_minor"] == 30_000
    assert [one["side"] for one in last["statements"]] == ["driver", "station", "driver"]


def test_the_api_ends_a_dispute_and_withdraws_one(desk: Any, client_for: Any) -> None:
    rescue = a_served_rescue()
    ended, office = a_mediated_dispute(rescue=rescue), Caller(client_for(mediator()))
    assert office.post(f"service-disputes/{ended.public_id}/fail", {"reason": "双方僵持"}).json()["status"] == "failed"
    other = a_dispute(rescue)
    answer = Caller(desk).post(f"service-disputes/{other.public_id}/withdraw", {"reason": "和解"})
    assert answer.json()["status"] == "withdrawn"


def test_rules_are_drafted_and_published_by_two(
    client_for: Any, customer_service_manager: Actor, service_management: Actor, at_office: Any
) -> None:
    first, second = client_for(customer_service_manager), client_for(service_management)
    assert first.get("/disputes/rules/draft/").status_code == 200
    typed = {
        "label": "2027-1", "valid_from": "2027-01-01T00:00", "summary": "更快", "statement_s": "24", "proposal_s": "48",
        "answer_s": "24", "carry_out_s": "120", "again_s": "12", "levels": "2", "rounds": "1",
    }  # fmt: skip
    assert first.post("/disputes/rules/draft/", typed).status_code == 302
    with at_office():
        version = DisputePolicy.objects.get()
        assert version.values["statement_s"] == 24 * 3600
    assert first.post(f"/disputes/rules/{version.pk}/publish/").status_code == 403
    assert second.post(f"/disputes/rules/{version.pk}/publish/").status_code == 302
    for part in ("", "compare/", f"{version.pk}/"):
        assert first.get(f"/disputes/rules/{part}").status_code == 200


def test_rules_on_the_api(client_for: Any, customer_service_manager: Actor, service_management: Actor) -> None:
    first, second = Caller(client_for(customer_service_manager)), Caller(client_for(service_management))
    body: dict[str, Any] = {"label": "2027-2", "valid_from": "2027-01-01T00:00:00Z", "values": {"rounds": 3}}
    made = first.post("dispute-rules", body).json()
    amended = first.post(
        f"dispute-rules/{made['id']}/amend", {"valid_from": body["valid_from"], "values": {"rounds": 1}}
    )
    assert amended.json()["values"]["rounds"] == 1
    assert second.post(f"dispute-rules/{made['id']}/publish", {}).json()["status"] == "published"
    gone = first.post("dispute-rules", body | {"label": "2027-3"}).json()
    assert first.post(f"dispute-rules/{gone['id']}/withdraw", {"reason": "误建"}).json()["status"] == "withdrawn"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_in_both_languages(
    client_for: Any, customer_service_manager: Actor, station_manager: Actor, language: str
) -> None:
    dispute = a_proposed_dispute()
    User.objects.update(language=language)
    office, shop = client_for(customer_service_manager), client_for(station_manager)
    for part in ("", "new/", f"{dispute.pk}/", "rules/"):
        assert office.get(f"/disputes/{part}").status_code == 200, part
    for part in ("", "new/", f"{dispute.pk}/", f"{dispute.pk}/answer/"):
        assert shop.get(f"{BELOW}/{part}").status_code == 200, part
    assert office.get("/").status_code == 200 and shop.get(f"/s/{HOME}/").status_code == 200


def test_rescue_and_complaint_lead_to_the_form(desk: Any, shop: Any) -> None:
    rescue, complaint = a_served_rescue(), a_case(kind="complaint", description="态度恶劣")
    lead = f"/disputes/new/?origin=rescue&amp;reference={rescue.number}"
    assert lead in desk.get(f"/dispatch/rescues/{rescue.pk}/").content.decode()
    assert f"/s/{HOME}{lead}" in shop.get(f"/s/{HOME}/dispatch/rescues/{rescue.pk}/").content.decode()
    assert f"reference={complaint.number}" in desk.get(f"/hotline/{complaint.pk}/").content.decode()
    assert rescue.number in desk.get(lead.replace("&amp;", "&")).content.decode()
