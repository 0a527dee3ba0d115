"""What allauth asks us: nobody signs up by themselves, and demo people sign in on this machine only."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People come by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There is no user name: the address is the login."""
