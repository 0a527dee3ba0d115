"""Which rows a time limit is about, and what a rung of its ladder does to them: one way for documents and for surveys."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from common.clock import now
from common.deadlines.models import Deadline
from network.support.audience import AT_WORK
from network.support.choices import TO_ANSWER, TO_EXECUTE, CopyStatus, DocumentStatus, Stage, SurveyStatus
from network.support.deadlines import LATE, STEPS, climb
from network.support.models import DocumentCopy
from network.support.survey_models import SurveyAnswer


@dataclass(frozen=True, slots=True)
class Source:
    """The rows of a stage: their model and parent, which of their states wait, by which limit, and where either side finds them."""

    model: Any
    parent: str
    waiting: tuple[Any, ...]
    limit: str
    live: Any
    inbox: str
    office: str


SOURCES = {
    Stage.SIGN: Source(
        DocumentCopy, "document", (CopyStatus.TO_SIGN,), "sign_by", DocumentStatus.IN_FORCE, "inbox", "documents"
    ),
    Stage.EXECUTE: Source(
        DocumentCopy, "document", TO_EXECUTE, "execute_by", DocumentStatus.IN_FORCE, "inbox", "documents"
    ),
    Stage.ANSWER: Source(SurveyAnswer, "survey", TO_ANSWER, "due_at", SurveyStatus.RUNNING, "answers", "surveys"),
}


@dataclass(frozen=True, slots=True)
class Chased:
    """The document or survey that was chased for, and what the history says of it."""

    subject: Any
    after: dict[str, Any]


def waiting(stage: Stage, subject_id: UUID | str, *, is_due: bool) -> Any:
    """Return the open rows of a subject (or the one row of this key) at stations at work; with `is_due` those whose time has passed."""
    source = SOURCES[stage]
    rows = source.model.objects.filter(
        Q(**{f"{source.parent}_id": subject_id}) | Q(pk=subject_id),
        status__in=source.waiting,
        station__status__in=AT_WORK,
        **{f"{source.parent}__status": source.live},
    ).select_related(source.parent, "station")
    return rows.filter(**{f"{source.limit}__lte": now()}) if is_due else rows


def chase(stage: Stage, deadline: Deadline) -> Chased | None:
    """Mark what is late, from the second rung on, and set the next rung. None when nobody is waited for."""
    level = deadline.step % STEPS
    rows = waiting(stage, deadline.subject_id, is_due=level >= LATE)
    first = rows.first()
    if first is None:
        return None
    count = rows.count()
    if level >= LATE:
        rows.filter(is_late=False).update(is_late=True, version=F("version") + 1)
    climb(stage, deadline.subject_id, deadline.due_at, deadline.step)
    after = {"stage": str(stage), "reminder": level, "copies": count, "chased_id": deadline.subject_id}
    return Chased(getattr(first, SOURCES[stage].parent), after)
