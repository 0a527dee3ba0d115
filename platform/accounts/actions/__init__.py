"""What is done with people: inviting, accepting, posts, API keys."""

from accounts.actions.closing import close_place, end_memberships
from accounts.actions.inviting import (
    accept_invitation,
    invite,
    invite_first_administrator,
    invite_first_manager,
    invite_new_manager,
    resend_invitation,
    withdraw_invitation,
)
from accounts.actions.keys import create_key, revoke_key
from accounts.actions.posts import add_post, change_post, end_membership

__all__ = [
    "accept_invitation",
    "add_post",
    "change_post",
    "close_place",
    "create_key",
    "end_membership",
    "end_memberships",
    "invite",
    "invite_first_administrator",
    "invite_first_manager",
    "invite_new_manager",
    "resend_invitation",
    "revoke_key",
    "withdraw_invitation",
]
