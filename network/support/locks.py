"""Row locks of documents, copies, surveys, answers and literature, in order of their keys. The rows come from the actor's gate."""

from uuid import UUID

from common.records import RecordQuerySet
from network.support.models import DocumentCopy, IssuedDocument, Literature
from network.support.paper_models import StationPaper
from network.support.survey_models import Survey, SurveyAnswer


def lock_document(rows: RecordQuerySet, key: UUID) -> IssuedDocument:
    """Return the edition, locked. Raises NotYours."""
    document: IssuedDocument = rows.locked().get_or_404(key)
    return document


def lock_copy(rows: RecordQuerySet, key: UUID) -> DocumentCopy:
    """Return the copy, locked. Raises NotYours."""
    copy: DocumentCopy = rows.locked().get_or_404(key)
    return copy


def lock_survey(rows: RecordQuerySet, key: UUID) -> Survey:
    """Return the task or survey, locked. Raises NotYours."""
    survey: Survey = rows.locked().get_or_404(key)
    return survey


def lock_answer(rows: RecordQuerySet, key: UUID) -> SurveyAnswer:
    """Return the answer, locked. Raises NotYours."""
    answer: SurveyAnswer = rows.locked().get_or_404(key)
    return answer


def lock_paper(rows: RecordQuerySet, key: UUID) -> StationPaper:
    """Return the paper, locked. Raises NotYours."""
    paper: StationPaper = rows.locked().get_or_404(key)
    return paper


def lock_literature(rows: RecordQuerySet, key: UUID) -> Literature:
    """Return the edition of the library, locked. Raises NotYours."""
    edition: Literature = rows.locked().get_or_404(key)
    return edition
