"""What a person sees when a page can't be shown: a sentence, and what to do next, inside the frame. Below the API it is a problem instead."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from common.api.problems import respond
from common.database.collisions import refusal_of
from common.pages.kept import is_own_form, kept_page
from common.text import Text

API = "/api/"


@dataclass(frozen=True, slots=True)
class Plain:
    """One kind of failure in people's words, and the code by which a client of the API knows it."""

    code: str
    title: Text
    sentence: Text
    advice: Text
    icon: str


PLAIN = {
    400: Plain(
        "bad_request",
        _("This request could not be read"),
        _("Something in the address or in what was sent is not as expected."),
        _("Go back, reload the page and try again."),
        "alert-circle",
    ),
    403: Plain(
        "not_allowed",
        _("This is not part of your role"),
        _("You are signed in, but your role does not include this page or step."),
        _("Ask an administrator if it should, or go back to where you came from."),
        "lock",
    ),
    404: Plain(
        "not_found",
        _("Nothing found at this address"),
        _("The record may have been removed, or it belongs to another place."),
        _("Check the address, or search for the record with the / key."),
        "map-search",
    ),
    409: Plain(
        "wrong_state",
        _("Somebody was faster"),
        _("The record has moved on since this page was opened, so the step was not carried out."),
        _("Go back and reload the page to see where it stands now."),
        "git-merge",
    ),
    422: Plain(
        "invalid",
        _("This could not be done"),
        _("Something in what was entered breaks a rule. Nothing was changed."),
        _("Go back and correct it."),
        "alert-triangle",
    ),
    429: Plain(
        "throttled",
        _("Too many attempts"),
        _("For safety, this is closed for a while."),
        _("Wait a few minutes, then try again."),
        "clock-pause",
    ),
    500: Plain(
        "failure",
        _("Something went wrong on our side"),
        _("The failure has been recorded. Nothing was half done: either it is saved or nothing has changed."),
        _("Try again in a moment. If it happens again, tell support the number below."),
        "tool",
    ),
}


def error_page(
    request: HttpRequest, status: int, *, message: Text = "", code: str = "", rule: str = ""
) -> HttpResponse:
    """Return the page for a status; `message` replaces the usual sentence, `rule` names what refuses. A client of the API gets a problem."""
    plain = PLAIN.get(status, PLAIN[500])
    if request.path_info.startswith(API):
        return respond(status, code or plain.code, str(message or plain.sentence))
    signed_in = getattr(request, "actor", None) is not None
    context = {
        "plain": plain,
        "status": status,
        "message": message or plain.sentence,
        "code": code,
        "rule": rule,
        "title": plain.title,
        "request_id": _request_id(request),
        "layout": "frame.html" if signed_in else "pages/bare.html",
    }
    return render(request, "pages/error.html", context, status=status)


def _request_id(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", "") or request.headers.get("X-Request-Id", ""))[:64]


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request could not be understood."""
    return error_page(request, 400)


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The role does not include it."""
    return error_page(request, 403)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is nothing there, or not for this person."""
    return error_page(request, 404)


def handler500(request: HttpRequest) -> HttpResponse:
    """We failed. The page asks nothing of the database; the API gets a problem, as for every refusal."""
    if request.path_info.startswith(API):
        return respond(500, PLAIN[500].code, str(PLAIN[500].sentence))
    context = {"plain": PLAIN[500], "status": 500, "title": PLAIN[500].title, "request_id": _request_id(request)}
    return render(request, "500.html", context, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old or came from elsewhere. One of ours is kept, to be sent again."""
    if is_own_form(request):
        return kept_page(request, is_signed_out=False)
    sentence = _("This form has been open for too long, or it was opened in another sign-in.")
    return error_page(request, 403, message=sentence)


class DomainErrorMiddleware:
    """Turns a DomainError that a page raises into its status and a sentence. The API has a handler of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a DomainError, or what the database refuses and a person can mend; leave anything else alone."""
        refusal = refusal_of(exception)
        if refusal is None or request.path_info.startswith(API):
            return None
        code = str(refusal.code)
        return error_page(request, refusal.status, message=refusal.message, code=code, **refusal.named_rule)
