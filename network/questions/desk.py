"""What technical questions hang into the frame."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.pages import OFFICE, STATION, Button, Card, Hit, Task, cards, menu, say, searches, tasks
from common.pages.further import add_step
from common.pages.searching import matching
from common.pages.timeline import label
from network.hotline.choices import CaseKind
from network.hotline.models import Case
from network.questions.choices import Origin
from network.questions.models import TechnicalQuestion
from network.questions.pages.questions import asking_button
from network.questions.pages.tables import QuestionFilter
from network.questions.selectors import (
    ANSWER,
    VIEW,
    live_about,
    question_of,
    questions_for,
    queue_of,
    solved_about,
    waiting,
)
from network.support.literature_models import Literature
from tenants.workshop.choices import RepairStatus
from tenants.workshop.models import RepairOrder

BOTH = (OFFICE, STATION)
SHOWN = 5
MOST_RESULT = 500  # it is filled in by the address
WORDS = "技术咨询 技术支持 疑难故障 故障码 technical question TAC"

menu.add(
    "papers", pgettext_lazy("list", "Technical questions"), "questions:list", icon="help", action=VIEW, places=BOTH, order=11, words=WORDS,
)  # fmt: skip
menu.add(
    "papers", _("Queue of technical support"), "questions:queue", icon="list-check", action=ANSWER, order=10, words="待接技术咨询 queue",
)  # fmt: skip
menu.add(
    "papers", _("Rules of technical support"), "questions:rules", icon="adjustments", action="questions.rules", order=36, words="技术支持规则 时限",
)  # fmt: skip
menu.add(
    "insight", _("Statistics of technical questions"), "questions:statistics", icon="chart-bar", action=VIEW, order=62,
)  # fmt: skip


def queue_card(actor: Any) -> Card:
    """How many wait for somebody who takes them, and how many of them too long."""
    rows = queue_of(actor)
    count, late = rows.count(), rows.filter(is_overdue=True).count()
    return Card(
        _("Queue of technical support"),
        count,
        reverse("questions:queue"),
        detail=_("%(count)s overdue") % {"count": late} if late else "",
        tone="bad" if late else "warn" if count else "good",
        icon="help",
    )


def to_do(actor: Any) -> list[Task]:
    """Return what this person has to do: their own questions in work, what may be taken, what their side has to reply to or confirm."""
    to_take = queue_of(actor)[:SHOWN] if actor.is_office and actor.may(ANSWER) else []
    return [_task(one) for one in [*waiting(actor)[:20], *to_take]]


def _task(one: TechnicalQuestion) -> Task:
    words = _("Technical question %(number)s: %(status)s")
    known = {"number": one.number, "status": one.get_status_display()}
    return Task(words % known, one.get_absolute_url(), one.due_at, one.title)


@add_step
def ask_from(actor: Any, record: Any) -> Button | None:
    """Offer to ask from a repair that is not over, or from a case of the hotline; lead to the question while one is live."""
    origin = _origin_of(record)
    if origin is None or not actor.may(VIEW):
        return None
    live = live_about(actor, origin, record.number)
    if live is not None:
        words = _("Technical question %(number)s") % {"number": live.number}
        return Button(words, live.get_absolute_url(), action=VIEW, icon="help")
    return asking_button(origin, record.number)


@add_step
def question_behind(actor: Any, record: Any) -> Button | None:
    """Lead from a technical case to the question of which it came, for whoever may see that."""
    question = question_of(actor, record) if isinstance(record, Literature) else None
    if question is None:
        return None
    words = _("Technical question %(number)s") % {"number": question.number}
    return Button(words, question.get_absolute_url(), action=VIEW, icon="help")


@add_step
def close_with_the_solution(actor: Any, record: Any) -> Button | None:
    """Propose to close a technical question's case of the hotline with the solution that was found."""
    if not isinstance(record, Case) or record.kind != CaseKind.QUESTION or not record.is_live:
        return None
    solved = solved_about(actor, record) if actor.may(VIEW) and actor.is_office else None
    if solved is None:
        return None
    result = f"{solved.number}: {solved.cause} → {solved.remedy}"[:MOST_RESULT]
    address = f"{reverse('hotline:close', args=[record.pk])}?{urlencode({'result': result})}"
    return Button(_("Close with the solution"), address, action="hotline.answer", primary=True, icon="check")


def _origin_of(record: Any) -> Origin | None:
    if isinstance(record, RepairOrder) and record.status not in (RepairStatus.DELIVERED, RepairStatus.CANCELLED):
        return Origin.REPAIR
    if isinstance(record, Case) and record.is_live and record.kind in (CaseKind.QUESTION, CaseKind.RESCUE):
        return Origin.CASE
    return None


def find_questions(actor: Any, q: str) -> Sequence[Hit]:
    """Find questions by number, VIN, order, or words of question and solution."""
    rows = questions_for(actor).filter(matching(TechnicalQuestion, QuestionFilter.search, q).condition)
    return [Hit(str(one), one.get_absolute_url(), one.get_status_display()) for one in rows[:5]]


cards.add(queue_card, action=ANSWER, places=(OFFICE,), order=41)
tasks.add(to_do, action=VIEW, places=BOTH, order=41)
searches.add(
    kind=pgettext_lazy("search", "Technical question"), find=find_questions, action=VIEW, places=BOTH, order=64
)
label({"question": pgettext_lazy("search", "Technical question")})
say(
    {
        "technical_question.raised": _("Sent to technical support"),
        "technical_question.taken": _("Taken from the queue"),
        "technical_question.answered": pgettext_lazy("technical question", "Answered"),
        "technical_question.asked_back": _("Asked back, the time stands still"),
        "technical_question.replied": _("Replied, the time runs on"),
        "technical_question.passed_on": _("Passed to the expert group"),
        "technical_question.handed_back": _("Put back into the queue"),
        "technical_question.not_solved": _("Not solved yet"),
        "technical_question.overdue": _("Overdue, told one level higher"),
        "technical_question.reminded": _("Asker reminded"),
        "technical_question.solved": pgettext_lazy("technical question", "Solved"),
        "technical_question.reopened": pgettext_lazy("technical question", "Reopened"),
        "technical_question.withdrawn": pgettext_lazy("technical question", "Withdrawn"),
        "technical_question.case_proposed": _("Proposed as technical case"),
        "technical_question.lapsed": _("Closed: the asker did not reply"),
        "question_policy.drafted": _("Drafted"),
        "question_policy.amended": _("Draft changed"),
        "question_policy.published": _("Published"),
        "question_policy.withdrawn": _("Draft withdrawn"),
    }
)
