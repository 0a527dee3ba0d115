"""A line of the thread, which never changes."""

from collections.abc import Sequence

from accounts.actors import Actor
from network.questions.actions.asking import Upload, keep_evidence
from network.questions.choices import EntryKind
from network.questions.models import QuestionEntry, TechnicalQuestion
from network.questions.policies import text_of


def say(
    question: TechnicalQuestion,
    kind: EntryKind,
    text: str,
    *,
    field: str = "text",
    photos: Sequence[Upload] = (),
    by: Actor,
) -> QuestionEntry:
    """Add a line to a locked question. Raises Invalid without words."""
    entry = QuestionEntry(
        question=question,
        station_id=question.station_id,
        kind=kind,
        text=text_of(text, field),
        made_by_name=by.name,
    )
    entry.save(force_insert=True)
    keep_evidence(question, entry.pk, photos, by)
    return entry
