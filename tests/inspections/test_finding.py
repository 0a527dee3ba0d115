"""A finding: raised, corrected with evidence, checked by somebody else, late, escalated."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.models import Membership
from accounts.roles import Role
from audit.inspections import actions
from audit.inspections.choices import FindingStatus, InspectionError
from audit.inspections.deadlines import ESCALATE, OVERDUE
from audit.inspections.models import Finding
from audit.inspections.selectors import evidence_of
from audit.inspections.subscribers import escalate, mark_overdue
from common.deadlines.models import Deadline
from common.errors import DomainError, Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.working_days.calendar import add_working_days
from tests.builders.audit import a_finding, a_picture, a_reported_inspection, an_inspection, in_days
from tests.builders.moments import asked_now

pytestmark = pytest.mark.django_db
PHOTO = [("after.png", a_picture("green"))]


def correct(finding: Finding, actor: Actor, **facts: Any) -> Finding:
    given = {"correction": "已加锁并贴标签", "evidence": PHOTO} | facts
    return actions.correct_finding(finding.pk, acting_user=actor, **given)


def test_it_is_due_in_the_severitys_working_days(acting: Any, auditor: Actor, station: Any) -> None:
    inspection = a_reported_inspection(station)
    with acting(auditor):
        finding = actions.raise_finding(
            inspection.pk, severity="critical", description="账物不符", item_code="W2", acting_user=auditor
        )
        assert finding.due_on == add_working_days(in_days(0), 3)
        assert Deadline.objects.filter(subject_id=finding.pk, done_at__isnull=True).count() == 2


def test_the_station_corrects_with_a_photo(acting: Any, station: Any, station_manager: Actor) -> None:
    finding = a_finding(station)
    with acting(station_manager):
        done = correct(finding, station_manager)
        assert (done.status, len(evidence_of(done))) == (FindingStatus.CORRECTED, 1)
        assert not Deadline.objects.filter(subject_id=finding.pk, done_at__isnull=True).exists()


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"evidence": []}, InspectionError.NO_EVIDENCE),
        ({"correction": " "}, InspectionError.TEXT),
        ({"evidence": [("a.jpg", b"not a picture")]}, "file.not_a_picture"),
    ],
)
def test_a_correction_without_proof_changes_nothing(
    acting: Any, station: Any, station_manager: Actor, facts: Any, code: str
) -> None:
    finding = a_finding(station)
    with acting(station_manager):
        with pytest.raises(Invalid) as caught:
            correct(finding, station_manager, **facts)
        finding.refresh_from_db()
    assert (caught.value.code, finding.status) == (code, FindingStatus.OPEN)


def test_it_is_checked_and_in_order(acting: Any, station: Any, station_manager: Actor, auditor: Actor) -> None:
    finding = a_finding(station)
    with acting(station_manager):
        correct(finding, station_manager)
    with acting(auditor):
        done = actions.recheck_finding(finding.pk, is_in_order=True, comment="", acting_user=auditor)
        assert (done.status, done.rechecked_by_id) == (FindingStatus.RECHECKED_OK, auditor.id)
        actions.close_inspection(finding.inspection_id, acting_user=auditor)


def test_it_is_opened_again_with_a_new_day(acting: Any, station: Any, station_manager: Actor, auditor: Actor) -> None:
    finding = a_finding(station)
    with acting(station_manager):
        correct(finding, station_manager)
    with acting(auditor):
        with pytest.raises(Invalid):
            actions.recheck_finding(finding.pk, is_in_order=False, comment="", acting_user=auditor)
        again = actions.recheck_finding(
            finding.pk, is_in_order=False, comment="标签仍不全", due_on=in_days(5), acting_user=auditor
        )
        assert (again.status, again.round, again.due_on) == (FindingStatus.REOPENED, 2, in_days(5))
        assert set(Deadline.objects.filter(subject_id=finding.pk, done_at=None).values_list("step", flat=True)) == {2}
    with acting(station_manager):
        assert correct(finding, station_manager).status == FindingStatus.CORRECTED


def test_nobody_checks_his_own_correction(acting: Any, station: Any, station_manager: Actor, at_office: Any) -> None:
    """One person may hold both posts; the step is refused, and the database refuses it, too."""
    from accounts.actors import actor_at_office

    finding = a_finding(station)
    with acting(station_manager):
        correct(finding, station_manager)
    Membership.objects.create(user=station_manager.user, role=Role.AUDITOR)
    both = actor_at_office(station_manager.user)
    with acting(both), pytest.raises(NotAllowed) as caught:
        actions.recheck_finding(finding.pk, is_in_order=True, comment="", acting_user=both)
    assert caught.value.code == InspectionError.SAME_PERSON
    with at_office(), pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(rechecked_by_id=both.id)


def test_it_is_not_checked_before_it_is_corrected(acting: Any, station: Any, auditor: Actor) -> None:
    finding = a_finding(station)
    with acting(auditor), pytest.raises(WrongState):
        actions.recheck_finding(finding.pk, is_in_order=True, comment="", acting_user=auditor)


def test_late_is_marked_and_escalated_once(acting: Any, station: Any, auditor: Actor) -> None:
    finding = a_finding(station, due_on=in_days(-1))
    with acting(auditor):
        mark_overdue(Deadline(kind=OVERDUE, subject_id=finding.pk, step=1))
        escalate(Deadline(kind=ESCALATE, subject_id=finding.pk, step=1))
        escalate(Deadline(kind=ESCALATE, subject_id=finding.pk, step=7))  # of another attempt
        finding.refresh_from_db()
        assert (finding.is_overdue, finding.escalated_at is not None) == (True, True)
        verbs = History.objects.filter(aggregate_id=finding.pk).values_list("verb", flat=True)
        assert sorted(verbs) == ["finding.escalated", "finding.overdue"]


def test_a_corrected_one_is_not_late(acting: Any, station: Any, station_manager: Actor, auditor: Actor) -> None:
    finding = a_finding(station, due_on=in_days(-1))
    with acting(station_manager):
        correct(finding, station_manager)
    with acting(auditor):
        mark_overdue(Deadline(kind=OVERDUE, subject_id=finding.pk, step=1))
        finding.refresh_from_db()
    assert finding.is_overdue is False


def test_a_rival_can_neither_see_nor_correct_it(acting: Any, station: Any, rival_manager: Actor) -> None:
    finding = a_finding(station)
    with acting(rival_manager):
        with pytest.raises(NotYours):
            correct(finding, rival_manager)
        assert not Finding.objects.exists()


@pytest.mark.parametrize("persona", ["technician", "receptionist", "auditor", "service_management", "supplier_user"])
def test_nobody_else_corrects(request: Any, acting: Any, at_office: Any, station: Any, persona: str) -> None:
    finding, actor = a_finding(station), request.getfixturevalue(persona)
    with acting(actor), pytest.raises(DomainError) as caught:
        correct(finding, actor)
    assert isinstance(caught.value, NotAllowed)
    with at_office():
        assert Finding.objects.get().status == FindingStatus.OPEN


@pytest.mark.parametrize("persona", ["station_manager", "service_management", "regional_officer", "trainer"])
def test_nobody_else_raises(request: Any, acting: Any, at_office: Any, station: Any, persona: str) -> None:
    inspection, actor = a_reported_inspection(station), request.getfixturevalue(persona)
    with acting(actor), pytest.raises(NotAllowed):
        actions.raise_finding(inspection.pk, severity="minor", description="test", acting_user=actor)
    with at_office():
        assert not Finding.objects.exists()


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"item_code": "ZZ"}, InspectionError.UNKNOWN_ITEM),
        ({"due_on": lambda: in_days(-1)}, InspectionError.DUE),
        ({"description": "x"}, InspectionError.TEXT),
    ],
)
def test_a_finding_is_checked(acting: Any, auditor: Actor, station: Any, facts: Any, code: str) -> None:
    inspection = a_reported_inspection(station)
    given = {"severity": "minor", "description": "标识褪色"} | asked_now(facts)
    with acting(auditor), pytest.raises(Invalid) as caught:
        actions.raise_finding(inspection.pk, acting_user=auditor, **given)
    assert caught.value.code == code


def test_findings_belong_to_an_audit_under_way(acting: Any, auditor: Actor, station: Any) -> None:
    planned = an_inspection(station)
    visit = an_inspection(station, purpose="acceptance", subject_id=uuid4(), status="visiting")
    with acting(auditor):
        for key in (planned.pk, visit.pk):
            with pytest.raises(WrongState):
                actions.raise_finding(key, severity="minor", description="标识褪色", acting_user=auditor)


def test_whoever_found_it_does_not_correct_it(acting: Any, station: Any, station_manager: Actor) -> None:
    finding = a_finding(station, raised_by_id=station_manager.id)
    with acting(station_manager), pytest.raises(NotAllowed):
        correct(finding, station_manager)
