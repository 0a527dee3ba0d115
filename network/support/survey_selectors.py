"""Which tasks and surveys a person may see, who answers them, and what the answers say together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from accounts.actors import Actor
from accounts.roles import Role
from accounts.selectors import people_at
from common.clock import now
from common.files.models import StoredFile
from common.records import RecordQuerySet
from network.support.choices import TO_ANSWER, AnswerStatus, QuestionKind, SurveyStatus
from network.support.questions import Question, figures, questions_in, shown
from network.support.selectors import REGIONAL_ONLY
from network.support.survey_models import Survey, SurveyAnswer

VIEW, ASK = "surveys.view", "surveys.ask"
FILE = "support.answer"


def surveys_for(actor: Actor) -> RecordQuerySet:
    """Return tasks and surveys at head office: drafts for those who ask, a regional office's draft for that office alone."""
    rows: RecordQuerySet = Survey.objects.all()
    if not (actor.is_office and actor.may(VIEW)):
        return rows.none()
    if actor.roles <= REGIONAL_ONLY:
        return rows.filter(~Q(status=SurveyStatus.DRAFT) | Q(asked_by_id=actor.id))
    return rows if actor.may(ASK) else rows.exclude(status=SurveyStatus.DRAFT)


def answers_for(actor: Actor) -> RecordQuerySet:
    """Return the answers: a station's own, a region's for its office, all for head office."""
    rows: RecordQuerySet = SurveyAnswer.objects.select_related("survey", "station")
    if not actor.may(VIEW):
        return rows.none()
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)
    if not actor.is_office:
        return rows.none()
    return rows.filter(station__region=actor.region) if actor.roles <= REGIONAL_ONLY else rows


def may_manage(actor: Actor, survey: Survey) -> bool:
    """Tell whether the person may change, send out and close it: a regional office only what it asked itself."""
    return actor.may(ASK) and (not actor.roles <= REGIONAL_ONLY or survey.asked_by_id == actor.id)


def may_answer(actor: Actor, answer: SurveyAnswer) -> bool:
    """Tell whether the answer is this person's: they hold its post, or manage the station while nobody holds it."""
    if actor.station_id != answer.station_id or not actor.may("surveys.answer"):
        return False
    if actor.has(Role(answer.post)):
        return True
    return actor.has(Role.STATION_MANAGER) and not people_at(answer.station_id, Role(answer.post))


def shows_answers(actor: Actor, answer: SurveyAnswer) -> bool:
    """Tell whether the person sees what was answered: before it is handed in, it is the station's alone."""
    return actor.station_id == answer.station_id or answer.submitted_at is not None


def own_answers(actor: Actor) -> RecordQuerySet:
    """Return what this person's post still has to answer."""
    rows: RecordQuerySet = answers_for(actor).filter(post__in=list(actor.roles), status__in=TO_ANSWER)
    return rows.order_by("due_at")


def late_answers(actor: Actor) -> RecordQuerySet:
    """Return the answers with which stations are late now."""
    rows: RecordQuerySet = answers_for(actor).filter(answers_late_now())
    return rows


def answers_late_now() -> Q:
    """Return which answers are late now: one that came back late and has a new day was late and is not."""
    return Q(is_late=True, status__in=TO_ANSWER, due_at__lt=now())


def answers_by_region(survey: Survey, actor: Actor) -> Sequence[dict[str, Any]]:
    """Return for each regional office how many are asked, have handed in, and are late."""
    counted = answers_for(actor).filter(survey=survey).order_by("station__region").values("station__region")
    return list(
        counted.annotate(
            asked=Count("pk"),
            submitted=Count("pk", filter=Q(status=AnswerStatus.SUBMITTED)),
            late=Count("pk", filter=Q(is_late=True)),
        )
    )


def kind_of_file(code: str) -> str:
    """Return under which kind the files of a question are stored."""
    return f"{FILE}:{code}"


def held_by(answer: SurveyAnswer) -> dict[str, int]:
    """Return how many files each question of an answer has."""
    rows = StoredFile.objects.filter(subject_id=answer.pk, kind__startswith=FILE)
    return {
        row["kind"].partition(":")[2]: row["count"]
        for row in rows.order_by("kind").values("kind").annotate(count=Count("pk"))
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what all answers say to it."""

    question: Question
    answered: int
    figures: list[tuple[str, Any]]

    @property
    def kind_label(self) -> str:
        """What the question asks for, in words."""
        return str(QuestionKind(self.question.kind).label)


@dataclass(frozen=True, slots=True)
class Consolidated:
    """What was handed in: a header, a row for each answer, and the figures of each question."""

    header: list[str]
    rows: list[list[Any]]
    asked: list[Asked]


def consolidated(survey: Survey, actor: Actor) -> Consolidated:
    """Return the answers in sight that were handed in, in the order of the stations' codes, in the reader's language."""
    questions = questions_in(survey.questions)
    rows = answers_for(actor).filter(survey=survey, status=AnswerStatus.SUBMITTED).order_by("station__code", "post")
    found: list[SurveyAnswer] = list(rows)
    files = _files(found)
    table = [
        [
            one.station.code,
            one.station.name,
            one.station.get_region_display(),
            one.get_post_display(),
            one.submitted_by_name,
            *(_cell(question, one, files) for question in questions),
        ]
        for one in found
    ]
    asked = [_asked(question, found, files) for question in questions]
    names = [SurveyAnswer._meta.get_field(name).verbose_name for name in ("post", "submitted_by_name")]  # type: ignore[union-attr]
    station = [_station_field(name) for name in ("code", "name", "region")]
    return Consolidated([*station, *(str(one) for one in names), *(one.words for one in questions)], table, asked)


def _station_field(name: str) -> str:
    model: Any = SurveyAnswer._meta.get_field("station").related_model
    return str(model._meta.get_field(name).verbose_name)


def _files(answers: Sequence[SurveyAnswer]) -> dict[tuple[Any, str], list[str]]:
    rows = StoredFile.objects.filter(subject_id__in=[one.pk for one in answers], kind__startswith=FILE)
    found: dict[tuple[Any, str], list[str]] = {}
    for subject, kind, name in rows.order_by("created_at").values_list("subject_id", "kind", "name"):
        found.setdefault((subject, kind.partition(":")[2]), []).append(name)
    return found


def _cell(question: Question, answer: SurveyAnswer, files: dict[tuple[Any, str], list[str]]) -> Any:
    if question.kind == QuestionKind.FILE:
        return ", ".join(files.get((answer.pk, question.code), []))
    return shown(question, answer.answers.get(question.code))


def _asked(question: Question, answers: Sequence[SurveyAnswer], files: dict[tuple[Any, str], list[str]]) -> Asked:
    if question.kind == QuestionKind.FILE:
        return Asked(question, sum((one.pk, question.code) in files for one in answers), [])
    values = [one.answers[question.code] for one in answers if question.code in one.answers]
    return Asked(question, len(values), figures(question, values))
