"""What happens when a limit of a technical question has passed, and who is told of what."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import office_people
from common.deadlines.keep import on_deadline
from common.deadlines.models import Deadline
from common.history.models import History
from common.history.record import record
from common.history.subscribers import subscribe
from common.pages.addresses import office_root, station_page
from common.pages.tables import show_moment
from common.people import Process
from common.text import Text
from desk.actions import tell
from network.questions.actions.replying import close_unanswered, solve
from network.questions.choices import WITH_SUPPORT, Limit, QuestionStatus
from network.questions.deadlines import put_under
from network.questions.locks import lock_question_at_once
from network.questions.models import TechnicalQuestion
from network.questions.policies import policy_on
from network.questions.selectors import case_behind, people_of_asker, people_of_desk, taker_of

CLOCK = Process(gettext_noop("Time limits of technical support"))
SUPPORT = Process(gettext_noop("Technical support"))
LADDER = (
    (Role.TRAINER,),
    (Role.TRAINER, Role.SERVICE_MANAGEMENT),
    (Role.TRAINER, Role.SERVICE_MANAGEMENT, Role.CUSTOMER_SERVICE_MANAGER),
)
S = QuestionStatus


def _due(deadline: Deadline, *statuses: QuestionStatus) -> TechnicalQuestion | None:
    """Return the question, locked, if it still waits for what this limit was set for."""
    question = lock_question_at_once(deadline.subject_id)
    return question if question.status in statuses and question.limit_step == deadline.step else None


@on_deadline(Limit.ANSWER)
def escalate_late_answer(deadline: Deadline) -> None:
    """Support is late: one level up, and again after the rules' time; on the highest level it is told again."""
    if question := _due(deadline, *WITH_SUPPORT):
        policy = policy_on(question.created_at)
        question.change(is_overdue=True, escalation=min(question.escalation + 1, policy.levels))
        put_under(question, policy.time_again)
        after = {"escalation": question.escalation, "due_at": question.due_at}
        record(question, "technical_question.overdue", CLOCK, after=after)


@on_deadline(Limit.REPLY)
def remind_the_asker(deadline: Deadline) -> None:
    """The asker owes a reply: reminded, and after the last reminder the question is closed."""
    if question := _due(deadline, S.ASKED_BACK):
        policy = policy_on(question.created_at)
        if question.reminded >= policy.reminders:
            close_unanswered(question, by=CLOCK, verb="technical_question.lapsed")
            return
        question.change(reminded=question.reminded + 1)
        put_under(question, policy.time_of_reply)
        after = {"reminded": question.reminded, "due_at": question.due_at}
        record(question, "technical_question.reminded", CLOCK, after=after)


@on_deadline(Limit.CONFIRM)
def take_silence_for_yes(deadline: Deadline) -> None:
    """Nobody said that the answer does not help."""
    if question := _due(deadline, S.ANSWERED):
        solve(question, by=CLOCK, is_by_silence=True)


@subscribe("technical_question.raised")
@subscribe("technical_question.handed_back")
@subscribe("technical_question.passed_on")
def tell_the_queue(event: History) -> None:
    """Those who may take it."""
    question = _question(event)
    if question.status == S.WAITING:
        sentence = _("%(number)s (%(urgency)s) waits in the queue: %(title)s. Due %(due)s.")
        _tell_office(event, question, people_of_desk(question), sentence)


@subscribe("technical_question.taken")
def tell_who_works_on_it(event: History) -> None:
    """The asker knows who is on it."""
    _tell_asker(event, _question(event), _("%(number)s: %(taker)s works on your technical question."))


@subscribe("technical_question.answered")
def ask_for_confirmation(event: History) -> None:
    """The asker confirms, or says that it does not help."""
    sentence = _("%(number)s is answered. Confirm until %(due)s, or say that it does not help.")
    _tell_asker(event, _question(event), sentence)


@subscribe("technical_question.asked_back")
@subscribe("technical_question.reminded")
def ask_for_a_reply(event: History) -> None:
    """The asker's turn."""
    sentence = _("%(number)s: technical support needs more from you. Reply until %(due)s.")
    _tell_asker(event, _question(event), sentence)


@subscribe("technical_question.replied")
@subscribe("technical_question.not_solved")
@subscribe("technical_question.reopened")
def tell_the_taker(event: History) -> None:
    """Support's turn."""
    question = _question(event)
    _tell_office(event, question, taker_of(question), _("%(number)s is yours again: %(title)s. Due %(due)s."))


@subscribe("technical_question.overdue")
def tell_those_above(event: History) -> None:
    """The level's people, and who works on it or may take it."""
    question = _question(event)
    level = min(max(question.escalation, 1), len(LADDER)) - 1
    people = [*office_people(*LADDER[level]), *(taker_of(question) or people_of_desk(question))]
    _tell_office(event, question, people, _("%(number)s is overdue (level %(level)d): %(title)s."))


@subscribe("technical_question.solved")
@subscribe("technical_question.withdrawn")
@subscribe("technical_question.lapsed")
def tell_the_end(event: History) -> None:
    """Who worked on it learns how it ended; the asker, when the clock ended it."""
    question = _question(event)
    _tell_office(event, question, taker_of(question), _("%(number)s: %(status)s."))
    if event.actor_id is None:
        _tell_asker(event, question, _("%(number)s: %(status)s."))


@subscribe("technical_question.solved")
def tell_the_case(event: History) -> None:
    """The hotline's case of which the question came learns that it is solved; who opened it is led to its closing."""
    question = _question(event)
    case = case_behind(question)
    if case is None or question.status != S.SOLVED:
        return
    people = [case.opened_by] if case.opened_by and case.opened_by != event.actor_id else []
    record(
        case, "case.question_solved", CLOCK if event.actor_id is None else SUPPORT, after={"question": question.number}
    )
    opener = User.objects.filter(pk__in=people, is_active=True)
    sentence = _("%(number)s is solved: %(title)s. Tell the caller of case %(case)s, then close it.")
    words = {"number": question.number, "title": question.title, "case": case.number}
    url = f"{office_root()}hotline/{case.pk}/"
    tell(opener, lambda: str(sentence) % words, url, key=f"{event.verb}:{event.pk}:case")


def _question(event: History) -> TechnicalQuestion:
    found: TechnicalQuestion = TechnicalQuestion.objects.select_related("station").get(pk=event.aggregate_id)
    return found


def _words(question: TechnicalQuestion, sentence: Text) -> Callable[[], str]:
    def words() -> str:
        return str(sentence) % {
            "number": question.number,
            "title": question.title,
            "urgency": question.get_urgency_display(),
            "taker": question.taken_by_name,
            "due": show_moment(question.due_at),
            "level": question.escalation,
            "status": question.get_status_display(),
        }

    return words


def _tell_asker(event: History, question: TechnicalQuestion, sentence: Text) -> None:
    if question.station is None:
        url = f"{office_root()}questions/{question.pk}/"
    else:
        url = station_page(question.station.code, "questions:question", question.pk)
    tell(people_of_asker(question), _words(question, sentence), url, key=f"{event.verb}:{event.pk}:asker")


def _tell_office(event: History, question: TechnicalQuestion, people: Iterable[User], sentence: Text) -> None:
    url = f"{office_root()}questions/{question.pk}/"
    tell(list(people), _words(question, sentence), url, key=f"{event.verb}:{event.pk}:office")
