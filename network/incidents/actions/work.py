"""The task force at work: people, checklist, measures, questions to support."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import User
from common.clock import now
from common.errors import Invalid, WrongState
from common.history.record import record
from common.numbering.next_number import next_number
from network.incidents import locks
from network.incidents.actions.opening import MANAGE, text_of
from network.incidents.choices import IncidentError, IncidentStatus
from network.incidents.deadlines import unwatch_task, watch_task
from network.incidents.models import IncidentTask, SupportCase, TaskForceMember
from network.incidents.selectors import incidents_for, people, tasks_for
from network.questions.actions import QuestionFacts, ask_question
from network.questions.choices import Origin, Urgency


@transaction.atomic
def add_member(incident_id: UUID, user_id: UUID, *, duty: str, acting_user: Actor) -> TaskForceMember:
    """Call somebody of head office into the task force. Raises Invalid for anybody else, or who is in it already."""
    acting_user.require(MANAGE)
    incident = locks.lock_incident(incidents_for(acting_user), incident_id)
    person = _person(user_id)
    if incident.members.filter(user_id=person.pk).exists():
        raise Invalid(_("This person is in the task force already."), code=IncidentError.ONCE, field="person")
    member = TaskForceMember(incident=incident, user_id=person.pk, name=person.name, duty=text_of(duty, "duty"))
    member.save(force_insert=True)
    record(incident, "incident.member_added", acting_user, after={"member": member.name, "duty": member.duty})
    return member


@transaction.atomic
def add_task(
    incident_id: UUID,
    *,
    words: str,
    due_at: datetime,
    owner_id: UUID | None = None,
    is_follow_up: bool = False,
    acting_user: Actor,
) -> IncidentTask:
    """Add a line to the checklist, or a follow-up measure that goes on after the event. Raises Invalid for a time that has passed."""
    acting_user.require(MANAGE)
    incident = locks.lock_incident(incidents_for(acting_user), incident_id)
    _require_to_come(due_at)
    owner = _person(owner_id) if owner_id else None
    said = text_of(words, "words")[:200]
    task = IncidentTask(
        incident=incident, place=incident.tasks.count() + 1, words_zh=said, words_en=said, due_at=due_at, is_follow_up=is_follow_up,
        owner_id=owner.pk if owner else None, owner_name=owner.name if owner else "",
    )  # fmt: skip
    task.save(force_insert=True)
    watch_task(task)
    record(
        incident,
        "incident.task_added",
        acting_user,
        after={"task": said, "owner_name": task.owner_name, "due_at": due_at},
    )
    return task


@transaction.atomic
def assign_task(task_id: UUID, owner_id: UUID, *, due_at: datetime | None = None, acting_user: Actor) -> IncidentTask:
    """Give a line an owner, and another time when one is given. Raises WrongState for a line that is done, Invalid for a time that has passed."""
    acting_user.require(MANAGE)
    task = locks.lock_task(tasks_for(acting_user), task_id)
    _require_open(task)
    if due_at:
        _require_to_come(due_at)
    owner, before = _person(owner_id), task.owner_name
    task.change(owner_id=owner.pk, owner_name=owner.name, **({"due_at": due_at, "is_late": False} if due_at else {}))
    watch_task(task)
    after = {"task": task.words_en, "owner_name": owner.name, "due_at": task.due_at}
    record(task.incident, "incident.task_assigned", acting_user, before={"owner_name": before}, after=after)
    return task


@transaction.atomic
def finish_task(task_id: UUID, *, result: str, acting_user: Actor) -> IncidentTask:
    """Tick a line off with its result. Raises WrongState for one that is done already."""
    acting_user.require("incidents.work")
    task = locks.lock_task(tasks_for(acting_user), task_id)
    _require_open(task)
    said = text_of(result, "result")[:500]
    task.change(done_at=now(), done_by_name=acting_user.name, result=said)
    unwatch_task(task)
    record(task.incident, "incident.task_done", acting_user, after={"task": task.words_en, "result": said})
    return task


@transaction.atomic
def hand_to_support(incident_id: UUID, *, question: str, acting_user: Actor) -> SupportCase:
    """Hand a technical question of the event to support, where it goes the way of all technical questions, in front of what can wait."""
    acting_user.require(MANAGE)
    incident = locks.lock_incident(incidents_for(acting_user), incident_id)
    words = text_of(question, "question")
    facts = QuestionFacts(
        title=incident.title,
        description=words,
        urgency=Urgency.OFF_ROAD,
        origin=Origin.INCIDENT,
        reference=incident.number,
    )
    case = SupportCase(
        incident=incident,
        number=next_number("SUP"),
        question=words,
        asked=ask_question(facts, acting_user=acting_user),
        handed_by_name=acting_user.name,
    )
    case.save(force_insert=True)
    record(
        incident, "incident.handed_to_support", acting_user, after={"support_case": case.number}, reason=case.question
    )
    return case


def _require_to_come(due_at: datetime) -> None:
    if due_at <= now():
        raise Invalid(_("Choose a time to come."), code=IncidentError.DUE, field="due_at")


def _require_open(task: IncidentTask) -> None:
    """A measure may be worked on after the event is closed; a line of the checklist may not."""
    if task.done_at or (task.incident.status == IncidentStatus.CLOSED and not task.is_follow_up):
        raise WrongState


def _person(user_id: UUID) -> User:
    found = next((one for one in people() if one.pk == user_id), None)
    if found is None:
        raise Invalid(_("This person does not work at head office."), code=IncidentError.PERSON, field="person")
    return found
