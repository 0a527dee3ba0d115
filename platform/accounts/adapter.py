"""What allauth asks us: nobody signs up by themselves, and demo people sign in on this machine only."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.middleware import demo_may_enter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People come by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There is no user name: the address is the login."""

    def pre_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse | None:
        """Refuse a demo login from anywhere but this machine."""
        if demo_may_enter(request, user):
            answer: HttpResponse | None = super().pre_login(request, user, **options)
            return answer
        messages.error(request, _("Demo logins work only on the machine on which the demo runs."))
        return redirect("account_login")
