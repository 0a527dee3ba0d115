"""A visit: planned, scored on site, reported, closed."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.actors import Actor
from audit.inspections import actions
from audit.inspections.choices import InspectionError, InspectionStatus, Purpose
from audit.inspections.models import Inspection, ItemScore
from audit.inspections.selectors import inspections_for
from common.errors import DomainError, Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from tests.builders.audit import a_finding, a_picture, a_reported_inspection, all_points, an_inspection, in_days

pytestmark = pytest.mark.django_db


def on_site(station: Any, auditor: Actor) -> Inspection:
    planned = actions.plan_inspection(station.pk, planned_for=in_days(0), acting_user=auditor)
    return actions.begin_visit(planned.pk, acting_user=auditor)


def test_an_audit_goes_from_plan_to_close(acting: Any, auditor: Actor, station: Any) -> None:
    with acting(auditor):
        visit = on_site(station, auditor)
        actions.score_items(visit.pk, all_points(visit), acting_user=auditor)
        reported = actions.finish_inspection(visit.pk, summary="总体良好", acting_user=auditor)
        assert (reported.status, reported.score, reported.has_passed) == (InspectionStatus.REPORTED, Decimal(100), True)
        closed = actions.close_inspection(visit.pk, acting_user=auditor)
        assert closed.status == InspectionStatus.CLOSED
        verbs = list(History.objects.filter(aggregate_id=visit.pk).order_by("seq").values_list("verb", flat=True))
    assert verbs == [
        "inspection.planned", "inspection.started", "inspection.scored", "inspection.reported", "inspection.closed",
    ]  # fmt: skip


def test_the_score_is_points_over_full_score_of_what_applies(acting: Any, auditor: Actor, station: Any) -> None:
    with acting(auditor):
        visit = on_site(station, auditor)
        points = all_points(visit) | {"O1": 1, "O2": None}  # O1 has 3, O2 has 4
        actions.score_items(visit.pk, points, acting_user=auditor)
        full = sum(value or 0 for value in all_points(visit).values()) - 4
        reported = actions.finish_inspection(visit.pk, acting_user=auditor)
    assert reported.score == (Decimal(100) * (full - 2) / full).quantize(Decimal("0.01"))


def test_a_weak_critical_item_fails_the_visit(acting: Any, auditor: Actor, station: Any) -> None:
    with acting(auditor):
        visit = on_site(station, auditor)
        actions.score_items(visit.pk, all_points(visit) | {"W1": 3}, acting_user=auditor)  # W1 has 8
        reported = actions.finish_inspection(visit.pk, acting_user=auditor)
    assert reported.score is not None
    assert reported.score > 90
    assert reported.has_passed is False


def test_scoring_again_replaces(acting: Any, auditor: Actor, station: Any) -> None:
    with acting(auditor):
        visit = on_site(station, auditor)
        actions.score_items(visit.pk, {"O1": 1}, notes={"O1": "未张贴"}, acting_user=auditor)
        actions.score_items(visit.pk, {"O1": 3}, acting_user=auditor)
        kept = ItemScore.objects.get(inspection=visit)
    assert (kept.points, kept.note) == (3, "未张贴")


@pytest.mark.parametrize(
    ("scores", "code"), [({"O1": 4}, InspectionError.POINTS), ({"ZZ": 1}, InspectionError.UNKNOWN_ITEM)]
)
def test_wrong_points_are_refused(acting: Any, auditor: Actor, station: Any, scores: Any, code: str) -> None:
    with acting(auditor):
        visit = on_site(station, auditor)
        with pytest.raises(Invalid) as caught:
            actions.score_items(visit.pk, scores, acting_user=auditor)
    assert caught.value.code == code


def test_it_is_not_reported_before_everything_was_looked_at(acting: Any, auditor: Actor, station: Any) -> None:
    with acting(auditor):
        visit = on_site(station, auditor)
        actions.score_items(visit.pk, {"O1": 3}, acting_user=auditor)
        with pytest.raises(Invalid) as caught:
            actions.finish_inspection(visit.pk, acting_user=auditor)
    assert caught.value.code == InspectionError.INCOMPLETE


def test_nothing_is_scored_before_arrival(acting: Any, auditor: Actor, station: Any) -> None:
    planned = an_inspection(station)
    with acting(auditor), pytest.raises(WrongState):
        actions.score_items(planned.pk, {"O1": 3}, acting_user=auditor)


def test_it_is_not_closed_while_a_finding_is_open(acting: Any, auditor: Actor, station: Any) -> None:
    finding = a_finding(station)
    with acting(auditor), pytest.raises(WrongState) as caught:
        actions.close_inspection(finding.inspection_id, acting_user=auditor)
    assert caught.value.code == InspectionError.FINDINGS_OPEN


def test_a_planned_visit_is_called_off(acting: Any, auditor: Actor, station: Any) -> None:
    planned = an_inspection(station)
    with acting(auditor):
        assert actions.cancel_inspection(planned.pk, reason="改期", acting_user=auditor).status == "cancelled"


def test_a_day_in_the_past_is_refused(acting: Any, auditor: Actor, station: Any) -> None:
    with acting(auditor), pytest.raises(Invalid):
        actions.plan_inspection(station.pk, planned_for=in_days(-1), acting_user=auditor)


def test_an_acceptance_needs_no_station(acting: Any, service_management: Actor, station_manager: Actor) -> None:
    actor = service_management
    with acting(actor):
        visit = actions.start_inspection(
            Purpose.ACCEPTANCE, uuid4(), "ACCEPTANCE", subject_label="C-1 西安", acting_user=actor
        )
        actions.score_items(visit.pk, all_points(visit), acting_user=actor)
        actions.add_photo(visit.pk, a_picture(), item_code="F1", name="hall.png", acting_user=actor)
        done = actions.finish_inspection(visit.pk, acting_user=actor)
    assert (done.station_id, done.score, done.has_passed) == (None, Decimal(100), True)
    with acting(station_manager):
        assert not Inspection.objects.exists()


def test_each_purpose_has_its_own_people(acting: Any, auditor: Actor, service_management: Actor, station: Any) -> None:
    with acting(auditor), pytest.raises(NotAllowed):
        actions.start_inspection(Purpose.ACCEPTANCE, uuid4(), "ACCEPTANCE", acting_user=auditor)
    with acting(service_management), pytest.raises(NotAllowed):
        actions.plan_inspection(station.pk, planned_for=in_days(1), acting_user=service_management)
    planned = an_inspection(station)
    with acting(service_management), pytest.raises(NotAllowed):
        actions.begin_visit(planned.pk, acting_user=service_management)


@pytest.mark.parametrize("purpose", [Purpose.AUDIT, Purpose.ACCEPTANCE])
def test_a_visit_has_a_subject(acting: Any, auditor: Actor, service_management: Actor, purpose: Purpose) -> None:
    actor = auditor if purpose is Purpose.AUDIT else service_management
    with acting(actor), pytest.raises(Invalid) as caught:
        actions.start_inspection(purpose, None, purpose.value.upper(), acting_user=actor)
    assert caught.value.code == InspectionError.NO_SUBJECT


def test_a_checklist_of_another_purpose_does_not_fit(acting: Any, auditor: Actor, station: Any) -> None:
    with acting(auditor), pytest.raises(Invalid) as caught:
        actions.plan_inspection(station.pk, planned_for=in_days(1), template_code="ACCEPTANCE", acting_user=auditor)
    assert caught.value.code == InspectionError.NO_TEMPLATE


@pytest.mark.parametrize("persona", ["station_manager", "rival_manager", "trainer", "finance", "supplier_user"])
def test_nobody_else_conducts(request: Any, acting: Any, at_office: Any, station: Any, persona: str) -> None:
    planned, actor = an_inspection(station), request.getfixturevalue(persona)
    with acting(actor):
        for attempt in (
            lambda: actions.begin_visit(planned.pk, acting_user=actor),
            lambda: actions.score_items(planned.pk, {}, acting_user=actor),
            lambda: actions.finish_inspection(planned.pk, acting_user=actor),
            lambda: actions.plan_inspection(station.pk, planned_for=in_days(1), acting_user=actor),
        ):
            with pytest.raises(DomainError) as caught:
                attempt()
            assert isinstance(caught.value, NotAllowed | NotYours)
    with at_office():
        assert Inspection.objects.get().status == InspectionStatus.PLANNED
        assert not History.objects.filter(aggregate="inspection").exists()


def test_a_station_sees_its_own_once_reported(
    acting: Any, station: Any, rival_station: Any, station_manager: Actor, regional_officer: Actor, auditor: Actor
) -> None:
    an_inspection(station)
    own, other = a_reported_inspection(station), a_reported_inspection(rival_station)
    with acting(station_manager):
        assert list(inspections_for(station_manager)) == [own]
    with acting(regional_officer):  # of the station's region, not the rival's
        assert other not in list(inspections_for(regional_officer))
        assert own in list(inspections_for(regional_officer))
    with acting(auditor):
        assert inspections_for(auditor).count() == 3


def test_the_database_refuses_a_jump_and_a_report_without_score(at_office: Any, station: Any) -> None:
    planned = an_inspection(station)
    with at_office():
        with pytest.raises(DatabaseError), transaction.atomic():
            Inspection.objects.filter(pk=planned.pk).update(status="closed")
        Inspection.objects.filter(pk=planned.pk).update(status="visiting")
        with pytest.raises(IntegrityError), transaction.atomic():
            Inspection.objects.filter(pk=planned.pk).update(status="reported")
