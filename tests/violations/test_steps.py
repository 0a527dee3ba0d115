"""From a suspicion to the final penalty: who may take which step, what each refuses, and what the clock does."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.actors import Actor
from audit.violations import actions
from audit.violations.choices import ViolationError, ViolationStatus
from audit.violations.deadlines import APPEAL_ENDS, REPORT_DUE
from audit.violations.models import Violation
from audit.violations.selectors import violations_for
from audit.violations.subscribers import make_final, mark_overdue
from common.clock import now, today
from common.deadlines.models import Deadline
from common.errors import DomainError, Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.working_days.calendar import add_working_days
from tests.builders.violations import FINE, POINTS, a_penalty, a_report, a_suspicion, an_offence

pytestmark = pytest.mark.django_db


def limit(violation: Violation, kind: str) -> Deadline:
    return Deadline.objects.get(subject_id=violation.pk, kind=kind, done_at__isnull=True)


def test_the_report_is_due_in_the_clauses_working_days(acting: Any, station: Any, auditor: Actor) -> None:
    violation = a_suspicion(station, auditor)
    with acting(auditor):
        begun = actions.begin_investigation(violation.pk, acting_user=auditor)
        assert begun.due_on == add_working_days(today(), an_offence().investigate_days)
        mark_overdue(limit(begun, REPORT_DUE))
        begun.refresh_from_db()
        assert begun.is_overdue
        actions.submit_report(begun.pk, report="属实", proposal="罚款", acting_user=auditor)
        assert not Deadline.objects.filter(subject_id=begun.pk, kind=REPORT_DUE, done_at__isnull=True).exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"description": " "}, "description"), ({"happened_on": None}, "happened_on")],
)
def test_a_suspicion_needs_words_and_a_day_that_has_come(
    station: Any, auditor: Actor, facts: dict[str, Any], field: str
) -> None:
    if "happened_on" in facts:
        facts = {"happened_on": today() + timedelta(days=1)}
    with pytest.raises(Invalid) as caught:
        a_suspicion(station, auditor, **facts)
    assert caught.value.field == field


@pytest.mark.parametrize(("fine", "points"), [(99_999, 8), (1_000_001, 8), (FINE, 4), (FINE, 16)])
def test_no_penalty_outside_the_clause(
    acting: Any, station: Any, auditor: Actor, service_management: Actor, fine: int, points: int
) -> None:
    violation = a_report(station, auditor)
    with acting(service_management), pytest.raises(Invalid) as caught:
        actions.decide_violation(
            violation.pk, fine_minor=fine, points=points, decision="属实", acting_user=service_management
        )
    assert caught.value.code in (ViolationError.FINE, ViolationError.POINTS)


def test_whoever_investigates_does_not_decide(acting: Any, station: Any, auditor: Actor) -> None:
    violation = a_report(station, auditor)
    with acting(auditor), pytest.raises(NotAllowed):
        actions.decide_violation(violation.pk, fine_minor=FINE, points=8, decision="属实", acting_user=auditor)


def test_the_database_keeps_the_three_apart(
    acting: Any, station: Any, auditor: Actor, service_management: Actor
) -> None:
    violation = a_penalty(station, auditor, service_management)
    with acting(auditor):
        rows = Violation.objects.filter(pk=violation.pk)
        for values in ({"decided_by_id": F("investigator_id")}, {"heard_by_id": F("decided_by_id")}):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**values)


def test_the_station_sees_nothing_before_the_decision(
    acting: Any, station: Any, auditor: Actor, station_manager: Actor
) -> None:
    violation = a_report(station, auditor)
    with acting(station_manager):
        assert not violations_for(station_manager).filter(pk=violation.pk).exists()
        with pytest.raises(NotYours):
            actions.appeal_violation(violation.pk, appeal="不服", acting_user=station_manager)


def test_the_rival_never_sees_it(
    acting: Any, station: Any, auditor: Actor, service_management: Actor, rival_manager: Actor
) -> None:
    violation = a_penalty(station, auditor, service_management)
    with acting(rival_manager):
        assert not violations_for(rival_manager).exists()
        with pytest.raises(NotYours):
            actions.appeal_violation(violation.pk, appeal="不服", acting_user=rival_manager)


def test_nobody_appeals_and_the_clock_makes_it_final_once(
    acting: Any, station: Any, auditor: Actor, service_management: Actor
) -> None:
    violation = a_penalty(station, auditor, service_management)
    with acting(service_management):
        deadline = limit(violation, APPEAL_ENDS)
        assert deadline.due_at == violation.appeal_until
        make_final(deadline)
        make_final(deadline)
        violation.refresh_from_db()
        said = History.objects.filter(aggregate_id=violation.pk, verb="violation.final")
        assert (violation.status, said.count()) == (ViolationStatus.FINAL, 1)
        assert said.get().after["fine_minor"] == FINE


def test_an_appeal_in_time_stops_the_clock_and_is_heard_by_a_third(
    acting: Any, station: Any, auditor: Actor, service_management: Actor, station_manager: Actor,
    customer_service_manager: Actor,
) -> None:  # fmt: skip
    violation = a_penalty(station, auditor, service_management)
    with acting(station_manager):
        actions.appeal_violation(violation.pk, appeal="绕行施工路段", acting_user=station_manager)
    with acting(customer_service_manager):
        assert not Deadline.objects.filter(subject_id=violation.pk, kind=APPEAL_ENDS, done_at__isnull=True).exists()
        with pytest.raises(Invalid) as caught:
            actions.decide_appeal(
                violation.pk, fine_minor=FINE + 1, points=POINTS, answer="加重", acting_user=customer_service_manager
            )
        assert caught.value.code == ViolationError.HIGHER
        done = actions.decide_appeal(
            violation.pk, fine_minor=100_000, points=5, answer="部分采纳", acting_user=customer_service_manager
        )
        assert (done.status, done.fine_minor, done.points) == (ViolationStatus.FINAL, 100_000, 5)
    with acting(station_manager), pytest.raises(WrongState):
        actions.appeal_violation(violation.pk, appeal="仍不服", acting_user=station_manager)


def test_a_lifted_penalty_stays_in_the_stations_sight(
    acting: Any, station: Any, auditor: Actor, service_management: Actor, station_manager: Actor,
    customer_service_manager: Actor,
) -> None:  # fmt: skip
    violation = a_penalty(station, auditor, service_management)
    with acting(station_manager):
        actions.appeal_violation(violation.pk, appeal="轨迹缺失由设备故障造成", acting_user=station_manager)
    with acting(customer_service_manager):
        done = actions.decide_appeal(
            violation.pk, fine_minor=0, points=0, answer="采纳", acting_user=customer_service_manager
        )
        assert done.status == ViolationStatus.DISMISSED
    with acting(station_manager):
        assert violations_for(station_manager).get(pk=violation.pk).answer == "采纳"


def test_too_late_is_too_late_even_before_the_poller_came(
    acting: Any, station: Any, auditor: Actor, service_management: Actor, station_manager: Actor
) -> None:
    violation = a_penalty(station, auditor, service_management)
    with acting(service_management):
        Violation.objects.get(pk=violation.pk).change(appeal_until=now() - timedelta(minutes=1))
    with acting(station_manager), pytest.raises(DomainError) as caught:
        actions.appeal_violation(violation.pk, appeal="不服", acting_user=station_manager)
    assert caught.value.code == ViolationError.TOO_LATE


def test_a_report_goes_back_and_is_watched_anew(
    acting: Any, station: Any, auditor: Actor, service_management: Actor
) -> None:
    violation = a_report(station, auditor)
    with acting(service_management):
        back = actions.send_back(violation.pk, reason="补充轨迹截图", acting_user=service_management)
        assert (back.status, back.round, limit(back, REPORT_DUE).step) == (ViolationStatus.INVESTIGATING, 2, 2)


def test_a_suspicion_is_dismissed_by_the_inspection_section_a_report_by_service_management(
    acting: Any, station: Any, auditor: Actor, service_management: Actor
) -> None:
    suspicion, report = a_suspicion(station, auditor), a_report(station, auditor)
    with acting(service_management), pytest.raises(NotAllowed):
        actions.dismiss_violation(suspicion.pk, reason="无据", acting_user=service_management)
    with acting(auditor):
        assert actions.dismiss_violation(suspicion.pk, reason="无据", acting_user=auditor).status == "dismissed"
        with pytest.raises(NotAllowed):
            actions.dismiss_violation(report.pk, reason="无据", acting_user=auditor)
    with acting(service_management):
        assert actions.dismiss_violation(report.pk, reason="证据不足", acting_user=service_management).fine_minor == 0


def test_a_penalty_under_appeal_is_not_dropped_by_who_decided_it(
    acting: Any, station: Any, auditor: Actor, service_management: Actor, station_manager: Actor
) -> None:
    violation = a_penalty(station, auditor, service_management)
    with acting(station_manager):
        actions.appeal_violation(violation.pk, appeal="轨迹缺失由设备故障造成", acting_user=station_manager)
    with acting(service_management), pytest.raises(WrongState):
        actions.dismiss_violation(violation.pk, reason="证据不足", acting_user=service_management)
    with acting(station_manager):
        assert violations_for(station_manager).get(pk=violation.pk).status == ViolationStatus.APPEALED


def test_an_appeal_that_nobody_made_is_not_decided(
    acting: Any, station: Any, auditor: Actor, service_management: Actor, customer_service_manager: Actor
) -> None:
    report, penalty = a_report(station, auditor), a_penalty(station, auditor, service_management)
    with acting(customer_service_manager):
        for violation, fine_minor, points in ((report, 0, 0), (penalty, penalty.fine_minor, penalty.points)):
            with pytest.raises(WrongState):
                actions.decide_appeal(
                    violation.pk,
                    fine_minor=fine_minor,
                    points=points,
                    answer="维持",
                    acting_user=customer_service_manager,
                )
            assert violations_for(customer_service_manager).get(pk=violation.pk).status == violation.status


def test_a_report_that_waits_is_not_taken_back_and_a_suspicion_is_not_sent_back(
    acting: Any, station: Any, auditor: Actor, service_management: Actor
) -> None:
    suspicion, report = a_suspicion(station, auditor), a_report(station, auditor)
    with acting(auditor), pytest.raises(WrongState):
        actions.begin_investigation(report.pk, acting_user=auditor)
    with acting(service_management), pytest.raises(WrongState):
        actions.send_back(suspicion.pk, reason="请补充", acting_user=service_management)
