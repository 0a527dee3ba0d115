"""Writing a task or survey, sending it out, answering it, and sending an answer back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import Invalid, NotAllowed, WrongState
from common.files.models import StoredFile
from common.history.record import record
from common.numbering.next_number import next_number
from network.support import locks
from network.support.actions.checking import last_minute, text_of
from network.support.audience import Audience, stations_of
from network.support.choices import TO_ANSWER, AnswerStatus, Stage, SupportError, SurveyKind, SurveyStatus
from network.support.deadlines import unwatch, watch
from network.support.files import Upload, file_of, keep_files
from network.support.questions import Question, check_answers, checked, questions_in
from network.support.selectors import REGIONAL_ONLY
from network.support.survey_models import Survey, SurveyAnswer
from network.support.survey_selectors import answers_for, held_by, kind_of_file, may_answer, may_manage, surveys_for

ASK, ANSWER = "surveys.ask", "surveys.answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyText:
    """What is asked, and by when (the end of that day where the manufacturer is)."""

    kind: str
    title_zh: str
    purpose_zh: str
    due_on: date
    questions: Sequence[Question]
    title_en: str = ""
    purpose_en: str = ""


@transaction.atomic
def draft_survey(text: SurveyText, audience: Audience, *, acting_user: Actor) -> Survey:
    """Draft a task or survey. Raises Invalid for questions that can't be asked, a day that has passed, or an audience that is nobody.

    A regional office asks the stations of its own region.
    """
    acting_user.require(ASK)
    survey = Survey(
        number=next_number("TSK"),
        asked_by_id=acting_user.id,
        asked_by_name=acting_user.name,
        **_checked(text, audience, acting_user),
    )
    stations_of(survey)
    survey.save(force_insert=True)
    after = {"number": survey.number, "title": survey.title_zh, "questions_count": len(survey.questions)}
    record(survey, "survey.drafted", acting_user, after=after)
    return survey


@transaction.atomic
def amend_survey(survey_id: UUID, text: SurveyText, audience: Audience, *, acting_user: Actor) -> Survey:
    """Change a draft. Raises WrongState once it runs: what was asked stays asked."""
    survey = _managed(survey_id, acting_user)
    if survey.status != SurveyStatus.DRAFT:
        raise WrongState(_("What was sent out is not changed any more. Close it and ask anew."))
    values = _checked(text, audience, acting_user)
    before = {name: getattr(survey, name) for name in values}
    survey.change(**values)
    stations_of(survey)
    changed = [name for name, value in values.items() if before[name] != value and name != "questions"]
    record(
        survey,
        "survey.amended",
        acting_user,
        before={name: before[name] for name in changed},
        after={name: values[name] for name in changed} | {"questions_count": len(survey.questions)},
    )
    return survey


@transaction.atomic
def start_survey(survey_id: UUID, *, acting_user: Actor) -> Survey:
    """Send it out: each addressed post has a form to fill in. Raises Invalid when its day has passed, WrongState unless it is a draft."""
    survey = _managed(survey_id, acting_user)
    if survey.due_at <= now():
        raise Invalid(_("Choose a day to come."), code=SupportError.DUE, field="due_on")
    stations = stations_of(survey)
    survey.move_to(SurveyStatus.RUNNING, started_at=now())
    made = [
        SurveyAnswer(survey=survey, station=station, post=post, due_at=survey.due_at)
        for station in stations
        for post in survey.posts
    ]
    SurveyAnswer.objects.bulk_create(made)
    watch(Stage.ANSWER, survey.pk, survey.due_at)
    record(survey, "survey.started", acting_user, after={"status": survey.status, "copies": len(made)})
    return survey


@transaction.atomic
def close_survey(survey_id: UUID, *, acting_user: Actor) -> Survey:
    """Take no more answers, or put a draft away. What was saved and not handed in stays, marked as not answered."""
    survey = _managed(survey_id, acting_user)
    before = survey.status
    survey.move_to(SurveyStatus.CLOSED, closed_at=now())
    unwatch(survey.pk)
    missed = SurveyAnswer.objects.filter(survey=survey, status__in=TO_ANSWER).update(
        status=AnswerStatus.MISSED, version=F("version") + 1
    )
    after = {"status": survey.status, "missed": missed}
    record(survey, "survey.closed", acting_user, before={"status": before}, after=after)
    return survey


@transaction.atomic
def save_answer(
    answer_id: UUID,
    given: Mapping[str, Any],
    *,
    files: Mapping[str, Sequence[Upload]] | None = None,
    hand_in: bool = False,
    acting_user: Actor,
) -> SurveyAnswer:
    """Keep what was typed, by the questions' codes; with `hand_in` give it to head office, when nothing that is required is missing.

    Raises Invalid at the code of a question whose answer does not fit, NotAllowed for another post, WrongState when it was handed in.
    """
    answer = _own(answer_id, acting_user)
    questions = questions_in(answer.survey.questions)
    for one in questions:
        uploads = (files or {}).get(one.code, ())
        keep_files(
            uploads, subject_id=answer.pk, kind=kind_of_file(one.code), station_id=answer.station_id, actor=acting_user
        )
    kept = check_answers(questions, given, held=held_by(answer), is_draft=not hand_in)
    at, before = now(), answer.status
    values: dict[str, Any] = {"answers": kept, "saved_at": at, "saved_by_name": acting_user.name}
    if not hand_in:
        answer.change(**values)
        record(answer, "survey_answer.saved", acting_user, after={"answered": len(kept)})
        return answer
    late = answer.is_late or at > answer.due_at
    answer.move_to(AnswerStatus.SUBMITTED, **values, submitted_at=at, submitted_by_name=acting_user.name, is_late=late)
    unwatch(answer.pk)
    after = {"status": answer.status, "answered": len(kept), "is_late": late}
    record(answer, "survey_answer.submitted", acting_user, before={"status": before}, after=after)
    return answer


@transaction.atomic
def remove_answer_file(answer_id: UUID, code: str, file_id: UUID, *, acting_user: Actor) -> SurveyAnswer:
    """Take a file out of an answer that was not handed in."""
    answer = _own(answer_id, acting_user)
    file = file_of(answer.pk, kind_of_file(code), file_id)
    StoredFile.objects.filter(pk=file.pk).delete()
    answer.change(saved_at=now(), saved_by_name=acting_user.name)
    record(answer, "survey_answer.file_removed", acting_user, before={"file": file.name})
    return answer


@transaction.atomic
def return_answer(answer_id: UUID, *, remark: str, due_on: date, acting_user: Actor) -> SurveyAnswer:
    """Send an answer back with a remark and a new day; what was answered stays in the form. Raises WrongState unless it was handed in."""
    acting_user.require(ASK)
    answer = locks.lock_answer(answers_for(acting_user), answer_id)
    if not may_manage(acting_user, answer.survey):
        raise NotAllowed
    if answer.survey.status != SurveyStatus.RUNNING:
        raise WrongState
    why, due_at = text_of(remark, "remark"), last_minute(due_on)
    before = answer.status
    answer.move_to(AnswerStatus.RETURNED, remark=why, due_at=due_at)
    watch(Stage.ANSWER, answer.pk, due_at, turn=answer.version)
    after = {"status": answer.status, "due_at": due_at}
    record(answer, "survey_answer.returned", acting_user, before={"status": before}, after=after, reason=why)
    return answer


def _managed(survey_id: UUID, acting_user: Actor) -> Survey:
    acting_user.require(ASK)
    survey = locks.lock_survey(surveys_for(acting_user), survey_id)
    if not may_manage(acting_user, survey):
        raise NotAllowed
    return survey


def _own(answer_id: UUID, acting_user: Actor) -> SurveyAnswer:
    """Return an answer that still is to be given, locked, for who holds its post."""
    acting_user.require(ANSWER)
    answer = locks.lock_answer(answers_for(acting_user), answer_id)
    if not may_answer(acting_user, answer):
        raise NotAllowed(_("This copy is for another post: %(post)s.") % {"post": answer.get_post_display()})
    if answer.status not in TO_ANSWER:
        raise WrongState
    return answer


def _checked(text: SurveyText, audience: Audience, acting_user: Actor) -> dict[str, Any]:
    if text.kind not in SurveyKind.values:
        raise Invalid(_("Choose a kind."), code=SupportError.TEXT, field="kind")
    values = audience.values()
    if acting_user.roles <= REGIONAL_ONLY and (values["regions"] != [acting_user.region] or values["stations"]):
        raise Invalid(
            _("A regional office asks the stations of its own region: choose it alone."),
            code=SupportError.AUDIENCE,
            field="regions",
        )
    return values | {
        "kind": text.kind,
        "title_zh": text_of(text.title_zh, "title_zh"),
        "title_en": text.title_en.strip(),
        "purpose_zh": text_of(text.purpose_zh, "purpose_zh"),
        "purpose_en": text.purpose_en.strip(),
        "due_at": last_minute(text.due_on),
        "questions": checked(text.questions),
    }
