"""A grade that was kept long enough proposes a coefficient and a level; the customer-service manager instructs it, another carries it out."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.roles import Role
from common.clock import today
from common.errors import NotAllowed, WrongState
from common.history.models import History
from network.lifecycle.actions import Terms, act_on_order, instruct
from network.lifecycle.choices import ChangeKind, ChangeStatus
from network.lifecycle.models import StationChange, StationOrder
from network.scorecards.actions import dismiss_proposal, instruct_proposal, publish_month, recalculate_card
from network.scorecards.actions.months import next_edition
from network.scorecards.models import Assessment, GradeProposal, ScoreAppeal, ScoreCard
from network.scorecards.rulebook import BOOK
from network.scorecards.standard import Grade, Indicator, Standard
from tenants.registry.models import Station
from tests.builders.api import Caller
from tests.builders.scorecards import customers_said, last_month
from tests.world import HOME, office_actor

pytestmark = pytest.mark.django_db
RULES = Standard(
    months_in_row=2,
    indicators=(Indicator("csi", 100, 100, 0),),
    grades=(Grade("A", 90, 105, "A"), Grade("B", 50), Grade("D", 0, 90)),
)


def month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def month_after(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def a_month(month: date, grade: str) -> Assessment:
    """Return a computed month in which the home station has this grade."""
    auditor = office_actor(Role.AUDITOR)
    made = Assessment.objects.create(
        month=month, status="computed", values=BOOK.values_of(RULES), started_by_id=auditor.id, started_by_name="x"
    )
    station = Station.objects.get(code=HOME)
    ScoreCard.objects.create(
        assessment=made, station=station, month=month, region=station.region, grade=grade, points=95, covered=100
    )
    return made


def published(month: Assessment) -> list[GradeProposal]:
    publish_month(month.pk, acting_user=office_actor(Role.SERVICE_MANAGEMENT))
    return list(GradeProposal.objects.all())


@pytest.fixture(autouse=True)
def standing(db: None, at_office: Any) -> Any:
    """These actions are head office's."""
    with at_office():
        yield


def two_months(first: str = "A", second: str = "A") -> list[GradeProposal]:
    published(a_month(month_before(last_month()), first))
    return published(a_month(last_month(), second))


def test_a_grade_proposes_once_it_was_kept_long_enough() -> None:
    assert published(a_month(month_before(last_month()), "A")) == []
    (found,) = published(a_month(last_month(), "A"))
    assert (found.coefficient, found.level, found.level_now, found.months) == (Decimal("1.05"), "A", "B", 2)


@pytest.mark.parametrize(("first", "second"), [("B", "A"), ("A", "B"), ("B", "B"), ("", "")])
def test_it_proposes_nothing_otherwise(first: str, second: str) -> None:
    assert two_months(first, second) == []


def test_it_proposes_nothing_that_stands_already() -> None:
    Station.objects.filter(code=HOME).update(labour_coefficient=Decimal("1.05"), level="A")
    assert two_months() == []


def test_an_instruction_is_told_and_changes_nothing_itself() -> None:
    (found,) = two_months()
    lead = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    instruct_proposal(found.pk, instruction="同意自下月执行", acting_user=lead)
    event = History.objects.get(verb="grade.decided")
    assert event.after["labour_coefficient"] == "1.05" and event.after["level"] == "A"
    assert (event.station_id, event.reason) == (found.station_id, "同意自下月执行")
    station = Station.objects.get(code=HOME)
    assert (station.labour_coefficient, station.level) == (Decimal("1.00"), "B")
    found.refresh_from_db()
    order = StationOrder.objects.get(number=found.order_number)
    assert (order.kind, order.labour_coefficient, order.status) == ("coefficient", Decimal("1.05"), "instructed")


def test_history_tells_only_what_is_to_change() -> None:
    Station.objects.filter(code=HOME).update(level="A")
    (found,) = two_months()
    instruct_proposal(found.pk, instruction="同意", acting_user=office_actor(Role.CUSTOMER_SERVICE_MANAGER))
    event = History.objects.get(verb="grade.decided")
    assert event.after["written_order"].startswith("ORD-") and "order" not in event.after, "an order is a repair order"
    assert "level" not in event.before and "level" not in event.after
    assert (event.before["labour_coefficient"], event.after["labour_coefficient"]) == ("1.00", "1.05")


def test_the_claims_section_carries_the_order_out() -> None:
    (found,) = two_months()
    lead, claims = office_actor(Role.CUSTOMER_SERVICE_MANAGER), office_actor(Role.CLAIMS_REVIEWER)
    made = instruct_proposal(found.pk, instruction="同意即日执行", effective_on=today(), acting_user=lead)
    assert made.order_id is not None
    act_on_order(made.order_id, acting_user=claims)
    assert Station.objects.get(code=HOME).labour_coefficient == Decimal("1.05")


def test_an_instructed_level_is_a_change_that_others_check_and_approve(client_for: Any) -> None:
    (found,) = two_months()
    instruct_proposal(found.pk, instruction="同意", acting_user=office_actor(Role.CUSTOMER_SERVICE_MANAGER))
    change = StationChange.objects.get(kind=ChangeKind.LEVEL)
    assert (change.values, change.status) == ({"level": "A"}, ChangeStatus.REQUESTED)
    page = client_for(office_actor(Role.SERVICE_MANAGEMENT)).get(f"/scorecards/proposals/{found.pk}/").content.decode()
    assert "/lifecycle/changes/" in page and "ORD-" in page


def test_a_pending_order_stops_the_next_one() -> None:
    (found,) = two_months()
    lead = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    terms = Terms(effective_on=today(), labour_coefficient=Decimal("0.95"))
    instruct(found.station_id, "coefficient", terms, text="先行批示", acting_user=lead)
    with pytest.raises(WrongState), transaction.atomic():
        instruct_proposal(found.pk, instruction="同意", acting_user=lead)
    found.refresh_from_db()
    assert found.status == "proposed"


def test_a_corrected_card_proposes_what_its_new_grade_says() -> None:
    published(a_month(month_before(last_month()), "A"))
    assert published(a_month(last_month(), "B")) == []
    card = ScoreCard.objects.get(month=last_month())
    result = {"points": 96, "grade": "A", "covered": 100, "lines": []}
    next_edition(card, result, reason="SAP-1", by=office_actor(Role.AUDITOR))
    (found,) = GradeProposal.objects.all()
    assert (found.status, found.card.edition, found.coefficient, found.level) == ("proposed", 2, Decimal("1.05"), "A")


def test_what_waits_about_another_grade_is_off_with_the_next_month() -> None:
    (found,) = two_months()
    waiting = published(a_month(month_after(last_month()), "A"))
    assert [(one.pk, one.status) for one in waiting] == [(found.pk, "proposed")]
    published(a_month(month_after(month_after(last_month())), "D"))
    found.refresh_from_db()
    assert found.status == "dismissed"


def test_a_month_that_is_published_late_proposes_what_the_newest_one_says() -> None:
    published(a_month(last_month(), "A"))
    (found,) = published(a_month(month_before(last_month()), "A"))
    assert found.card.month == last_month()


def test_what_was_decided_about_a_month_is_not_proposed_again() -> None:
    (found,) = two_months()
    dismiss_proposal(found.pk, reason="观察", acting_user=office_actor(Role.CUSTOMER_SERVICE_MANAGER))
    assert [one.pk for one in published(a_month(month_before(month_before(last_month())), "A"))] == [found.pk]


def test_nothing_is_instructed_while_an_appeal_against_its_months_is_open() -> None:
    (found,) = two_months()
    appeal = ScoreAppeal.objects.create(
        number="SAP-1", card=found.card, station=found.station, month=month_before(last_month()), source="csi", text="x"
    )
    lead = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    with pytest.raises(WrongState, match="appeal_open"), transaction.atomic():
        instruct_proposal(found.pk, instruction="同意", acting_user=lead)
    assert not StationOrder.objects.exists()
    ScoreAppeal.objects.filter(pk=appeal.pk).update(month=month_before(month_before(last_month())))
    assert instruct_proposal(found.pk, instruction="同意", acting_user=lead).status == "instructed"


def test_whoever_published_the_month_cannot_instruct() -> None:
    published(a_month(month_before(last_month()), "A"))
    lead = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    month = a_month(last_month(), "A")
    publish_month(month.pk, acting_user=lead)
    found = GradeProposal.objects.get()
    with pytest.raises(NotAllowed), transaction.atomic():
        instruct_proposal(found.pk, instruction="同意", acting_user=lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        GradeProposal.objects.filter(pk=found.pk).update(decided_by_id=lead.id)
    assert not History.objects.filter(verb="grade.decided").exists()


def test_a_card_that_is_computed_again_takes_its_proposal_back(monkeypatch: Any) -> None:
    (found,) = two_months()
    customers_said(monkeypatch, HOME, 1)
    recalculate_card(found.card_id, reason="补录回访", acting_user=office_actor(Role.SERVICE_MANAGEMENT))
    found.refresh_from_db()
    assert found.status == "dismissed"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_and_api_instruct_and_dismiss(client_for: Any, language: str) -> None:
    (found,) = two_months()
    lead = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    type(lead.user).objects.filter(pk=lead.user.pk).update(language=language)
    desk = client_for(lead)
    own = f"/scorecards/proposals/{found.pk}/"
    assert desk.get("/scorecards/proposals/").status_code == 200
    page = desk.get(own).content.decode()
    assert f"{own}instruct/" in page and f"{own}dismiss/" in page
    assert desk.get(f"{own}instruct/").status_code == 200
    answer = Caller(desk).post(f"grade-proposals/{found.public_id}/dismiss", {"reason": "观察一个月"})
    assert answer.json()["status"] == "dismissed"
    assert desk.post(f"{own}instruct/", {"effective_on": "2099-01-01", "instruction": "同意"}).status_code == 409
    assert (
        Caller(client_for(office_actor(Role.AUDITOR)))
        .post(f"grade-proposals/{found.public_id}/instruct", {"instruction": "x"})
        .status_code
        == 403
    )


def test_a_dismissal_needs_words() -> None:
    (found,) = two_months()
    lead = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    assert dismiss_proposal(found.pk, reason="观察", acting_user=lead).status == "dismissed"
