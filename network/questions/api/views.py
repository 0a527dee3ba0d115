"""Technical questions on the API: every step that a page offers."""

from collections.abc import Sequence
from typing import Any

from common.api import NoBody, RecordApi, command, creates
from common.files.answers import PICTURES
from common.records import RecordQuerySet
from network.questions import actions
from network.questions.api import serializers as bodies
from network.questions.api.statistics import TellsStatistics
from network.questions.choices import EVIDENCE
from network.questions.models import TechnicalQuestion
from network.questions.pages.tables import QuestionFilter
from network.questions.selectors import ANSWER, ASK, VIEW, entries_of, questions_for
from network.support.api.files import HandsOutFiles
from network.support.literature_selectors import DRAFT


class QuestionApi(HandsOutFiles, TellsStatistics, RecordApi):
    """Technical questions of stations and of the hotline."""

    action = VIEW
    serializer_class = bodies.QuestionSerializer
    filterset_class = QuestionFilter
    kinds_shown = PICTURES

    def records(self) -> RecordQuerySet:
        """Return the questions in sight."""
        rows: RecordQuerySet = questions_for(self.actor).prefetch_related("entries")
        return rows

    def parts(self, question: TechnicalQuestion) -> Sequence[tuple[str, Any, str]]:
        """Return the question's own files, and those of each line of its thread under the line's kind."""
        said = [(str(one.kind), one.pk, EVIDENCE) for one in entries_of(question)]
        return [("question", question.pk, EVIDENCE), *said]

    def again(self, question: TechnicalQuestion) -> TechnicalQuestion:
        """Return the question as it is now."""
        found: TechnicalQuestion = self.records().get_or_404(question.pk)
        return found

    @creates(action=ASK, body=bodies.AskBody)
    def ask(self, body: dict[str, Any]) -> TechnicalQuestion:
        """Raise a question: it gets a number, its place in the queue and the limit of its first answer."""
        return self.again(actions.ask_question(actions.QuestionFacts(**body), acting_user=self.actor))

    @command(action=ANSWER, body=NoBody)
    def take(self, question: TechnicalQuestion, body: dict[str, Any]) -> TechnicalQuestion:
        """Take it from the queue; of two at once one gets it."""
        return self.again(actions.take_question(question.pk, acting_user=self.actor))

    @command(action=ANSWER, body=bodies.AnswerBody)
    def answer(self, question: TechnicalQuestion, body: dict[str, Any]) -> TechnicalQuestion:
        """Answer with a solution, which the asker confirms."""
        text, photos = body.pop("text"), body.pop("photos", [])
        done = actions.answer(
            question.pk, text=text, solution=actions.Solution(**body), photos=photos, acting_user=self.actor
        )
        return self.again(done)

    @command(action=ANSWER, body=bodies.TextBody)
    def ask_back(self, question: TechnicalQuestion, body: dict[str, Any]) -> TechnicalQuestion:
        """Ask the asker for more; support's time stands still until the reply."""
        return self.again(actions.ask_back(question.pk, acting_user=self.actor, **body))

    @command(action=ANSWER, body=bodies.WhyBody)
    def escalate(self, question: TechnicalQuestion, body: dict[str, Any]) -> TechnicalQuestion:
        """Pass it to the expert group."""
        return self.again(actions.escalate(question.pk, acting_user=self.actor, **body))

    @command(action=ANSWER, body=bodies.WhyBody)
    def hand_back(self, question: TechnicalQuestion, body: dict[str, Any]) -> TechnicalQuestion:
        """Put it back into the queue."""
        return self.again(actions.hand_back(question.pk, acting_user=self.actor, **body))

    @command(action=ASK, body=bodies.TextBody)
    def reply(self, question: TechnicalQuestion, body: dict[str, Any]) -> TechnicalQuestion:
        """Reply to what support asked; its time runs on."""
        return self.again(actions.reply(question.pk, acting_user=self.actor, **body))

    @command(action=ASK, body=bodies.NoteBody)
    def confirm(self, question: TechnicalQuestion, body: dict[str, Any]) -> TechnicalQuestion:
        """Confirm that the answer solves it."""
        return self.again(actions.confirm_solution(question.pk, acting_user=self.actor, **body))

    @command(action=ASK, body=bodies.TextBody)
    def refuse(self, question: TechnicalQuestion, body: dict[str, Any]) -> TechnicalQuestion:
        """Say why the answer does not solve it."""
        return self.again(actions.refuse_solution(question.pk, acting_user=self.actor, **body))

    @command(action=ASK, body=bodies.WhyBody)
    def reopen(self, question: TechnicalQuestion, body: dict[str, Any]) -> TechnicalQuestion:
        """Reopen a solved question, once."""
        return self.again(actions.reopen(question.pk, acting_user=self.actor, **body))

    @command(action=ASK, body=bodies.WhyBody)
    def withdraw(self, question: TechnicalQuestion, body: dict[str, Any]) -> TechnicalQuestion:
        """Take the question back."""
        return self.again(actions.withdraw(question.pk, acting_user=self.actor, **body))

    @command(action=DRAFT, body=bodies.CaseBody)
    def propose_case(self, question: TechnicalQuestion, body: dict[str, Any]) -> TechnicalQuestion:
        """Propose a solved question as a technical case of the library, where a second person releases it."""
        return self.again(actions.propose_case(question.pk, actions.CaseText(**body), acting_user=self.actor))
