"""Step-up: before money leaves the house or an account changes, the person proves again that it is they.

allauth remembers when somebody last entered the password (or a second factor) again; five minutes count as now.
"""

from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from common.errors import NotAllowed
from common.pages.addresses import office_address
from common.pages.base import Page


class StepUpError(StrEnum):
    """What is missing."""

    NEEDED = "step_up_needed"


def is_stepped_up(request: HttpRequest) -> bool:
    """Tell whether the person signed in afresh just now. An API key never did."""
    return getattr(request, "api_key", None) is None and bool(did_recently_reauthenticate(request))


def require_step_up(request: HttpRequest) -> None:
    """Raise NotAllowed (NEEDED) unless the person signed in afresh just now: for the API, which has no page to send them to."""
    if not is_stepped_up(request):
        raise NotAllowed(
            _("Enter your password again on the site, then repeat this within five minutes."), code=StepUpError.NEEDED
        )


class StepUpMixin(Page):
    """A page that asks for the password again first, and then shows itself."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, or ask."""
        return super().get(request, *args, **kwargs) if is_stepped_up(request) else _ask(request)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, or ask."""
        posted: HttpResponse = super().post(request, *args, **kwargs) if is_stepped_up(request) else _ask(request)  # type: ignore[misc]
        return posted


def _ask(request: HttpRequest) -> HttpResponse:
    return redirect(f"{office_address('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
