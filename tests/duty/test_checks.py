"""Duty-phone checks from the draw to the decided appeal: who may, what it scores, what is never told too early."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.actors import Actor
from audit.inspections.models import RiskSign
from common.clock import now, today
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.history.relay import deliver_pending
from desk.models import Notification
from network.duty.actions import (
    appeal_check,
    decide_appeal,
    draw_checks,
    issue_plan,
    report_call,
    same_again,
    take_next_check,
)
from network.duty.choices import CHECK_MOVES, CheckStatus, Outcome
from network.duty.models import CheckTry, DutyCheck, DutyPlan
from network.duty.policies import CallFacts, score_of
from network.duty.selectors import checks_for, figures, newest_plan
from tenants.registry.standing import at_head_office
from tests.builders.duty import GOOD, SILENCE, a_draw, a_planned_check, a_scored_check, a_taken_check
from tests.builders.pictures import a_photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(db: None) -> Any:
    with at_head_office():
        yield


def evidence() -> list[tuple[str, bytes]]:
    return [("log.jpg", a_photo())]


# --- plan and draw


def test_each_active_station_is_drawn_and_the_draw_can_be_proven() -> None:
    made = a_draw()
    assert {getattr(check.station, "code", "") for check in made.checks.all()} == {"SHA01", "BJS01"}
    assert made.drawn == made.checks.count() == 8  # two strata of stations × four hour bands
    assert same_again(made)


def test_a_draw_that_was_tampered_with_is_found() -> None:
    made = a_draw()
    made.frame[0][3] += 1
    made.frame = made.frame[:1]
    assert not same_again(made)


def test_a_period_is_drawn_once(service_management: Actor) -> None:
    a_draw()
    with pytest.raises(WrongState):
        draw_checks(acting_user=service_management)


def test_who_calls_does_not_draw(dispatcher: Actor) -> None:
    with pytest.raises(NotAllowed):
        draw_checks(acting_user=dispatcher)
    assert not DutyCheck.objects.exists()


def test_all_checks_lie_within_what_is_left_of_the_period() -> None:
    made = a_draw()
    for check in made.checks.all():
        assert made.days_from <= check.call_from.astimezone().date() <= made.last_day + timedelta(days=1)
        assert check.call_from < check.call_until


def test_an_edition_is_issued_beside_the_old_one(service_management: Actor) -> None:
    plan = issue_plan(starts_on=today() + timedelta(days=40), tries=5, acting_user=service_management)
    assert (plan.edition, plan.tries, plan.share_percent) == (2, 5, 20)
    assert DutyPlan.objects.get(edition=1).tries == 3


@pytest.mark.parametrize(
    "wrong",
    [{"points_answered": 50}, {"bands": []}, {"share_percent": 0, "number": 0, "least_per_station": 0}, {"days": -1}],
)
def test_an_unsound_plan_is_refused(service_management: Actor, wrong: dict[str, Any]) -> None:
    values = dict(wrong)
    starts_on = today() + timedelta(days=values.pop("days", 3))
    with pytest.raises(Invalid):
        issue_plan(starts_on=starts_on, acting_user=service_management, **values)
    assert DutyPlan.objects.count() == 1


# --- calling


@pytest.mark.parametrize(
    ("facts", "tries", "score"),
    [
        (GOOD, 1, 100),
        (GOOD, 3, 80),
        (CallFacts(Outcome.ANSWERED, 31, right_person=True, questions_right=3), 1, 80),
        (CallFacts(Outcome.ANSWERED, 30, right_person=False, questions_right=2), 1, 76),
        (SILENCE, 3, 0),
        (CallFacts(Outcome.WRONG_NUMBER), 1, 0),
    ],
)
def test_a_call_scores_by_the_plan(facts: CallFacts, tries: int, score: int) -> None:
    plan = newest_plan()
    assert plan is not None and score_of(plan, facts, tries) == score


def test_taking_a_check_records_that_its_number_was_shown(dispatcher: Actor) -> None:
    check = a_taken_check()
    told = History.objects.get(aggregate_id=check.pk, verb="duty_check.taken")
    assert (told.actor_id, told.after["shown"]) == (dispatcher.id, "400****0000")


def test_nothing_due_says_so(dispatcher: Actor) -> None:
    with pytest.raises(WrongState):
        take_next_check(acting_user=dispatcher)


def test_who_has_one_in_hand_gets_that_one_again(dispatcher: Actor) -> None:
    check = a_taken_check()
    assert take_next_check(acting_user=dispatcher).pk == check.pk


def test_silence_is_called_again_after_the_gap_and_fails_after_the_last_try(dispatcher: Actor) -> None:
    check = a_taken_check()
    check = report_call(check.pk, SILENCE, acting_user=dispatcher)
    assert (check.status, check.tries) == (CheckStatus.PLANNED, 1)
    assert check.call_from > now() + timedelta(minutes=19)
    with pytest.raises(WrongState):
        take_next_check(acting_user=dispatcher)
    failed = a_scored_check("BJS01", SILENCE)
    assert (failed.tries, failed.score, failed.has_passed) == (3, 0, False)
    assert CheckTry.objects.filter(duty_check=failed).count() == 3


def test_an_answer_needs_its_seconds(dispatcher: Actor) -> None:
    check = a_taken_check()
    with pytest.raises(Invalid):
        report_call(check.pk, CallFacts(Outcome.ANSWERED), acting_user=dispatcher)
    assert not CheckTry.objects.exists()


def test_who_has_not_taken_it_does_not_write_it_down(dispatcher: Actor) -> None:
    check = a_taken_check()
    check.change(caller_id=check.pk)
    with pytest.raises(NotAllowed):
        report_call(check.pk, GOOD, acting_user=dispatcher)


def test_a_call_never_changes_afterwards() -> None:
    a_scored_check()
    with pytest.raises(Exception, match=r"permission denied|append-only"), transaction.atomic():
        CheckTry.objects.update(note="other")


def test_what_nobody_calls_in_its_hours_is_missed_and_counts_for_nobody(auditor: Actor) -> None:
    a_draw()
    Deadline.objects.filter(kind="duty_check.lapses").update(due_at=now() - timedelta(seconds=1))
    keep_due()
    assert set(DutyCheck.objects.values_list("status", flat=True)) == {CheckStatus.MISSED}
    assert figures(auditor, today(), "region") == []


def test_what_is_taken_and_not_written_down_goes_back(dispatcher: Actor) -> None:
    check = a_taken_check()
    Deadline.objects.filter(kind="duty_check.abandoned").update(due_at=now() - timedelta(seconds=1))
    keep_due()
    check.refresh_from_db()
    assert (check.status, check.caller_id) == (CheckStatus.PLANNED, None)
    assert take_next_check(acting_user=dispatcher).pk == check.pk


# --- who sees what


def test_a_station_sees_its_result_and_never_what_is_planned(
    station_manager: Actor, rival_manager: Actor, acting: Any
) -> None:
    planned = a_planned_check()
    for actor in (station_manager, rival_manager):
        with acting(actor):
            assert not checks_for(actor).filter(pk=planned.pk).exists()
    scored = a_scored_check()
    with acting(station_manager):
        assert checks_for(station_manager).filter(pk=scored.pk).exists()
    with acting(rival_manager):
        assert not checks_for(rival_manager).exists()


def test_a_regional_office_sees_results_of_its_region_alone(regional_officer: Actor) -> None:
    a_planned_check()
    assert not checks_for(regional_officer).exists()
    home, rival = a_scored_check(), a_scored_check("BJS01")
    assert list(checks_for(regional_officer)) == [home]
    assert rival not in checks_for(regional_officer)


# --- appeal


def test_a_granted_appeal_corrects_the_result(
    station_manager: Actor, customer_service_manager: Actor, acting: Any
) -> None:
    check = a_scored_check(facts=SILENCE)
    with acting(station_manager):
        appeal_check(check.pk, text="线路故障", evidence=evidence(), acting_user=station_manager)
    check = decide_appeal(check.pk, is_granted=True, decision="属实", score=80, acting_user=customer_service_manager)
    assert (check.status, check.score, check.has_passed) == (CheckStatus.CORRECTED, 80, True)


def test_a_rejected_appeal_leaves_the_result(
    station_manager: Actor, customer_service_manager: Actor, acting: Any
) -> None:
    check = a_scored_check(facts=SILENCE)
    with acting(station_manager):
        appeal_check(check.pk, text="线路故障", evidence=evidence(), acting_user=station_manager)
    check = decide_appeal(check.pk, is_granted=False, decision="无证据", acting_user=customer_service_manager)
    assert (check.status, check.score, check.has_passed) == (CheckStatus.UPHELD, 0, False)


def test_who_called_does_not_decide(station_manager: Actor, dispatcher: Actor, acting: Any) -> None:
    check = a_scored_check(facts=SILENCE)
    with acting(station_manager):
        appeal_check(check.pk, text="线路故障", evidence=evidence(), acting_user=station_manager)
    with pytest.raises(NotAllowed):
        decide_appeal(check.pk, is_granted=True, decision="属实", acting_user=dispatcher)
    check.refresh_from_db()
    assert check.status == CheckStatus.APPEALED


def test_the_database_refuses_a_decision_of_the_caller(dispatcher: Actor) -> None:
    check = a_scored_check()
    with pytest.raises(IntegrityError, match="duty_check_decided_by_another"), transaction.atomic():
        check.change(decided_by_id=dispatcher.id)


def test_an_appeal_needs_evidence_and_its_days(station_manager: Actor, acting: Any) -> None:
    check = a_scored_check(facts=SILENCE)
    with acting(station_manager), pytest.raises(Invalid):
        appeal_check(check.pk, text="线路故障", evidence=[], acting_user=station_manager)
    check.change(appeal_until=now() - timedelta(seconds=1))
    with acting(station_manager), pytest.raises(WrongState):
        appeal_check(check.pk, text="线路故障", evidence=evidence(), acting_user=station_manager)


def test_a_rival_does_not_appeal(rival_manager: Actor, acting: Any) -> None:
    check = a_scored_check(facts=SILENCE)
    with acting(rival_manager), pytest.raises(NotYours):
        appeal_check(check.pk, text="线路故障", evidence=evidence(), acting_user=rival_manager)


# --- what follows


def test_a_failed_check_is_a_risk_until_its_appeal_is_granted(
    station_manager: Actor, customer_service_manager: Actor, acting: Any
) -> None:
    a_scored_check("BJS01")
    check = a_scored_check(facts=SILENCE)
    deliver_pending()
    sign = RiskSign.objects.get(claim_id=check.pk)
    assert (sign.source, sign.weight, sign.words_zh) == ("duty_check", 10, "值班电话抽查不合格：无人接听，0 分。")
    assert RiskSign.objects.filter(source="duty_check").count() == 1
    with acting(station_manager):
        appeal_check(check.pk, text="线路故障", evidence=evidence(), acting_user=station_manager)
    decide_appeal(check.pk, is_granted=True, decision="属实", acting_user=customer_service_manager)
    deliver_pending()
    assert not RiskSign.objects.filter(claim_id=check.pk).exists()


def test_the_station_is_told(station_manager: Actor) -> None:
    check = a_scored_check()
    deliver_pending()
    note = Notification.objects.get(user=station_manager.user)
    assert check.number in note.text and note.url == f"/s/SHA01/duty/checks/{check.pk}/"


def test_the_figures_are_those_of_the_checks(auditor: Actor) -> None:
    a_scored_check(), a_scored_check(facts=SILENCE), a_scored_check("BJS01")
    rows = {row["region"]: (row["checks"], row["passed"], row["rate"]) for row in figures(auditor, today(), "region")}
    assert rows == {"east": (2, 1, 50.0), "north": (1, 1, 100.0)}


# --- the grid of states


@pytest.mark.parametrize("start", CheckStatus)
@pytest.mark.parametrize("end", CheckStatus)
def test_the_database_refuses_a_move_that_the_table_does_not_have(start: CheckStatus, end: CheckStatus) -> None:
    if end in CHECK_MOVES[start] or start == end:
        return
    check = a_planned_check(
        status=start, score=1, has_passed=False, scored_at=now(), decided_at=now(), decided_by_id=NOBODY
    )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE duty_check SET status = %s WHERE id = %s", [end, check.pk])


NOBODY = "01890000-0000-7000-8000-000000000000"
