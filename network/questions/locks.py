"""Row locks of technical questions. The rows come from the actor's gate."""

from uuid import UUID

from accounts.actors import Actor
from network.questions.models import TechnicalQuestion
from network.questions.selectors import questions_for


def lock_question(actor: Actor, key: UUID) -> TechnicalQuestion:
    """Return the question, locked until the transaction ends. Raises NotYours."""
    question: TechnicalQuestion = questions_for(actor).locked().get_or_404(key)
    return question


def lock_question_at_once(key: UUID) -> TechnicalQuestion:
    """Return the question, locked, for the clock: it stands in head office's scope. Raises NotYours."""
    rows = TechnicalQuestion.objects.select_related("station")
    question: TechnicalQuestion = rows.locked().get_or_404(key)
    return question
