"""The regional offices' own duty phones: registered, drawn, called, appealed by the office alone, and counted on its card."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor, actor_at_office
from accounts.models import Membership, User
from accounts.roles import Role
from audit.inspections.models import RiskSign
from common.clock import now, today
from common.errors import Invalid, NotAllowed, NotYours
from common.history.models import History
from common.history.relay import deliver_pending
from desk.models import Notification
from network.duty.actions import appeal_check, decide_appeal, phones, same_again, set_office_phone
from network.duty.models import DutyCheck, OfficePhone
from network.duty.selectors import checks_for, figures, office_phones_for
from network.scorecards.choices import Source
from network.scorecards.computing import compute_offices, office_facts
from network.scorecards.models import OfficeCard
from network.scorecards.standard import EXAMPLE
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.builders.api import Caller
from tests.builders.duty import SILENCE, a_draw, a_planned_check, a_scored_check, an_office_check, an_office_phone
from tests.builders.pictures import a_photo
from tests.builders.scorecards import a_computed_month, last_month, opened_long_ago

pytestmark = pytest.mark.django_db
EVIDENCE = [("log.jpg", a_photo())]


@pytest.fixture(autouse=True)
def _office(db: None) -> Any:
    with at_head_office():
        yield


@pytest.fixture
def east(regional_officer: Actor) -> Actor:
    assert regional_officer.region == "east"
    return regional_officer


def test_a_phone_is_registered_and_changed_with_history() -> None:
    kept = an_office_phone()
    an_office_phone(phone="021-6000-0002")
    kept.refresh_from_db()
    told = History.objects.filter(aggregate_id=kept.pk, verb="office_phone.set").order_by("seq")
    assert kept.phone == "021-6000-0002"
    assert [one.before.get("phone") for one in told] == [None, "021-6000-0001"]


@pytest.mark.parametrize(("region", "phone"), [("nowhere", "021"), ("east", "none yet")])
def test_it_refuses_what_is_no_office_or_no_number(region: str, phone: str, service_management: Actor) -> None:
    with pytest.raises(Invalid):
        set_office_phone(region, phone=phone, acting_user=service_management)
    assert not OfficePhone.objects.exists()


def test_who_calls_does_not_set_a_number(dispatcher: Actor) -> None:
    with pytest.raises(NotAllowed):
        set_office_phone("east", phone="021", acting_user=dispatcher)
    assert not OfficePhone.objects.exists()


def test_of_two_who_register_an_office_at_once_the_second_keeps_what_was_typed(
    service_management: Actor, client_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_office_phone(phone="021-6000-0001")
    monkeypatch.setattr(
        phones, "office_phones_for", lambda actor: OfficePhone.objects.none()
    )  # looked before it was there
    client = client_for(service_management)
    assert client.get("/duty/checks/phones/set/?region=%00").status_code == 200
    page = client.post("/duty/checks/phones/set/", {"region": "east", "phone": "021-6000-0002", "rings_at": "二楼"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "021-6000-0001" in text and "021-6000-0002" in text and "二楼" in text
    told = Caller(client).post("duty-office-phones", {"region": "east", "phone": "021-6000-0002"})
    assert (told.status_code, told.json()["code"]) == (409, "office_phone.there")
    assert OfficePhone.objects.get().phone == "021-6000-0001"


def test_an_office_sees_its_own_number_and_a_station_none(east: Actor, station_manager: Actor, acting: Any) -> None:
    an_office_phone()
    an_office_phone("north", "010-6000-0001")
    assert [one.region for one in office_phones_for(east)] == ["east"]
    with acting(station_manager):
        assert not office_phones_for(station_manager).exists()


def test_offices_with_a_number_are_drawn_and_the_draw_can_be_proven() -> None:
    an_office_phone()
    an_office_phone("north", "")
    made = a_draw()
    offices = made.checks.filter(station__isnull=True)
    assert {one.region for one in offices} == {"east"} and offices.count() == made.plan.office_calls == 6
    assert made.checks.filter(station__isnull=False).count() == 8, "the stations are drawn as before"
    assert same_again(made)
    made.frame = made.frame[:-1]
    assert not same_again(made)


def test_a_check_is_of_a_station_or_of_an_office() -> None:
    office = an_office_phone()
    for wrong in ({"station": None}, {"office_phone": office}):
        with pytest.raises(IntegrityError, match="duty_check_of_station_or_office"), transaction.atomic():
            a_planned_check(**wrong)


def test_a_call_to_an_office_is_scored_seen_by_it_and_by_no_station(
    east: Actor, station_manager: Actor, acting: Any
) -> None:
    check = an_office_check(SILENCE)
    assert (check.score, check.tries, check.kind, str(check.place)) == (0, 3, "office", str(check.office_phone))
    user = User.objects.create_user("north@stationmaster.example", name="华北")
    Membership.objects.create(user=user, role=Role.REGIONAL_OFFICE, region="north")
    north = actor_at_office(user)
    assert check in checks_for(east) and check not in checks_for(north)
    with acting(station_manager):
        assert not DutyCheck.objects.filter(pk=check.pk).exists()
    deliver_pending()
    told = History.objects.get(aggregate_id=check.pk, verb="duty_check.scored")
    assert told.after["signs"] == [] and not RiskSign.objects.exists(), "the risk list is one of stations"
    assert Notification.objects.filter(user_id=east.id, url__endswith=f"duty/checks/{check.pk}/").exists()


def test_what_is_planned_is_kept_from_the_office(east: Actor) -> None:
    office = an_office_phone()
    check = a_planned_check(station=None, office_phone=office, region="east", level="")
    with pytest.raises(NotYours):
        checks_for(east).get_or_404(check.pk)


def test_the_office_appeals_and_somebody_else_decides(east: Actor, customer_service_manager: Actor) -> None:
    check = an_office_check(SILENCE)
    appeal_check(check.pk, text="线路故障", evidence=EVIDENCE, acting_user=east)
    deliver_pending()
    check = decide_appeal(check.pk, is_granted=True, decision="属实", acting_user=customer_service_manager)
    assert (check.score, check.has_passed) == (100, True)


def test_an_office_does_not_appeal_for_a_station(east: Actor) -> None:
    check = a_scored_check(facts=SILENCE)
    with pytest.raises(NotAllowed):
        appeal_check(check.pk, text="线路故障", evidence=EVIDENCE, acting_user=east)
    check.refresh_from_db()
    assert check.status == "scored"


def test_who_appealed_does_not_decide(east: Actor, customer_service_manager: Actor) -> None:
    check = an_office_check(SILENCE)
    appeal_check(check.pk, text="线路故障", evidence=EVIDENCE, acting_user=east)
    DutyCheck.objects.filter(pk=check.pk).update(appealed_by_id=customer_service_manager.id)
    with pytest.raises(NotAllowed):
        decide_appeal(check.pk, is_granted=True, decision="属实", acting_user=customer_service_manager)
    with pytest.raises(IntegrityError, match="duty_check_appeal_decided_by_another"), transaction.atomic():
        check.change(decided_by_id=customer_service_manager.id, appealed_by_id=customer_service_manager.id)


def test_figures_tell_offices_from_stations(service_management: Actor) -> None:
    an_office_check(SILENCE)
    a_scored_check()
    both = figures(service_management, today(), "region")
    own = figures(service_management, today(), "region", kinds=["office"])
    assert [(one["checks"], one["passed"]) for one in both] == [(2, 1)]
    assert [(one["checks"], one["passed"]) for one in own] == [(1, 0)]


def test_the_office_card_counts_the_calls_to_its_own_phone(client_for: Any, service_management: Actor) -> None:
    opened_long_ago()
    check = an_office_check(SILENCE)
    at = now().replace(year=last_month().year, month=last_month().month, day=15)
    check.change(scored_at=at)
    a_computed_month()
    card = OfficeCard.objects.get(region="east")
    line = card.line(Source.DUTY_PHONE)
    assert line is not None and (line["value"], line["bottom"], line["facts"]) == (0, 100, 1)
    assert office_facts(Source.CSI, EXAMPLE, card.month) == {}
    page = client_for(service_management).get(f"/scorecards/offices/{card.pk}/").content.decode()
    assert f"/duty/checks/{check.pk}/" in page


def test_an_office_without_a_station_has_a_card_of_its_own_calls(client_for: Any, service_management: Actor) -> None:
    opened_long_ago()
    check = an_office_check()
    check.change(scored_at=now().replace(year=last_month().year, month=last_month().month, day=15))
    Station.objects.filter(region="east").update(status="withdrawn")
    month = a_computed_month()
    card = OfficeCard.objects.get(region="east")
    line = card.line(Source.DUTY_PHONE)
    assert line is not None and (card.stations, line["facts"], line["value"]) == (0, 1, 100)
    assert card.rank is None and OfficeCard.objects.get(region="north").stations == 1
    assert not OfficeCard.objects.filter(region="south").exists()
    page = client_for(service_management).get(card.get_absolute_url()).content.decode()
    assert f"/duty/checks/{check.pk}/" in page and "不参加排名" in page
    compute_offices(month)
    assert OfficeCard.objects.filter(region="east").count() == 1


def test_the_pages_show_both_kinds(client_for: Any, service_management: Actor, east: Actor) -> None:
    check = an_office_check(SILENCE)
    station = a_scored_check()
    head = client_for(service_management)
    assert "021-6000-0001" in head.get("/duty/checks/phones/").content.decode()
    typed = {"region": "north", "phone": "010-6000-0001", "rings_at": ""}
    assert head.post("/duty/checks/phones/set/", typed).status_code == 302
    assert head.get("/duty/checks/phones/set/?region=north").status_code == 200
    offices = head.get("/duty/checks/?kind=office").content.decode()
    assert check.number in offices and station.number not in offices
    assert head.get("/duty/checks/figures/").status_code == 200
    assert head.get("/duty/checks/figures/?format=xlsx").status_code == 200
    draw = head.get(f"/duty/checks/draws/{check.check_draw_id}/").content.decode()
    assert check.check_draw.number in draw
    mine = client_for(east)
    assert f"{check.pk}/appeal/" in mine.get(f"/duty/checks/{check.pk}/").content.decode()
    assert f"{station.pk}/appeal/" not in mine.get(f"/duty/checks/{station.pk}/").content.decode()


def test_a_draw_without_phones_says_so(client_for: Any, service_management: Actor) -> None:
    made = a_draw()
    page = client_for(service_management).get(f"/duty/checks/draws/{made.pk}/").content.decode()
    assert "只抽取了服务站" in page or "only stations were drawn" in page


def test_the_api_registers_and_shows(client_for: Any, service_management: Actor) -> None:
    check = an_office_check()
    caller = Caller(client_for(service_management))
    body = {"region": "south", "phone": "020-6000-0001"}
    assert caller.post("duty-office-phones", body).json()["phone"] == "020-6000-0001"
    shown = caller.get(f"duty-checks/{check.public_id}").json()
    assert (shown["kind"], shown["station"], shown["region"]) == ("office", None, "east")
