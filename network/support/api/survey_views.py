"""Tasks, surveys and answers on the API: every step that a page offers."""

from collections.abc import Sequence
from typing import Any

from common.api import NoBody, RecordApi, command, creates
from common.records import RecordQuerySet
from network.support.actions import surveys as actions
from network.support.actions.surveys import ANSWER, ASK
from network.support.api import survey_serializers as bodies
from network.support.api.files import HandsOutFiles
from network.support.api.serializers import ReturnBody, audience_in
from network.support.pages.survey_tables import AnswerFilter, SurveyFilter
from network.support.questions import questions_in
from network.support.survey_models import Survey, SurveyAnswer
from network.support.survey_selectors import VIEW, answers_for, kind_of_file, shows_answers, surveys_for


class SurveyApi(RecordApi):
    """Tasks and surveys."""

    action = VIEW
    serializer_class = bodies.SurveySerializer
    filterset_class = SurveyFilter

    def records(self) -> RecordQuerySet:
        """Return them."""
        return surveys_for(self.actor)

    @creates(action=ASK, body=bodies.SurveyBody)
    def draft(self, body: dict[str, Any]) -> Survey:
        """Draft a task or survey."""
        return actions.draft_survey(bodies.asked_in(body), audience_in(body), acting_user=self.actor)

    @command(action=ASK, body=bodies.SurveyBody)
    def amend(self, survey: Survey, body: dict[str, Any]) -> Survey:
        """Change a draft as a whole."""
        return actions.amend_survey(survey.pk, bodies.asked_in(body), audience_in(body), acting_user=self.actor)

    @command(action=ASK, body=NoBody)
    def start(self, survey: Survey, body: dict[str, Any]) -> Survey:
        """Send it out."""
        return actions.start_survey(survey.pk, acting_user=self.actor)

    @command(action=ASK, body=NoBody)
    def close(self, survey: Survey, body: dict[str, Any]) -> Survey:
        """Take no more answers, or put a draft away."""
        return actions.close_survey(survey.pk, acting_user=self.actor)


class AnswerApi(HandsOutFiles, RecordApi):
    """Answers: a station's own, head office's all."""

    action = VIEW
    serializer_class = bodies.AnswerSerializer
    filterset_class = AnswerFilter

    def records(self) -> RecordQuerySet:
        """Return the answers in sight."""
        return answers_for(self.actor)

    def parts(self, record: SurveyAnswer) -> Sequence[tuple[str, Any, str]]:
        """Return the files of each question; before it is handed in they are the station's alone."""
        if not shows_answers(self.actor, record):
            return []
        return [(one.code, record.pk, kind_of_file(one.code)) for one in questions_in(record.survey.questions)]

    def _save(self, answer: SurveyAnswer, body: dict[str, Any], *, hand_in: bool) -> SurveyAnswer:
        files = body.get("files")
        return actions.save_answer(answer.pk, body["answers"], files=files, hand_in=hand_in, acting_user=self.actor)

    @command(action=ANSWER, body=bodies.AnswersBody)
    def save(self, answer: SurveyAnswer, body: dict[str, Any]) -> SurveyAnswer:
        """Keep a draft; it replaces what was saved before."""
        return self._save(answer, body, hand_in=False)

    @command(action=ANSWER, body=bodies.AnswersBody)
    def hand_in(self, answer: SurveyAnswer, body: dict[str, Any]) -> SurveyAnswer:
        """Hand it in."""
        return self._save(answer, body, hand_in=True)

    @command(action=ANSWER, body=bodies.RemoveFileBody)
    def remove_file(self, answer: SurveyAnswer, body: dict[str, Any]) -> SurveyAnswer:
        """Take a file out of an answer that was not handed in."""
        return actions.remove_answer_file(answer.pk, body["question"], body["file"], acting_user=self.actor)

    @command(action=ASK, body=ReturnBody)
    def send_back(self, answer: SurveyAnswer, body: dict[str, Any]) -> SurveyAnswer:
        """Send it back with a remark and a new day."""
        return actions.return_answer(answer.pk, acting_user=self.actor, **body)
