"""撤销 and 注销: a stored plan of steps, each with its owner, its limit and what is left; resumed wherever it was cut, nothing doubled."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.models import Membership
from accounts.roles import Role
from billing.claims.appeals.actions import file_appeal, withdraw_appeal
from billing.claims.choices import ClaimStatus
from billing.claims.policies import require_active, require_may_finish
from billing.settlement.debts.choices import Debt
from billing.settlement.offsets.actions import request_offset
from common.clock import now, today
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from common.history.relay import deliver_pending
from common.scope import for_office
from desk.models import Notification
from network.dispatch.choices import RescueStatus
from network.dispatch.models import Rescue
from network.lifecycle import actions
from network.lifecycle.cascade.plan import PLAN
from network.lifecycle.choices import ChangeStatus, OrderKind, OrderStatus, StepCode, StepStatus
from network.lifecycle.deadlines import STEP_DUE, begin_of_day
from network.lifecycle.models import Closing, ClosingStep
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tests.builders.api import Caller
from tests.builders.beforehand import a_cut_claim
from tests.builders.lifecycle import a_closing, a_request, an_order
from tests.builders.violations import a_penalty
from tests.builders.workshop import an_open_order
from tests.lifecycle.offering import an_offered_rescue
from tests.world import office_actor, station_actor

pytestmark = pytest.mark.django_db
S = StepCode


def step_of(closing: Closing, code: StepCode) -> ClosingStep:
    return ClosingStep.objects.get(closing=closing, code=code)


def hand_back(closing: Closing) -> None:
    """The regional office has the papers back."""
    regional = office_actor(Role.REGIONAL_OFFICE)
    actions.finish_step(step_of(closing, S.PAPERS).pk, note="标识、专用工具已收回", acting_user=regional)


def test_a_station_with_nothing_left_goes_through_to_its_archive(station: Station, office: None) -> None:
    closing = a_closing()
    keep_due()
    hand_back(closing)
    keep_due()
    station.refresh_from_db()
    states = dict(closing.steps.values_list("code", "status"))
    assert {code for code, status in states.items() if status != StepStatus.DONE} == {S.PURGE}
    assert (station.status, station.access_open, station.offsets_frozen) == (StationStatus.CLOSED, False, True)
    assert not station.claims_go_on and station.has_schema
    assert not Membership.objects.filter(station_id=station.pk, ended_at=None).exists()
    done = list(
        History.objects.filter(verb="closing.step_done").order_by("seq").values_list("after__closing_step", flat=True)
    )
    assert sorted(done) == sorted(set(PLAN) - {S.PURGE}) and len(done) == len(set(done))


def test_dispatch_and_new_claims_stop_at_once_and_what_was_begun_goes_on(
    station: Station, office: None, at_station: Any
) -> None:
    rescue = an_offered_rescue(station)
    with at_station(station):
        an_open_order(station_actor(Role.RECEPTION))
    closing = a_closing()
    keep_due()
    station.refresh_from_db()
    assert Rescue.objects.get(pk=rescue.pk).status != RescueStatus.OFFERED
    with pytest.raises(NotAllowed):
        require_active(station)
    require_may_finish(station)
    assert step_of(closing, S.DISPATCH).status == StepStatus.DONE


def test_what_is_left_is_named_and_holds_the_later_steps(station: Station, office: None, at_station: Any) -> None:
    with at_station(station):
        order = an_open_order(station_actor(Role.RECEPTION))
    closing = a_closing()
    keep_due()
    step = step_of(closing, S.REPAIR_ORDERS)
    assert (step.status, step.left, step.left_names) == (StepStatus.OPEN, 1, [order.number])
    assert step_of(closing, S.CLAIMS).status == StepStatus.WAITING
    regional = office_actor(Role.REGIONAL_OFFICE)
    actions.finish_step(step.pk, note="车辆转至南京站继续维修", acting_user=regional)
    keep_due()
    assert step_of(closing, S.CLAIMS).status == StepStatus.DONE


def test_a_decision_that_is_or_may_be_appealed_holds_the_claims(
    station: Station, office: None, at_station: Any, reviewer: Actor
) -> None:
    claim = a_cut_claim(percent=0)
    deliver_pending()  # its period of appeal begins
    assert claim.status == ClaimStatus.REJECTED
    closing = a_closing()
    keep_due()
    regional = office_actor(Role.REGIONAL_OFFICE)
    actions.finish_step(step_of(closing, S.REPAIR_ORDERS).pk, note="车辆已取走", acting_user=regional)
    keep_due()
    claims = step_of(closing, S.CLAIMS)
    assert (claims.status, claims.left_names) == (StepStatus.OPEN, [claim.number])
    with at_station(station):
        appeal = file_appeal(claim.pk, reason="诊断有据", acting_user=station_actor(Role.STATION_MANAGER))
    claims = actions.look_again(claims.pk, acting_user=reviewer)
    assert (claims.status, claims.left) == (StepStatus.OPEN, 1)
    with at_station(station):
        withdraw_appeal(appeal.pk, acting_user=station_actor(Role.STATION_MANAGER))
    assert actions.look_again(claims.pk, acting_user=reviewer).status == StepStatus.DONE


def test_a_fine_that_may_still_come_holds_the_final_statement(
    station: Station, office: None, auditor: Actor, service_management: Actor
) -> None:
    violation = a_penalty(station, auditor, service_management)
    closing = a_closing()
    keep_due()
    statement = step_of(closing, S.STATEMENT)
    assert (statement.status, statement.left_names) == (StepStatus.OPEN, [violation.number])
    Deadline.objects.filter(subject_id=violation.pk, done_at=None).update(due_at=now())
    keep_due()
    deliver_pending()
    statement = actions.look_again(statement.pk, acting_user=office_actor(Role.FINANCE))
    assert (statement.status, statement.left_names) == (StepStatus.OPEN, ["Payable to the station"])  # now it is owed


def test_offsets_are_frozen(station: Station, finance: Actor, office: None) -> None:
    a_closing()
    keep_due()
    with pytest.raises(WrongState):
        request_offset(station.pk, debt=Debt.PARTS, amount_minor=1, acting_user=finance)


def test_another_section_does_not_do_the_step(finance: Actor, reviewer: Actor, office: None) -> None:
    closing = a_closing()
    with pytest.raises(NotAllowed):
        actions.finish_step(step_of(closing, S.PAPERS).pk, note="好了", acting_user=finance)
    with pytest.raises(WrongState):
        actions.finish_step(step_of(closing, S.OFFSETS).pk, note="好了", acting_user=finance)
    assert not History.objects.filter(verb="closing.step_done").exists()


def test_a_late_step_is_marked_and_its_owner_told(regional_officer: Actor, office: None) -> None:
    closing = a_closing()
    step = step_of(closing, S.PAPERS)
    Deadline.objects.filter(kind=STEP_DUE, subject_id=step.pk).update(due_at=begin_of_day(today()))
    keep_due()
    deliver_pending()
    step.refresh_from_db()
    assert step.late_at is not None
    assert Notification.objects.filter(user_id=regional_officer.id, text__contains=closing.number).exists()


def test_the_data_is_kept_for_two_years_at_least(office: None) -> None:
    with pytest.raises(Invalid):
        an_order(OrderKind.WITHDRAWAL, keep_until=today() + timedelta(days=300))


def test_orders_and_changes_under_way_end_with_the_station(office: None) -> None:
    suspension, change = an_order(OrderKind.SUSPENSION), a_request()
    a_closing()
    suspension.refresh_from_db()
    change.refresh_from_db()
    assert suspension.status == OrderStatus.REVOKED
    assert change.status == ChangeStatus.REFUSED


def test_an_order_to_close_a_station_says_that_it_can_not_be_taken_back(
    client_for: Any, service_management: Actor, office: None
) -> None:
    order = an_order(OrderKind.WITHDRAWAL, keep_until=today() + timedelta(days=3 * 365 + 1))
    assert "无法撤回" in client_for(service_management).get(f"{order.get_absolute_url()}act/").content.decode()


def test_pages_and_api_show_what_is_left_and_who_is_late(
    client_for: Any,
    finance: Actor,
    service_management: Actor,
    regional_officer: Actor,
    station_manager: Actor,
    station: Station,
    at_station: Any,
) -> None:
    with at_station(station):
        order = an_open_order(station_actor(Role.RECEPTION))
    with for_office():
        closing = a_closing()
        keep_due()
        papers, orders = step_of(closing, S.PAPERS), step_of(closing, S.REPAIR_ORDERS)
    head, region, own = (client_for(one) for one in (service_management, regional_officer, station_manager))
    for address in ("/lifecycle/closings/", "/lifecycle/closings/steps/?status=open"):
        assert closing.number in head.get(address).content.decode(), address
    page = head.get(f"/lifecycle/closings/{closing.pk}/").content.decode()
    assert (
        "生命周期时钟" in page and "lifecycle clock" not in page
    )  # who ended the first step, in the reader's language
    assert order.number in page and f"/lifecycle/closings/steps/{papers.pk}/finish/" in page
    assert order.number in own.get(f"/s/{station.code}/lifecycle/closings/{closing.pk}/").content.decode()
    assert region.get(f"/lifecycle/closings/steps/{papers.pk}/finish/").status_code == 200
    assert region.post(f"/lifecycle/closings/steps/{papers.pk}/finish/", {"reason": "已收回"}).status_code == 302
    assert head.get(f"/lifecycle/closings/{closing.pk}/archive/").status_code == 404
    assert closing.number in head.get(f"/lifecycle/orders/{closing.order_id}/").content.decode()
    assert "等待步骤 2" in page.replace("等待步骤 1, 2", "等待步骤 2")
    assert f"/lifecycle/closings/{closing.pk}/" in own.get(f"/s/{station.code}/").content.decode()
    other = client_for(finance)
    assert other.get(f"/lifecycle/closings/steps/{orders.pk}/finish/").status_code == 403
    api = Caller(region)
    shown = api.get(f"station-closings/{closing.public_id}").json()
    assert len(shown["steps"]) == len(PLAN)
    assert api.post(f"closing-steps/{orders.public_id}/look", {}).json()["left"] == 1
    assert api.post(f"closing-steps/{orders.public_id}/finish", {"note": "转南京站"}).json()["status"] == "done"
