"""What can be done about standards, cards and awards."""

from network.scorecards.actions.months import compute_month, publish_month, recalculate_card
from network.scorecards.actions.standards import amend_standard, draft_standard, release_standard, withdraw_standard

__all__ = [
    "amend_standard",
    "compute_month",
    "draft_standard",
    "publish_month",
    "recalculate_card",
    "release_standard",
    "withdraw_standard",
]
