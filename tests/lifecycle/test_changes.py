"""信息变更: requested, checked, approved by three people, in force on its day, with its history."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.roles import Role
from common.clock import today
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import DomainError, Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.history.relay import deliver_pending
from common.scope import for_office
from desk.models import Notification
from network.lifecycle import actions
from network.lifecycle.choices import ChangeKind, ChangeStatus
from network.lifecycle.deadlines import CHANGE_APPLIES, CHANGE_DUE, begin_of_day
from network.lifecycle.kinds import SPECS, of_the_row
from network.lifecycle.models import StationChange
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tests.builders.lifecycle import NEW_ADDRESS, PAPER, a_request, an_approved_change
from tests.world import office_actor

pytestmark = pytest.mark.django_db

GOOD: dict[ChangeKind, dict[str, Any]] = {
    ChangeKind.ADDRESS: NEW_ADDRESS,
    ChangeKind.CONTACT: {"contact_name": "周明", "phone": "400-111-2222"},
    ChangeKind.NAME: {"name": "上海远航商用车服务有限公司"},
    ChangeKind.POSITION: {"lat": 31.25, "lon": 121.6},
    ChangeKind.RELOCATION: {"city": "上海", "address": "临港 1 号", "lat": 30.9, "lon": 121.9},
    ChangeKind.OWNER: {
        "name": "上海新远商用车服务有限公司",
        "representative": "吴军",
        "manager_name": "吴敏",
        "manager_email": "wu@xinyuan.example",
    },
    ChangeKind.LEVEL: {"level": "A"},
    ChangeKind.BRANDS: {"brands": ["Haul", "City"]},
    ChangeKind.CAPABILITIES: {"capabilities": ["repair", "rescue", "high_voltage"]},
}


def test_every_kind_that_changes_the_registry_has_a_row_here() -> None:
    assert set(GOOD) | {ChangeKind.RENEWAL, ChangeKind.DEREGISTRATION} == set(SPECS)


@pytest.mark.parametrize("kind", list(GOOD))
def test_each_kind_ends_in_the_registry_with_what_was_before(
    kind: ChangeKind, service_management: Actor, regional_officer: Actor, station: Station, office: None
) -> None:
    change = a_request(kind, GOOD[kind])
    actions.check_change(change.pk, note="已核对", seen_on=today(), acting_user=regional_officer)
    done = actions.approve_change(change.pk, acting_user=service_management)
    wanted = of_the_row(GOOD[kind])
    before = {name: getattr(station, name) for name in wanted}
    station.refresh_from_db()
    assert {name: getattr(station, name) for name in wanted} == wanted
    assert done.status == ChangeStatus.APPLIED
    told = History.objects.get(verb="station.changed", aggregate_id=station.pk)
    assert {name: told.before[name] for name in before} == before and told.station_id == station.pk


def test_a_later_day_waits_for_its_deadline(station: Station, office: None) -> None:
    day = today() + timedelta(days=3)
    change = an_approved_change(effective_on=day)
    deliver_pending()
    keep_due()
    station.refresh_from_db()
    assert change.status == ChangeStatus.APPROVED and station.address == ""
    due = Deadline.objects.get(kind=CHANGE_APPLIES, subject_id=change.pk, done_at=None)
    assert due.due_at == begin_of_day(day)
    Deadline.objects.filter(pk=due.pk).update(due_at=begin_of_day(today()))
    assert keep_due() == 1
    station.refresh_from_db()
    assert station.address == NEW_ADDRESS["address"]
    assert keep_due() == 0 and History.objects.filter(verb="station.changed").count() == 1


def test_a_station_that_is_withdrawn_meanwhile_is_not_changed(station: Station, office: None) -> None:
    change = an_approved_change(effective_on=today() + timedelta(days=3))
    Station.objects.filter(pk=station.pk).update(status=StationStatus.WITHDRAWN)
    Deadline.objects.filter(subject_id=change.pk, kind=CHANGE_APPLIES).update(due_at=begin_of_day(today()))
    keep_due()
    change.refresh_from_db()
    assert change.status == ChangeStatus.REFUSED
    station.refresh_from_db()
    assert station.address == ""


def test_each_step_is_another_persons(office: None, service_management: Actor, station: Station) -> None:
    asked = actions.request_change(
        station.pk, ChangeKind.LEVEL, {"level": "A"}, reason="评级", acting_user=service_management
    )
    with pytest.raises(NotAllowed):
        actions.check_change(asked.pk, note="好", acting_user=service_management)
    regional = office_actor(Role.REGIONAL_OFFICE)
    checked = actions.check_change(asked.pk, note="属实", acting_user=regional)
    with pytest.raises(NotAllowed):
        actions.approve_change(checked.pk, acting_user=service_management)
    assert not History.objects.filter(verb="station_change.approved").exists()


@pytest.mark.parametrize("column", ["checked_by_id", "approved_by_id"])
def test_the_database_keeps_the_people_apart(column: str, office: None) -> None:
    change = a_request()
    with pytest.raises(IntegrityError), transaction.atomic():
        StationChange.objects.filter(pk=change.pk).update(**{column: change.requested_by_id})


@pytest.mark.parametrize(
    ("kind", "values", "more"),
    [
        (ChangeKind.ADDRESS, NEW_ADDRESS, {"evidence": []}),
        (ChangeKind.ADDRESS, {"address": " "}, {}),
        (ChangeKind.ADDRESS, {"phone": "1"}, {}),
        (ChangeKind.ADDRESS, NEW_ADDRESS, {"reason": ""}),
        (ChangeKind.ADDRESS, NEW_ADDRESS, {"evidence": [("a.pdf", b"no paper")]}),
        (ChangeKind.POSITION, {"lat": 121.5, "lon": 31.2}, {}),
        (ChangeKind.LEVEL, {"level": "B"}, {}),
        (ChangeKind.LEVEL, {"level": "Z"}, {}),
        (ChangeKind.CONTACT, {"contact_name": "周明", "phone": "没有电话"}, {}),
        (ChangeKind.BRANDS, {"brands": []}, {}),
        (ChangeKind.CAPABILITIES, {"capabilities": ["flying"]}, {}),
        (ChangeKind.RENEWAL, {"ends_on": "2099-01-01"}, {}),
        ("colour", {}, {}),
    ],
)
def test_it_refuses_what_makes_no_sense(kind: str, values: dict[str, Any], more: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        a_request(kind, values, **more)
    with for_office():
        assert (
            not StationChange.objects.exists()
            and not History.objects.filter(verb__startswith="station_change").exists()
        )


def test_a_relocation_needs_a_look_on_site(office: None, regional_officer: Actor) -> None:
    change = a_request(ChangeKind.RELOCATION, GOOD[ChangeKind.RELOCATION])
    with pytest.raises(Invalid):
        actions.check_change(change.pk, note="好的", acting_user=regional_officer)


def test_one_of_a_kind_at_a_time() -> None:
    a_request()
    with pytest.raises(WrongState):
        a_request(values={"address": "另一处"})


def test_a_rival_and_another_office_see_nothing(rival_manager: Actor, acting: Any, office: None) -> None:
    change = a_request()
    with acting(rival_manager), pytest.raises(NotYours):
        actions.take_back_change(change.pk, acting_user=rival_manager)
    with acting(rival_manager), pytest.raises(NotYours):
        actions.request_change(
            change.station_id, ChangeKind.LEVEL, {"level": "A"}, reason="改", acting_user=rival_manager
        )


def test_the_station_adds_a_paper_and_takes_it_back(acting: Any, station_manager: Actor) -> None:
    change = a_request()
    with acting(station_manager):
        actions.add_evidence(change.pk, PAPER, acting_user=station_manager)
        assert actions.take_back_change(change.pk, acting_user=station_manager).status == ChangeStatus.TAKEN_BACK
        with pytest.raises(DomainError):
            actions.add_evidence(change.pk, PAPER, acting_user=station_manager)


def test_a_step_that_takes_too_long_is_marked_and_told(office: None, regional_officer: Actor) -> None:
    change = a_request()
    Deadline.objects.filter(subject_id=change.pk, kind=CHANGE_DUE).update(due_at=begin_of_day(today()))
    StationChange.objects.filter(pk=change.pk).update(due_at=begin_of_day(today()))
    keep_due()
    deliver_pending()
    change.refresh_from_db()
    assert change.late_at is not None
    assert Notification.objects.filter(user_id=regional_officer.id, text__contains=change.number).count() == 2


def test_the_station_hears_what_became_of_it(office: None, station_manager: Actor) -> None:
    change = an_approved_change()
    deliver_pending()
    assert Notification.objects.filter(user_id=station_manager.id, url__contains=str(change.pk)).count() == 2
