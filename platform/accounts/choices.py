"""The errors of accounts."""

from enum import StrEnum


class AccountError(StrEnum):
    """Why something about people, invitations or keys was refused."""

    WRONG_PLACE = "account.role_of_another_place"
    UNKNOWN_POST = "account.unknown_post"
    HELD_ALREADY = "account.held_already"
    INVITED_ALREADY = "account.invited_already"
    LAST_MANAGER = "account.last_manager"
    OWN_MEMBERSHIP = "account.own_membership"
    NOT_OPEN = "invitation.not_open"
    OTHER_ADDRESS = "invitation.other_address"
    SIGN_IN_FIRST = "invitation.sign_in_first"
    WEAK_PASSWORD = "account.weak_password"  # noqa: S105 - the name of an error
    UNKNOWN_SCOPE = "key.unknown_scope"
