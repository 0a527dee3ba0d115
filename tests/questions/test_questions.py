"""A technical question from its raising to its solution: whose step it is, what the limits do, what stands still meanwhile."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.roles import Role
from common.clock import now
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.history.relay import deliver_pending
from desk.models import Notification
from network.questions import actions
from network.questions import deadlines as limits
from network.questions.actions import replying
from network.questions.choices import LIMIT_OF, LIVE, QUESTION_MOVES, Desk, Limit, QuestionStatus, Urgency
from network.questions.desk import ask_from
from network.questions.models import QuestionEntry, TechnicalQuestion
from network.questions.policies import EXAMPLE, codes_of, policy_of, text_of
from network.questions.selectors import evidence_of, people_of_asker, questions_for, queue_of, waiting
from tests.builders.dispatch import settle
from tests.builders.hotline import a_case
from tests.builders.pictures import a_pdf, a_photo
from tests.builders.questions import (
    a_question,
    a_question_asked_back,
    a_solution,
    a_solved_question,
    a_taken_question,
    an_answered_question,
    an_office_question,
    asker,
    facts,
    trainer,
)
from tests.builders.workshop import a_delivered_order, an_open_order
from tests.conftest import standing
from tests.world import office_actor, station_actor

pytestmark = pytest.mark.django_db
S = QuestionStatus
HOUR = timedelta(hours=1)


def again(question: TechnicalQuestion) -> TechnicalQuestion:
    """Return the question as it is now. Stand at head office."""
    found: TechnicalQuestion = TechnicalQuestion.objects.get(pk=question.pk)
    return found


def open_limits(question: TechnicalQuestion) -> list[str]:
    """Return the kinds of the open deadlines. Stand at head office."""
    return list(Deadline.objects.filter(subject_id=question.pk, done_at__isnull=True).values_list("kind", flat=True))


def pass_the_limit(question: TechnicalQuestion) -> None:
    """Let the question's time run out and the clock act. Stand at head office."""
    Deadline.objects.filter(subject_id=question.pk, done_at__isnull=True).update(due_at=now() - timedelta(seconds=1))
    settle()


# --- raising ------------------------------------------------------------------------------------------------------------------------


def test_a_repair_order_tells_vehicle_and_mileage(station_manager: Actor, acting: Any, at_office: Any) -> None:
    with acting(station_manager):
        order = an_open_order(station_manager)
        given = facts(origin="repair", reference=order.number.lower(), fault_codes="p0299，SPN 3216 FMI 4, P0299")
        question = actions.ask_question(given, acting_user=station_manager)
    assert (question.reference, question.vin, question.mileage_km) == (order.number, order.vin, order.mileage_km)
    assert question.fault_codes == ["P0299", "SPN 3216 FMI 4"]
    assert question.model is not None and question.built_month
    with at_office():
        assert again(question).status == S.WAITING and open_limits(question) == [Limit.ANSWER]


def test_the_hotline_asks_from_its_case(dispatcher: Actor, at_office: Any) -> None:
    case = a_case(kind="question", description="排放灯亮")
    question = an_office_question(origin="case", reference=case.number)
    assert (question.station_id, question.origin_id, question.vin) == (None, case.pk, case.vin)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"origin": "repair", "reference": "RO-0"}, "reference"),
        ({"origin": "case", "reference": "CAS-0"}, "reference"),
        ({"vehicle": "NOBODYS"}, "vehicle"),
        ({"failure_code": "XX-0"}, "failure_code"),
        ({"component": "XX-0"}, "component"),
        ({"title": " "}, "title"),
        ({"description": "?"}, "description"),
    ],
)
def test_what_nobody_knows_is_refused_at_its_field(given: dict[str, Any], field: str, at_office: Any) -> None:
    with standing(asker()), pytest.raises(Invalid) as refused:
        actions.ask_question(facts(**given), acting_user=asker())
    assert refused.value.field == field
    with at_office():
        assert not TechnicalQuestion.objects.exists()


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.PARTS, Role.TRAINER, Role.AUDITOR])
def test_who_may_not_ask_is_refused(role: Role, at_office: Any) -> None:
    person = station_actor(role) if role.place == "station" else office_actor(role)
    with standing(person), pytest.raises(NotAllowed):
        actions.ask_question(facts(), acting_user=person)
    with at_office():
        assert not TechnicalQuestion.objects.exists()


def test_photos_and_documents_come_with_it(at_office: Any) -> None:
    question = a_question(photos=[("仪表.jpg", a_photo()), ("诊断报告.pdf", a_pdf())])
    with at_office():
        assert [one.name for one in evidence_of(question)] == ["仪表.jpg", "诊断报告.pdf"]


@pytest.mark.parametrize(("urgency", "hours"), [("off_road", 2), ("driver", 4), ("normal", 24)])
def test_the_first_answer_is_due_by_urgency(urgency: str, hours: int) -> None:
    begun = now()
    question = a_question(urgency=urgency)
    assert question.due_at is not None
    assert begun + hours * HOUR <= question.due_at <= now() + hours * HOUR


def test_the_queue_is_by_urgency_then_age(at_office: Any) -> None:
    made = [a_question(urgency=one) for one in ("normal", "driver", "off_road", "driver")]
    with at_office():
        found = [one.number for one in queue_of(trainer())]
    assert found == [made[place].number for place in (2, 1, 3, 0)]


# --- support at work ----------------------------------------------------------------------------------------------------------------


def test_who_takes_it_has_it_and_the_limit_goes_on(at_office: Any) -> None:
    question = a_question()
    due = question.due_at
    taken = a_taken_question(question)
    assert (taken.status, taken.taken_by_id, taken.due_at) == (S.TAKEN, trainer().id, due)
    with at_office():
        assert not queue_of(trainer()).exists()
        with pytest.raises(WrongState):
            actions.take_question(question.pk, acting_user=office_actor(Role.SERVICE_MANAGEMENT))
        assert again(question).taken_by_id == trainer().id


@pytest.mark.parametrize("step", ["answer", "ask_back", "escalate", "hand_back"])
def test_only_who_took_it_works_on_it(step: str, at_office: Any) -> None:
    question, other = a_taken_question(), office_actor(Role.SERVICE_MANAGEMENT)
    given: dict[str, dict[str, Any]] = {
        "answer": {"text": "检查插头", "solution": a_solution()},
        "ask_back": {"text": "轨压多少"},
        "escalate": {"reason": "无资料"},
        "hand_back": {"reason": "下班"},
    }
    with at_office():
        count = History.objects.count()
        with pytest.raises(NotAllowed):
            getattr(actions, step)(question.pk, acting_user=other, **given[step])
        assert (again(question).status, History.objects.count()) == (S.TAKEN, count)


def test_the_expert_group_takes_what_is_passed_on(at_office: Any) -> None:
    question = a_taken_question()
    with at_office():
        passed = actions.escalate(question.pk, reason="需要控制器数据流分析", acting_user=trainer())
        assert (passed.status, passed.desk, passed.taken_by_id) == (S.WAITING, Desk.EXPERT, None)
        assert not queue_of(trainer()).exists()
        with pytest.raises(NotAllowed):
            actions.take_question(question.pk, acting_user=trainer())
        expert = office_actor(Role.FINAL_REVIEWER)
        assert [one.pk for one in queue_of(expert)] == [question.pk]
        actions.take_question(question.pk, acting_user=expert)
        with pytest.raises(WrongState):
            actions.escalate(question.pk, reason="再上报", acting_user=expert)
        assert open_limits(question) == [Limit.ANSWER]


def test_what_is_put_back_waits_under_the_same_limit(at_office: Any) -> None:
    question = a_taken_question()
    with at_office():
        back = actions.hand_back(question.pk, reason="下班交班", acting_user=trainer())
        assert (back.status, back.due_at, back.taken_by_name) == (S.WAITING, question.due_at, "")
        actions.take_question(question.pk, acting_user=office_actor(Role.SERVICE_MANAGEMENT))


def test_nobody_answers_their_own_question(at_office: Any) -> None:
    question = an_office_question()
    with at_office(), pytest.raises(IntegrityError, match="answered_by_another"), transaction.atomic():
        TechnicalQuestion.objects.filter(pk=question.pk).update(taken_by_id=question.asked_by_id)


def test_an_answer_is_a_solution_as_data(at_office: Any) -> None:
    question = a_taken_question()
    with at_office():
        assert question.model is not None
        for wrong in ({"component": "XX"}, {"vehicle_models": ["XX"]}, {"parts": "NO-SUCH-PART"}):
            with pytest.raises(Invalid):
                actions.answer(question.pk, text="见下", solution=a_solution(**wrong), acting_user=trainer())
        assert again(question).status == S.TAKEN
    answered = an_answered_question(question, vehicle_models=[question.model.code])
    assert (answered.solution_models, answered.first_in_time) == ([question.model.code], True)
    with at_office():
        assert open_limits(question) == [Limit.CONFIRM]


def test_a_first_answer_after_its_limit_is_late(at_office: Any) -> None:
    question = a_taken_question()
    with at_office():
        pass_the_limit(question)
        assert again(question).is_overdue
    answered = an_answered_question(question)
    assert (answered.first_in_time, answered.is_overdue, answered.escalation) == (False, False, 0)


# --- limits -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_taken", [False, True])
def test_what_is_late_climbs_the_ladder_and_stays_on_its_top(at_office: Any, is_taken: bool) -> None:
    question = a_taken_question() if is_taken else a_question()
    with at_office():
        for level in (1, 2, 3, 3):
            pass_the_limit(question)
            found = again(question)
            assert (found.escalation, found.is_overdue, found.status) == (level, True, question.status)
            assert open_limits(question) == [Limit.ANSWER]


def test_the_time_stands_still_while_the_asker_owes_a_reply(at_office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour of work, two days of waiting (over a jump of the clock), then what was left of the first hour's limit."""
    begun = now()

    def at(moment: Any) -> None:
        for module in (limits, actions.asking, actions.working, replying):
            monkeypatch.setattr(module, "now", lambda: moment)

    at(begun)
    question = a_taken_question(urgency="driver")
    at(begun + HOUR)
    asked = a_question_asked_back(question)
    assert asked.left_s == 3 * 3600
    with at_office():
        assert open_limits(question) == [Limit.REPLY]
    at(begun + 49 * HOUR)
    with standing(asker()):
        replied = actions.reply(question.pk, text="轨压 320 bar", acting_user=asker())
    assert (replied.status, replied.left_s, replied.due_at) == (S.TAKEN, None, begun + 52 * HOUR)
    with at_office():
        assert open_limits(question) == [Limit.ANSWER]
        due = Deadline.objects.get(subject_id=question.pk, done_at__isnull=True)
        assert due.due_at == begun + 52 * HOUR
        at(begun + 51 * HOUR)
        assert an_answered_question(question).first_in_time is True


def test_a_limit_that_was_set_before_the_pause_does_nothing_after_it(at_office: Any) -> None:
    question = a_taken_question()
    with at_office():
        old = Deadline.objects.get(subject_id=question.pk, done_at__isnull=True)
    a_question_asked_back(question)
    with at_office():
        Deadline.objects.filter(pk=old.pk).update(done_at=None, due_at=now() - HOUR)
        settle()
        assert not again(question).is_overdue


def test_the_asker_is_reminded_then_the_question_is_closed(at_office: Any) -> None:
    question = a_question_asked_back()
    with at_office():
        for count in (1, 2):
            pass_the_limit(question)
            assert (again(question).status, again(question).reminded) == (S.ASKED_BACK, count)
        pass_the_limit(question)
        assert again(question).status == S.WITHDRAWN and open_limits(question) == []
        assert History.objects.filter(aggregate_id=question.pk, verb="technical_question.lapsed").exists()


# --- the asker's word ---------------------------------------------------------------------------------------------------------------


def test_the_asker_confirms(at_office: Any) -> None:
    solved = a_solved_question()
    assert (solved.status, solved.is_by_silence) == (S.SOLVED, False)
    with at_office():
        assert open_limits(solved) == []


def test_silence_confirms(at_office: Any) -> None:
    question = an_answered_question()
    with at_office():
        pass_the_limit(question)
        assert (again(question).status, again(question).is_by_silence) == (S.SOLVED, True)


def test_an_answer_that_does_not_help_goes_back_to_who_gave_it(at_office: Any) -> None:
    question = an_answered_question()
    with standing(asker()):
        actions.refuse_solution(question.pk, text="插头干燥，仍游车", acting_user=asker())
    with at_office():
        found = again(question)
        assert (found.status, found.taken_by_id) == (S.TAKEN, trainer().id)
        assert open_limits(question) == [Limit.ANSWER]
    assert an_answered_question(question).first_in_time is True


def test_it_is_reopened_once_and_in_time(at_office: Any) -> None:
    question = a_solved_question()
    with standing(asker()):
        with pytest.raises(Invalid):
            actions.reopen(question.pk, reason=" ", acting_user=asker())
        assert actions.reopen(question.pk, reason="两天后又出现", acting_user=asker()).status == S.TAKEN
    a_solved_question(an_answered_question(question))
    with standing(asker()), pytest.raises(WrongState) as refused:
        actions.reopen(question.pk, reason="又来", acting_user=asker())
    assert refused.value.code == "technical_question.reopened_already"


def test_an_old_solution_is_not_reopened(at_office: Any) -> None:
    question = a_solved_question()
    with at_office():
        TechnicalQuestion.objects.filter(pk=question.pk).update(closed_at=now() - timedelta(days=31))
    with standing(asker()), pytest.raises(WrongState) as refused:
        actions.reopen(question.pk, reason="又来", acting_user=asker())
    assert refused.value.code == "technical_question.too_late"


def test_the_asker_withdraws_until_it_is_answered(at_office: Any) -> None:
    question = a_taken_question()
    with standing(asker()):
        actions.withdraw(question.pk, reason="自己找到了", acting_user=asker())
    with at_office():
        assert again(question).status == S.WITHDRAWN and open_limits(question) == []
    answered = an_answered_question(a_taken_question())
    with standing(asker()), pytest.raises(WrongState):
        actions.withdraw(answered.pk, reason="不要了", acting_user=asker())


@pytest.mark.parametrize("step", ["reply", "confirm_solution", "refuse_solution", "reopen", "withdraw"])
def test_head_office_does_not_speak_for_a_station(step: str, at_office: Any, dispatcher: Actor) -> None:
    question = an_answered_question()
    given: dict[str, Any] = {"confirm_solution": {}, "reopen": {"reason": "再看"}, "withdraw": {"reason": "不要"}}
    with at_office():
        count = History.objects.count()
        with pytest.raises(NotAllowed):
            getattr(actions, step)(question.pk, acting_user=dispatcher, **given.get(step, {"text": "好的"}))
        assert (again(question).status, History.objects.count()) == (S.ANSWERED, count)


@pytest.mark.parametrize("step", ["reply", "confirm_solution", "refuse_solution", "reopen"])
def test_a_step_out_of_turn_is_refused(step: str) -> None:
    question = a_taken_question()
    given: dict[str, Any] = {"confirm_solution": {}, "reopen": {"reason": "再看"}}
    with standing(asker()), pytest.raises(WrongState):
        getattr(actions, step)(question.pk, acting_user=asker(), **given.get(step, {"text": "好的"}))


# --- who sees and hears -------------------------------------------------------------------------------------------------------------


def test_a_rival_sees_and_touches_nothing(acting: Any, at_office: Any, rival_manager: Actor) -> None:
    question = an_answered_question()
    with at_office():
        count = History.objects.count()
    with acting(rival_manager):
        assert not questions_for(rival_manager).exists() and not QuestionEntry.objects.exists()
        with pytest.raises(NotYours):
            actions.confirm_solution(question.pk, acting_user=rival_manager)
        with pytest.raises(NotYours):
            actions.refuse_solution(question.pk, text="与我无关", acting_user=rival_manager)
    with at_office():
        assert History.objects.count() == count


def test_what_head_office_asks_no_station_sees(acting: Any, station_manager: Actor) -> None:
    an_office_question()
    with acting(station_manager):
        assert not questions_for(station_manager).exists() and not TechnicalQuestion.objects.exists()


def test_each_step_is_told_to_whose_turn_it_is(at_office: Any) -> None:
    def told(since: int) -> set[Any]:
        deliver_pending()
        rows = Notification.objects.order_by("created_at").values_list("user_id", flat=True)
        return set(list(rows)[since:])

    def count() -> int:
        return Notification.objects.count()

    question = a_question()
    with at_office():
        assert told(0) == {trainer().id}
        before = count()
    a_taken_question(question)
    with at_office():
        assert told(before) == {asker().id}
        before = count()
    a_question_asked_back(question)
    with at_office():
        assert told(before) == {asker().id}
        before = count()
    with standing(asker()):
        actions.reply(question.pk, text="已测", acting_user=asker())
    with at_office():
        assert told(before) == {trainer().id}
        before = count()
        pass_the_limit(question)
        pass_the_limit(question)
        assert told(before) == {trainer().id, office_actor(Role.SERVICE_MANAGEMENT).id}


def test_the_manager_is_told_when_who_asked_has_left(at_office: Any, station_manager: Actor) -> None:
    question = a_question()
    with at_office():
        question.asked_by_id = trainer().id
        assert [one.pk for one in people_of_asker(question)] == [station_manager.id]


def test_what_waits_for_whom(at_office: Any) -> None:
    def waits(actor: Actor) -> bool:
        with standing(actor):
            return waiting(actor).exists()

    question = a_taken_question()
    assert (waits(asker()), waits(trainer())) == (False, True)
    a_question_asked_back(question)
    assert (waits(asker()), waits(trainer())) == (True, False)


def test_a_repair_order_leads_to_its_open_question(station_manager: Actor, acting: Any) -> None:
    with acting(station_manager):
        order = an_open_order(station_manager)
        button = ask_from(station_manager, order)
        assert button is not None and f"reference={order.number}" in button.target
        given = facts(origin="repair", reference=order.number)
        question = actions.ask_question(given, acting_user=station_manager)
        button = ask_from(station_manager, order)
        assert button is not None and button.target == question.get_absolute_url()
        assert ask_from(station_manager, a_delivered_order(station_manager)) is None


# --- what is pure -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", QuestionStatus.values)
def test_moves_follow_the_table(status: str) -> None:
    assert TechnicalQuestion(status=status).possible_moves() == QUESTION_MOVES[QuestionStatus(status)]


def test_each_live_state_has_a_limit() -> None:
    assert set(LIMIT_OF) == set(LIVE)


def test_the_more_urgent_the_sooner() -> None:
    assert EXAMPLE.time_of_first(Urgency.OFF_ROAD) < EXAMPLE.time_of_first(Urgency.DRIVER)
    assert EXAMPLE.time_of_first(Urgency.DRIVER) < EXAMPLE.time_of_first(Urgency.NORMAL)


def test_a_typo_in_stored_rules_is_no_default() -> None:
    assert policy_of("fine", {"next_s": 60}).time_of_next == timedelta(minutes=1)
    with pytest.raises(ValueError, match="nxt_s"):
        policy_of("typo", {"nxt_s": 1})


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", []),
        ("p0299", ["P0299"]),
        ("P0299，p0299;U0100\n B1000", ["P0299", "U0100", "B1000"]),
        ("spn  3216 fmi 4", ["SPN 3216 FMI 4"]),
        (["p0299", " "], ["P0299"]),
    ],
)
def test_codes_are_read_as_people_type_them(typed: Any, found: list[str]) -> None:
    assert codes_of(typed, "fault_codes") == found


@pytest.mark.parametrize("typed", ["X" * 31, ",".join(f"P{n:04}" for n in range(21))])
def test_too_many_codes_are_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        codes_of(typed, "fault_codes")
    assert refused.value.field == "fault_codes"


def test_a_text_says_something() -> None:
    assert text_of(" 漏水 ", "text") == "漏水"
    with pytest.raises(Invalid):
        text_of(" x ", "text")
