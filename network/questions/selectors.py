"""Which technical questions a person may see, and what belongs to one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Case, IntegerField, Q, Value, When

from accounts.actors import Actor
from accounts.models import User
from accounts.roles import Role
from accounts.selectors import office_people, people_at
from common.files.models import StoredFile
from common.records import RecordQuerySet
from network.hotline.models import Case as HotlineCase
from network.questions.choices import EVIDENCE, LIVE, Desk, Origin, QuestionStatus, Urgency
from network.questions.models import QuestionEntry, QuestionPolicy, TechnicalQuestion
from network.support.choices import DocumentStatus
from network.support.literature_models import Literature
from network.support.literature_selectors import literature_for
from tenants.registry.models import Station
from tenants.registry.selectors import stations_for

VIEW, ASK, ANSWER, EXPERT = "questions.view", "questions.ask", "questions.answer", "questions.expert"
REGIONAL_ONLY = frozenset({Role.REGIONAL_OFFICE})
EXPERTS = (Role.SERVICE_MANAGEMENT, Role.FINAL_REVIEWER)
S = QuestionStatus


def questions_for(actor: Actor) -> RecordQuerySet:
    """Return the questions: all for head office, a region's for its office, a station's own."""
    rows: RecordQuerySet = TechnicalQuestion.objects.select_related("station", "model", "component", "literature")
    if not actor.may(VIEW):
        return rows.none()
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)
    if not actor.is_office:
        return rows.none()
    return rows.filter(station__region=actor.region) if actor.roles <= REGIONAL_ONLY else rows


def queue_of(actor: Actor) -> RecordQuerySet:
    """Return what waits for somebody who takes it, the most urgent first, then the oldest; the expert group's only for experts."""
    rows: RecordQuerySet = questions_for(actor).filter(status=S.WAITING)
    if not actor.may(EXPERT):
        rows = rows.filter(desk=Desk.SUPPORT)
    ranks = [When(urgency=one, then=Value(place)) for place, one in enumerate(Urgency)]
    found: RecordQuerySet = rows.order_by(Case(*ranks, output_field=IntegerField()), "created_at")
    return found


def live_about(actor: Actor, origin: str, reference: str) -> TechnicalQuestion | None:
    """Return the latest question about this order or case that is not over, within the person's sight."""
    rows = questions_for(actor).filter(status__in=LIVE, origin=origin, reference=reference)
    found: TechnicalQuestion | None = rows.first()
    return found


def case_behind(question: TechnicalQuestion) -> HotlineCase | None:
    """Return the hotline's case of which a question came, while something is still to be done there."""
    if question.origin != Origin.CASE or question.origin_id is None:
        return None
    case = HotlineCase.objects.filter(pk=question.origin_id).first()
    return case if case is not None and case.is_live else None


def solved_about(actor: Actor, case: HotlineCase) -> TechnicalQuestion | None:
    """Return the solution that a case of the hotline can be closed with: that of its latest question, when none is open."""
    rows = questions_for(actor).filter(origin=Origin.CASE, origin_id=case.pk)
    if rows.filter(status__in=LIVE).exists():
        return None
    found: TechnicalQuestion | None = rows.filter(status=S.SOLVED).order_by("-closed_at").first()
    return found


def rules_for(actor: Actor) -> RecordQuerySet:
    """Return the versions of the rules: head office's alone."""
    rows: RecordQuerySet = QuestionPolicy.objects.all()
    return rows if actor.is_office and actor.may("questions.rules") else rows.none()


def stations_to_choose(request: Any = None) -> RecordQuerySet:
    """Return the stations that a filter offers to whoever asks; none outside a page."""
    actor = getattr(request, "actor", None)
    return stations_for(actor) if actor is not None else Station.objects.none()


def entries_of(question: TechnicalQuestion) -> Sequence[QuestionEntry]:
    """Return what was said, in order."""
    return list(QuestionEntry.objects.filter(question=question))


def evidence_of(question: TechnicalQuestion) -> Sequence[StoredFile]:
    """Return the files of question and thread, in the order in which they came."""
    return list(_files(question).order_by("created_at"))


def evidence_file(question: TechnicalQuestion, file_id: UUID) -> StoredFile:
    """Return one file of a question that the gate has let through. Raises NotYours."""
    file: StoredFile = _files(question).get_or_404(file_id)
    return file


def _files(question: TechnicalQuestion) -> Any:
    said = QuestionEntry.objects.filter(question=question).values("pk")
    return StoredFile.objects.filter(Q(subject_id=question.pk) | Q(subject_id__in=said), kind=EVIDENCE)


def is_askers(actor: Actor, question: TechnicalQuestion) -> bool:
    """Whether the person stands on the asker's side: at the station, or at head office where that asks; never who works on it."""
    return actor.may(ASK) and actor.station_id == question.station_id and actor.id != question.taken_by_id


def is_takers(actor: Actor, question: TechnicalQuestion) -> bool:
    """Whether the person is the one who works on it."""
    return actor.is_office and actor.may(ANSWER) and question.taken_by_id == actor.id


def waiting(actor: Actor) -> RecordQuerySet:
    """Return what waits for this person's step: their own work, or what their side has to reply to or confirm."""
    rows: RecordQuerySet = questions_for(actor).filter(status__in=LIVE).order_by("due_at")
    if actor.station_id is not None:
        return rows.filter(status__in=[S.ASKED_BACK, S.ANSWERED]) if actor.may(ASK) else rows.none()
    asked = Q(station__isnull=True, asked_by_id=actor.id, status__in=[S.ASKED_BACK, S.ANSWERED])
    return rows.filter(asked | Q(taken_by_id=actor.id, status=S.TAKEN))


def people_of_asker(question: TechnicalQuestion) -> list[User]:
    """Return who asked, or the station's manager when that person is not there any more."""
    if question.station_id is None:
        return list(User.objects.filter(pk=question.asked_by_id, is_active=True))
    here = [one for one in people_at(question.station_id) if one.pk == question.asked_by_id]
    return here or people_at(question.station_id, Role.STATION_MANAGER)


def taker_of(question: TechnicalQuestion) -> list[User]:
    """Return who works on it, if anybody does."""
    return list(User.objects.filter(pk=question.taken_by_id, is_active=True)) if question.taken_by_id else []


def people_of_desk(question: TechnicalQuestion) -> list[User]:
    """Return who may take it from the queue."""
    return office_people(*(EXPERTS if question.desk == Desk.EXPERT else (Role.TRAINER,)))


def case_of(actor: Actor, question: TechnicalQuestion) -> Literature | None:
    """Return the technical case that came of a question, its edition in force if there is one, as far as the person may read it."""
    if question.literature is None:
        return None
    editions = literature_for(actor).filter(family=question.literature.family)
    found: Literature | None = editions.filter(status=DocumentStatus.IN_FORCE).first() or editions.first()
    return found


def question_of(actor: Actor, edition: Literature) -> TechnicalQuestion | None:
    """Return the question of which a technical case came, within the person's sight."""
    found: TechnicalQuestion | None = questions_for(actor).filter(literature__family=edition.family).first()
    return found
