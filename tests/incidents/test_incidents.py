"""Major events: opening with links, escalation, task force, bulletins, a report approved by another person, closed for good."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.models import Membership
from common.clock import now, today
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.relay import deliver_pending
from desk.models import Notification
from network.incidents.actions import (
    acknowledge_report,
    add_member,
    add_task,
    answer_report,
    approve_report,
    assign_task,
    contain_incident,
    finish_task,
    flare_up,
    hand_to_support,
    issue_bulletin,
    link_to_incident,
    open_from_report,
    report_quality,
    return_report,
    set_severity,
    sign_bulletin,
    write_report,
)
from network.incidents.actions.rules import issue_rules
from network.incidents.choices import INCIDENT_MOVES, REPORT_MOVES, IncidentStatus, ReportStatus
from network.incidents.models import Bulletin, BulletinReceipt, Incident, IncidentPolicy, QualityReport
from network.incidents.selectors import receipts_for, reports_for, tasks_of
from tenants.registry.standing import at_head_office
from tests.builders.catalog import a_vehicle
from tests.builders.hotline import a_case
from tests.builders.incidents import a_quality_report, a_reported_incident, an_acknowledged_report, an_incident

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(db: None) -> Any:
    with at_head_office():
        yield


def overdue(kind: str) -> None:
    Deadline.objects.filter(kind=kind, done_at=None).update(due_at=now() - timedelta(seconds=1))
    keep_due()


def told(actor: Actor) -> int:
    return Notification.objects.filter(user=actor.user, url__contains="/incidents/").count()


# --- opening


def test_it_is_opened_with_its_checklist_its_links_and_its_clock() -> None:
    case, vehicle = a_case(), a_vehicle()
    strange = "LZGJLDR49BX012345"
    incident = an_incident(links={"case": [case.number], "vehicle": [vehicle.vin, strange]})
    assert len(tasks_of(incident)) == len(incident.policy.checklists["batch"])
    assert {(one.kind, one.label) for one in incident.links.all()} == {
        ("case", case.number),
        ("vehicle", vehicle.vin),
        ("vehicle", strange),
    }
    limit = Deadline.objects.get(kind="incident.escalates")
    assert timedelta(minutes=239) < limit.due_at - now() <= timedelta(minutes=240)


def test_a_number_that_is_nobodys_is_named_and_nothing_is_opened() -> None:
    with pytest.raises(Invalid) as refused:
        an_incident(links={"case": ["CASE-0-1"]})
    assert "CASE-0-1" in str(refused.value.message)


def test_linked_twice_is_linked_once(dispatcher: Actor) -> None:
    incident, case = an_incident(), a_case()
    for _again in range(2):
        link_to_incident(incident.pk, "case", [case.number, case.number], acting_user=dispatcher)
    assert incident.links.count() == 1


def test_the_vehicles_of_the_batch_are_counted() -> None:
    for month in (3, 3, 5):
        a_vehicle(built_on=date(2025, month, 7))
    incident = a_reported_incident(part_number="3412-010", built_from=date(2025, 3, 1), built_to=date(2025, 3, 31))
    assert incident.figures["vehicles_in_batch"] == 2


# --- escalation


def test_an_open_event_climbs_the_ladder_and_a_contained_one_does_not(
    customer_service_manager: Actor, service_management: Actor, dispatcher: Actor
) -> None:
    incident = an_incident()
    for level, service in ((1, 0), (2, 1), (3, 2)):
        overdue("incident.escalates")
        deliver_pending()
        incident.refresh_from_db()
        assert (incident.escalation, told(service_management)) == (level, service)
    overdue("incident.escalates")
    incident.refresh_from_db()
    assert incident.escalation == 3
    other = an_incident()
    contain_incident(other.pk, reason="", acting_user=dispatcher)
    overdue("incident.escalates")
    other.refresh_from_db()
    assert other.escalation == 0


def test_a_report_that_waits_is_given_back_by_who_decides_alone(dispatcher: Actor) -> None:
    incident = a_reported_incident()
    with pytest.raises(WrongState):
        contain_incident(incident.pk, reason="", acting_user=dispatcher)
    incident.refresh_from_db()
    assert incident.status == IncidentStatus.REPORTED


def test_another_severity_begins_another_clock(dispatcher: Actor) -> None:
    incident = set_severity(an_incident().pk, "i", reason="有人受伤", acting_user=dispatcher)
    limit = Deadline.objects.get(kind="incident.escalates", done_at=None)
    assert limit.subject_id == incident.pk and limit.due_at - now() <= timedelta(minutes=30)
    flared = flare_up(
        contain_incident(incident.pk, reason="", acting_user=dispatcher).pk, reason="x!", acting_user=dispatcher
    )
    assert flared.status == IncidentStatus.OPEN


# --- work


def test_the_owner_is_told_when_a_task_is_late(dispatcher: Actor, trainer: Actor) -> None:
    incident = an_incident()
    add_member(incident.pk, trainer.id, duty="技术", acting_user=dispatcher)
    task = assign_task(tasks_of(incident)[0].pk, trainer.id, acting_user=dispatcher)
    Deadline.objects.filter(subject_id=task.pk, done_at=None).update(due_at=now() - timedelta(seconds=1))
    keep_due()
    before = told(trainer)
    deliver_pending()
    task.refresh_from_db()
    assert task.is_late and told(trainer) > before


def test_of_a_late_line_whose_owner_has_left_the_lead_hears(
    dispatcher: Actor, trainer: Actor, customer_service_manager: Actor
) -> None:
    incident = an_incident()
    add_member(incident.pk, trainer.id, duty="现场", acting_user=dispatcher)
    task = assign_task(tasks_of(incident)[0].pk, trainer.id, acting_user=dispatcher)
    deliver_pending()
    Membership.objects.filter(user_id=trainer.id).delete()
    before = told(trainer), told(customer_service_manager)
    Deadline.objects.filter(subject_id=task.pk, done_at=None).update(due_at=now() - timedelta(seconds=1))
    keep_due()
    deliver_pending()
    assert (told(trainer), told(customer_service_manager)) == (before[0], before[1] + 1)
    set_severity(incident.pk, "i", reason="扩大", acting_user=dispatcher)
    deliver_pending()
    assert told(trainer) == before[0]


def test_a_line_is_not_given_a_time_that_has_passed(dispatcher: Actor, trainer: Actor) -> None:
    task = tasks_of(an_incident())[0]
    with pytest.raises(Invalid) as caught:
        assign_task(task.pk, trainer.id, due_at=now() - timedelta(minutes=1), acting_user=dispatcher)
    assert caught.value.field == "due_at" and tasks_of(task.incident)[0].owner_name == ""


def test_a_task_is_done_once_and_in_time_marks_nothing(dispatcher: Actor) -> None:
    task = tasks_of(an_incident())[0]
    finish_task(task.pk, result="完成", acting_user=dispatcher)
    with pytest.raises(WrongState):
        finish_task(task.pk, result="完成", acting_user=dispatcher)
    overdue("incident_task.due")
    task.refresh_from_db()
    assert not task.is_late


def test_only_head_office_is_called_in_and_once(dispatcher: Actor, station_manager: Actor, trainer: Actor) -> None:
    incident = an_incident()
    with pytest.raises(Invalid):
        add_member(incident.pk, station_manager.id, duty="技术", acting_user=dispatcher)
    add_member(incident.pk, trainer.id, duty="技术", acting_user=dispatcher)
    with pytest.raises(Invalid):
        add_member(incident.pk, trainer.id, duty="技术", acting_user=dispatcher)


def test_a_question_is_handed_to_support(dispatcher: Actor) -> None:
    case = hand_to_support(an_incident().pk, question="软管材料是否耐低温？", acting_user=dispatcher)
    assert (case.status, case.number[:3]) == ("handed", "SUP")
    asked = case.asked
    assert asked is not None and asked.description == "软管材料是否耐低温？"
    assert (asked.status, asked.origin, asked.reference) == ("waiting", "incident", case.incident.number)


# --- bulletins


def test_a_bulletin_reaches_its_audience_and_is_signed_for(
    dispatcher: Actor, station_manager: Actor, rival_manager: Actor, acting: Any
) -> None:
    incident = an_incident()
    issue_bulletin(incident.pk, title="临时处置", text="停用同批软管", regions=["east"], acting_user=dispatcher)
    deliver_pending()
    assert (told(station_manager), told(rival_manager)) == (1, 0)
    receipt = BulletinReceipt.objects.get()
    with acting(rival_manager):
        assert not receipts_for(rival_manager).exists()
        with pytest.raises(NotYours):
            sign_bulletin(receipt.pk, acting_user=rival_manager)
    with acting(station_manager):
        sign_bulletin(receipt.pk, acting_user=station_manager)
        with pytest.raises(WrongState):
            sign_bulletin(receipt.pk, acting_user=station_manager)


def test_the_next_bulletin_is_another_edition_and_the_first_never_changes(dispatcher: Actor) -> None:
    incident = an_incident()
    for number in (1, 2):
        issued = issue_bulletin(incident.pk, title="临时处置", text=f"第 {number} 版", acting_user=dispatcher)
        assert (issued.edition, issued.receipts.count()) == (number, 2)
    with pytest.raises(Exception, match=r"permission denied|append-only"), transaction.atomic():
        Bulletin.objects.update(text="x")


# --- closing


def test_open_tasks_keep_it_open(dispatcher: Actor) -> None:
    incident = an_incident()
    with pytest.raises(Invalid):
        write_report(incident.pk, summary="s.", cause="c.", acting_user=dispatcher)
    incident.refresh_from_db()
    assert incident.status == IncidentStatus.OPEN


def test_another_person_approves_and_closed_is_for_good(
    customer_service_manager: Actor, service_management: Actor, dispatcher: Actor
) -> None:
    incident = a_reported_incident()
    add_task(
        incident.pk, words="复查库存", due_at=now() + timedelta(days=30), is_follow_up=True, acting_user=dispatcher
    )
    with pytest.raises(NotAllowed):
        approve_report(incident.pk, acting_user=customer_service_manager)
    approve_report(incident.pk, acting_user=service_management)
    with pytest.raises(WrongState):
        flare_up(incident.pk, reason="x!", acting_user=dispatcher)
    with pytest.raises(WrongState):
        set_severity(incident.pk, "i", reason="x!", acting_user=dispatcher)
    with pytest.raises(WrongState):
        link_to_incident(incident.pk, "vehicle", [a_vehicle().vin], acting_user=dispatcher)
    with pytest.raises(WrongState):
        return_report(incident.pk, reason="x!", acting_user=service_management)
    measure = tasks_of(incident)[-1]
    assert finish_task(measure.pk, result="完成", acting_user=dispatcher).done_at


def test_a_report_may_be_given_back(service_management: Actor) -> None:
    incident = return_report(a_reported_incident().pk, reason="原因不清", acting_user=service_management)
    assert incident.status == IncidentStatus.CONTAINED


def test_the_database_refuses_an_approval_of_the_writer_and_a_way_back(
    customer_service_manager: Actor, service_management: Actor
) -> None:
    incident = a_reported_incident()
    with pytest.raises(IntegrityError, match="incident_approved_by_another"), transaction.atomic():
        incident.change(approved_by_id=customer_service_manager.id)
    approve_report(incident.pk, acting_user=service_management)
    with pytest.raises(IntegrityError, match="can not move"), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(status=IncidentStatus.OPEN)


# --- reports of stations


def test_a_report_reaches_head_office_at_once_and_late_acknowledgement_is_marked(
    dispatcher: Actor, regional_officer: Actor, customer_service_manager: Actor
) -> None:
    report = a_quality_report(vins=[a_vehicle().vin])
    assert report.due_at - now() <= timedelta(minutes=30)
    deliver_pending()
    assert (told(dispatcher), told(regional_officer), told(customer_service_manager)) == (1, 1, 0)
    overdue("quality_report.acknowledge")
    deliver_pending()
    report.refresh_from_db()
    assert report.is_late and told(customer_service_manager) == 1


def test_a_report_becomes_an_event_with_its_vehicles(dispatcher: Actor, station_manager: Actor) -> None:
    vehicle = a_vehicle()
    report = an_acknowledged_report(vins=[vehicle.vin])
    incident = open_from_report(report.pk, kind="batch", severity="iii", acting_user=dispatcher)
    assert {one.label for one in incident.links.all()} == {report.number, vehicle.vin}
    report.refresh_from_db()
    assert (report.status, report.incident_number) == (ReportStatus.OPENED, incident.number)
    deliver_pending()
    assert told(station_manager) == 2


def test_a_report_is_answered_after_it_was_acknowledged(dispatcher: Actor) -> None:
    report = a_quality_report()
    with pytest.raises(WrongState):
        answer_report(report.pk, answer="已知问题", acting_user=dispatcher)
    acknowledge_report(report.pk, acting_user=dispatcher)
    assert answer_report(report.pk, answer="已知问题", acting_user=dispatcher).answer


def test_stations_see_their_own_reports_and_head_office_does_not_send_any(
    station_manager: Actor, rival_manager: Actor, regional_officer: Actor, dispatcher: Actor, acting: Any
) -> None:
    mine, theirs = a_quality_report(), a_quality_report("BJS01")
    with acting(station_manager):
        assert list(reports_for(station_manager)) == [mine]
    with acting(rival_manager):
        assert list(reports_for(rival_manager)) == [theirs]
    assert list(reports_for(regional_officer)) == [mine]
    with pytest.raises(NotAllowed):
        report_quality(title="x!", description="x!", acting_user=dispatcher)


def test_a_vin_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(Invalid):
        a_quality_report(vins=["LZG1"])
    assert not QualityReport.objects.exists()


# --- rules


def test_running_events_keep_their_edition(customer_service_manager: Actor) -> None:
    incident = an_incident()
    level = {"iii": {"criteria_zh": "新", "criteria_en": "new", "escalate_minutes": 5}}
    rules = issue_rules(
        starts_on=today() + timedelta(days=2),
        acknowledge_minutes=10,
        levels=level,
        acting_user=customer_service_manager,
    )
    assert rules.level("iii")["escalate_minutes"] == 5 and rules.level("i") == incident.policy.level("i")
    assert IncidentPolicy.objects.get(edition=1).level("iii")["escalate_minutes"] == 240
    with pytest.raises(Invalid):
        issue_rules(starts_on=today(), acknowledge_minutes=10, acting_user=customer_service_manager)


# --- the grid of states


@pytest.mark.parametrize(("start", "end"), product(IncidentStatus, IncidentStatus))
def test_an_event_moves_as_the_table_says(start: IncidentStatus, end: IncidentStatus) -> None:
    row = Incident(status=start)
    assert (end in row.possible_moves()) == (end in INCIDENT_MOVES[start])
    if end not in INCIDENT_MOVES[start]:
        with pytest.raises(WrongState):
            row.move_to(end)


@pytest.mark.parametrize(("start", "end"), product(ReportStatus, ReportStatus))
def test_a_report_moves_as_the_table_says(start: ReportStatus, end: ReportStatus) -> None:
    row = QualityReport(status=start)
    assert (end in row.possible_moves()) == (end in REPORT_MOVES[start])
