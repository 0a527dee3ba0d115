"""Row locks of scorecards, in order of their keys. The rows come from the actor's gate."""

from uuid import UUID

from common.records import RecordQuerySet
from network.scorecards.models import Assessment, AwardObjection, AwardRound, GradeProposal, ScoreAppeal, ScoreCard


def lock_assessment(rows: RecordQuerySet, key: UUID) -> Assessment:
    """Return the month, locked until the transaction ends. Raises NotYours."""
    found: Assessment = rows.locked().get_or_404(key)
    return found


def hold_month(key: UUID) -> None:
    """Hold a month until the transaction ends, before its cards: a new edition ranks all of them, one after the other."""
    list(Assessment.objects.select_for_update(no_key=True).filter(pk=key).values_list("pk"))


def lock_card(rows: RecordQuerySet, key: UUID) -> ScoreCard:
    """Return the card, locked until the transaction ends. Raises NotYours."""
    found: ScoreCard = rows.locked().get_or_404(key)
    return found


def lock_appeal(rows: RecordQuerySet, key: UUID) -> ScoreAppeal:
    """Return the appeal, locked until the transaction ends. Raises NotYours."""
    found: ScoreAppeal = rows.locked().get_or_404(key)
    return found


def lock_proposal(rows: RecordQuerySet, key: UUID) -> GradeProposal:
    """Return the proposal, locked until the transaction ends. Raises NotYours."""
    found: GradeProposal = rows.locked().get_or_404(key)
    return found


def lock_round(rows: RecordQuerySet, key: UUID) -> AwardRound:
    """Return the round, locked until the transaction ends. Raises NotYours."""
    found: AwardRound = rows.locked().get_or_404(key)
    return found


def lock_objection(rows: RecordQuerySet, key: UUID) -> AwardObjection:
    """Return the objection, locked until the transaction ends. Raises NotYours."""
    found: AwardObjection = rows.locked().get_or_404(key)
    return found
