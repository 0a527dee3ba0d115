"""What can be done about standards, cards and awards."""

from network.scorecards.actions.standards import amend_standard, draft_standard, release_standard, withdraw_standard

__all__ = ["amend_standard", "draft_standard", "release_standard", "withdraw_standard"]
