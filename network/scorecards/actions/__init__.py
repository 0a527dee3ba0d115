"""What can be done about standards, cards and awards."""

from network.scorecards.actions.appeals import appeal_indicator, decide_score_appeal
from network.scorecards.actions.months import compute_month, publish_month, recalculate_card
from network.scorecards.actions.proposals import dismiss_proposal, instruct_proposal
from network.scorecards.actions.standards import amend_standard, draft_standard, release_standard, withdraw_standard

__all__ = [
    "amend_standard",
    "appeal_indicator",
    "compute_month",
    "decide_score_appeal",
    "dismiss_proposal",
    "draft_standard",
    "instruct_proposal",
    "publish_month",
    "recalculate_card",
    "release_standard",
    "withdraw_standard",
]
