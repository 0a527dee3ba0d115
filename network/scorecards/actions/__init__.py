"""What can be done about standards, cards and awards."""

from network.scorecards.actions.appeals import appeal_indicator, decide_score_appeal
from network.scorecards.actions.awards import (
    announce_round,
    decide_objection,
    exclude_station,
    object_to_award,
    open_round,
    publish_round,
    rank_round,
    withdraw_award,
)
from network.scorecards.actions.months import compute_month, publish_month, recalculate_card
from network.scorecards.actions.proposals import dismiss_proposal, instruct_proposal
from network.scorecards.actions.standards import STANDARD

__all__ = [
    "STANDARD",
    "announce_round",
    "appeal_indicator",
    "compute_month",
    "decide_objection",
    "decide_score_appeal",
    "dismiss_proposal",
    "exclude_station",
    "instruct_proposal",
    "object_to_award",
    "open_round",
    "publish_month",
    "publish_round",
    "rank_round",
    "recalculate_card",
    "withdraw_award",
]
