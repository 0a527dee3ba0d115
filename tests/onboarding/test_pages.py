"""The pages: only the buttons that the person may press, forms that keep what was typed, files behind the gate."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.actors import Actor
from common.clock import today
from common.files.models import StoredFile
from network.onboarding.actions import add_photo
from network.onboarding.models import Agreement, Candidate
from tests.builders import onboarding as build

SignIn = Callable[[Actor], Client]
STEP_OF = {
    "lead": ("regional_officer", "select"),
    "selected": ("service_management", "confirm"),
    "confirmed": ("service_management", "visit"),
    "accepted": ("service_management", "agreement"),
    "signed": ("customer_service_manager", "instruct"),
    "instructed": ("reviewer", "open"),
}
PEOPLE = ("regional_officer", "service_management", "customer_service_manager", "reviewer", "administrator")


def form_of(candidate: Candidate, **changes: str) -> dict[str, object]:
    """Return the proposal form as a browser sends it."""
    usual: dict[str, object] = {
        "name": "盐城通达汽车", "source": "plan", "contact_name": "陈伟", "province_code": "32", "city": "盐城", "lat": "33.35",
        "lon": "120.16", "level": "B", "brands": "Haul，轻卡", "capabilities": ["repair", "rescue"],
    }  # fmt: skip
    return usual | changes


@pytest.mark.parametrize("status", list(STEP_OF))
def test_the_next_step_s_button_is_shown_to_whom_it_falls_and_to_nobody_else(
    office: None, status: str, client_for: SignIn, request: pytest.FixtureRequest
) -> None:
    candidate = build.AT[status]()  # type: ignore[index]
    whose, step = STEP_OF[status]
    for person in PEOPLE:
        text = client_for(request.getfixturevalue(person)).get(candidate.get_absolute_url()).content.decode()
        assert (f"{candidate.get_absolute_url()}{step}/" in text) == (person == whose)


def test_the_board_shows_each_candidate_in_its_lane(
    office: None, service_management: Actor, client_for: SignIn
) -> None:
    lead, accepted = build.lead(), build.accepted(name="淮安路安汽车", city="淮安")
    page = client_for(service_management).get("/onboarding/")
    found = {lane.status: [ticket.candidate for ticket in lane.tickets] for lane in page.context["lanes"]}
    assert found["lead"] == [lead]
    assert found["accepted"] == [accepted]
    assert client_for(service_management).get("/onboarding/?region=south").context["is_empty"]


def test_the_form_is_filled_in_from_the_map(office: None, regional_officer: Actor, client_for: SignIn) -> None:
    page = client_for(regional_officer).get(
        "/onboarding/propose/?province_code=32&city=盐城&lat=33.35&lon=120.16&source=plan"
    )
    form = page.context["form"]
    assert (form["city"].value(), form["lat"].value(), form["source"].value()) == ("盐城", "33.35", "plan")


def test_a_candidate_is_proposed_by_the_form(office: None, regional_officer: Actor, client_for: SignIn) -> None:
    answer = client_for(regional_officer).post("/onboarding/propose/", form_of(build.lead()))
    candidate = Candidate.objects.get(city="盐城")
    assert answer.status_code == 302
    assert answer["Location"] == candidate.get_absolute_url()
    assert candidate.brands == ["Haul", "轻卡"]


def test_a_refused_form_keeps_what_was_typed(office: None, regional_officer: Actor, client_for: SignIn) -> None:
    answer = client_for(regional_officer).post("/onboarding/propose/", form_of(build.lead(), province_code="44"))
    assert answer.status_code == 422
    assert "盐城通达汽车" in answer.content.decode()
    assert not Candidate.objects.filter(city="盐城").exists()


def test_it_can_be_clicked_from_lead_to_accepted(
    office: None, regional_officer: Actor, service_management: Actor, client_for: SignIn
) -> None:
    candidate = build.lead()
    address = candidate.get_absolute_url()
    office_client, section = client_for(regional_officer), client_for(service_management)
    assert office_client.post(f"{address}select/", build.full_points() | {"comment": ""}).status_code == 302
    confirm = {"level": "A", "build_until": str(today() + timedelta(days=30)), "comment": ""}
    assert section.post(f"{address}confirm/", confirm).status_code == 302
    assert section.post(f"{address}visit/").status_code == 409
    build.finish_checklist(candidate)
    begun = section.post(f"{address}visit/")
    assert begun["Location"].startswith("/inspections/")
    assert section.post(f"{address}accept/").status_code == 422
    assert Candidate.objects.get(pk=candidate.pk).status == "confirmed"


def test_it_can_be_clicked_from_accepted_to_opening(
    office: None, service_management: Actor, customer_service_manager: Actor, reviewer: Actor, client_for: SignIn
) -> None:
    candidate = build.accepted()
    address, section = candidate.get_absolute_url(), client_for(service_management)
    drafted = {
        "representative": "王建国", "territory": "徐州", "starts_on": str(today()), "years": "3", "labour_coefficient": "1.05",
    }  # fmt: skip
    assert section.post(f"{address}agreement/", drafted).status_code == 302
    agreement = Agreement.objects.get(candidate=candidate)
    signed = {
        "station_signatory": "王建国", "office_signatory": "李明", "signed_on": str(today()),
        "copy": SimpleUploadedFile("signed.pdf", build.SIGNED_COPY, "application/pdf"),
    }  # fmt: skip
    assert section.post(f"/onboarding/agreements/{agreement.pk}/sign/", signed).status_code == 302
    order = {"labour_coefficient": "1.10", "text": "同意开通"}
    assert client_for(customer_service_manager).post(f"{address}instruct/", order).status_code == 302
    build.staff(candidate)
    manager = {"name": "王建国", "email": "wang@hengyuan.example", "duty_phone": ""}
    assert client_for(reviewer).post(f"{address}open/", manager).status_code == 302
    assert Candidate.objects.get(pk=candidate.pk).is_opening
    text = client_for(reviewer).get(address).content.decode()
    assert f"{address}open/" not in text


def test_a_stale_correction_shows_what_changed(office: None, regional_officer: Actor, client_for: SignIn) -> None:
    candidate = build.lead()
    client, address = client_for(regional_officer), f"{candidate.get_absolute_url()}correct/"
    seen = client.get(address).context["seen"]
    candidate.refresh_from_db()
    candidate.change(contact_name="刘芳")
    answer = client.post(address, form_of(candidate, name=candidate.name, city=candidate.city) | {"seen": seen})
    assert answer.status_code == 409
    assert "刘芳" in answer.content.decode()


def test_files_are_for_those_who_see_the_candidate(
    office: None, regional_officer: Actor, service_management: Actor, finance: Actor, client_for: SignIn
) -> None:
    other = build.lead(service_management, province_code="44", city="湛江", lat=21.2, lon=110.4)
    photo = add_photo(other.pk, build.photo(), "x.jpg", acting_user=service_management)
    address = f"/onboarding/files/{photo.pk}/"
    shown = client_for(service_management).get(address)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert client_for(regional_officer).get(address).status_code == 404
    assert client_for(finance).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_another_office_s_candidate_is_not_there(
    office: None, regional_officer: Actor, service_management: Actor, client_for: SignIn
) -> None:
    other = build.lead(service_management, province_code="44", city="湛江", lat=21.2, lon=110.4)
    client = client_for(regional_officer)
    for step in ("", "select/", "correct/", "photo/", "reject/"):
        assert client.get(f"{other.get_absolute_url()}{step}").status_code == 404


def test_a_photo_is_sent_by_the_form(office: None, regional_officer: Actor, client_for: SignIn) -> None:
    candidate = build.lead()
    client, address = client_for(regional_officer), f"{candidate.get_absolute_url()}photo/"
    fine = client.post(address, {"photo": SimpleUploadedFile("门头.jpg", build.photo(), "image/jpeg")})
    assert fine.status_code == 302
    bad = client.post(address, {"photo": SimpleUploadedFile("x.jpg", b"MZ", "image/jpeg")})
    assert bad.status_code == 422
    assert StoredFile.objects.filter(subject_id=candidate.pk).count() == 1


def test_the_page_of_a_signed_candidate_shows_papers_scorecard_and_visits(
    office: None, service_management: Actor, client_for: SignIn
) -> None:
    candidate = build.instructed()
    text = client_for(service_management).get(candidate.get_absolute_url()).content.decode()
    agreement = Agreement.objects.get(candidate=candidate)
    for part in (agreement.number, "-zh.pdf", "-signed.pdf", candidate.instruction.number, "100 %"):
        assert part in text


def test_the_list_finds_exports_and_filters(office: None, service_management: Actor, client_for: SignIn) -> None:
    candidate = build.lead()
    client = client_for(service_management)
    assert candidate.number in client.get("/onboarding/candidates/?q=恒远").content.decode()
    assert candidate.number not in client.get("/onboarding/candidates/?late=true").content.decode()
    assert candidate.name in client.get("/onboarding/candidates/?format=csv").content.decode("utf-8-sig")


def test_the_planner_s_map_shows_candidates(office: None, service_management: Actor, client_for: SignIn) -> None:
    candidate = build.lead()
    points = client_for(service_management).get("/planning/?region=").context["points"]
    assert candidate.get_absolute_url() in [point.get("url") for point in points if point["kind"] == "candidate"]


def test_what_falls_to_a_person_is_on_their_desk(
    office: None, service_management: Actor, regional_officer: Actor, client_for: SignIn
) -> None:
    candidate = build.selected()
    from network.onboarding.desk import find_candidates, my_tasks

    assert [task.url for task in my_tasks(service_management)] == [candidate.get_absolute_url()]
    assert my_tasks(regional_officer) == []
    assert [hit.url for hit in find_candidates(regional_officer, "恒远")] == [candidate.get_absolute_url()]
