"""How a visit is scored, who conducts it, and when a finding is due."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from accounts.actors import Actor
from audit.inspections.choices import Severity
from audit.inspections.models import ItemScore, TemplateItem
from audit.inspections.selectors import items_of
from common.clock import today
from common.errors import NotAllowed
from common.working_days.calendar import add_working_days

CENT = Decimal("0.01")


def require_conductor(actor: Actor) -> None:
    """Raise NotAllowed unless the actor conducts visits of some kind."""
    if not any(actor.may(action) for action in ("inspections.conduct", "inspections.accept")):
        raise NotAllowed(action="inspections.conduct")


def score_of(template_id: UUID, scores: Mapping[UUID, ItemScore]) -> Decimal | None:
    """Return points of the scored items over their full score, 0–100 with two decimals, half up; None when nothing applies."""
    counted = [item for item in items_of(template_id) if item.pk in scores and scores[item.pk].points is not None]
    full = sum(item.weight for item in counted)
    points = sum(scores[item.pk].points or 0 for item in counted)
    return (Decimal(100 * points) / full).quantize(CENT, rounding=ROUND_HALF_UP) if full else None


def has_passed(
    score: Decimal | None, pass_score: int, items: Sequence[TemplateItem], scores: Mapping[UUID, ItemScore]
) -> bool:
    """Tell whether the score reaches the threshold and no critical item fell below half of its full score."""
    return score is not None and score >= pass_score and not failed_critical(items, scores)


def failed_critical(items: Sequence[TemplateItem], scores: Mapping[UUID, ItemScore]) -> list[TemplateItem]:
    """Return the critical items that got less than half of their full score."""
    return [item for item in items if item.is_critical and is_weak(item, scores.get(item.pk))]


def failed_items(
    pass_score: int, items: Sequence[TemplateItem], scores: Mapping[UUID, ItemScore]
) -> list[TemplateItem]:
    """Return the items below the checklist's own threshold, and the critical ones below half. A failed visit has at least one."""
    return [item for item in items if _is_below(pass_score, item, scores.get(item.pk))]


def _is_below(pass_score: int, item: TemplateItem, score: ItemScore | None) -> bool:
    if score is None or score.points is None:
        return False
    return 100 * score.points < pass_score * item.weight or (item.is_critical and is_weak(item, score))


def is_weak(item: TemplateItem, score: ItemScore | None) -> bool:
    """Tell whether an item was scored below half of its full score."""
    return score is not None and score.points is not None and 2 * score.points < item.weight


def usual_due_on(severity: Severity) -> date:
    """Return the day by which a finding of this severity is usually corrected, in Chinese working days from today."""
    return add_working_days(today(), severity.working_days)
