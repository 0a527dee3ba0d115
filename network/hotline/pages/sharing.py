"""Asking for a position from the form and the case, and the driver's page at the other end of the link."""

import json
from math import isfinite
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, Invalid, NotYours
from common.pages import PUBLIC, ActPage, Page
from network.hotline.choices import CallerLanguage, Verdict
from network.hotline.messages import message_language
from network.hotline.policies import HotlineError
from network.hotline.selectors import cases_for
from network.hotline.sharing.actions import Answer, ask_position, ask_position_of_case, open_link, share_position
from network.hotline.sharing.doubts import decide_position, question_about
from network.hotline.sharing.selectors import as_told, latest_of_form, requests_for

LARGEST = 4_000


class AskFromForm(Page):
    """The agent asks from the form, before there is a case; the form goes on asking how the request stands."""

    action = "hotline.answer"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer how the newest request of this form stands, with a question when it lies far from the place in the form, or abroad."""
        key = _key(request.GET.get("form", ""))
        found = latest_of_form(self.actor, key) if key else None
        if found is None:
            return JsonResponse({"request": None})
        return JsonResponse({"request": as_told(found) | {"question": question_about(found, _place_of_form(request))}})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the link. A refusal is a sentence."""
        language = request.POST.get("language", "")
        try:
            made = ask_position(
                request.POST.get("phone", "")[:30],
                language=language if language in CallerLanguage.values else CallerLanguage.ZH,
                form_key=_key(request.POST.get("form", "")),
                acting_user=self.actor,
            )
        except Invalid as refusal:
            return JsonResponse({"request": None, "words": str(refusal.message)}, status=422)
        return JsonResponse({"request": as_told(made)})


class AskFromCase(ActPage):
    """The agent asks the caller of a case."""

    action = "hotline.answer"
    title = _("Ask for the position")
    success = _("The driver gets a link by SMS. The position appears here by itself.")
    lit = "hotline:cases"

    def perform(self, reason: Any) -> str:
        """Send the link."""
        return ask_position_of_case(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class DecidePosition(ActPage):
    """The agent says whether a case moves to a position that lies far from it, or abroad."""

    action = "hotline.answer"
    lit = "hotline:cases"
    verdict: Verdict

    def perform(self, reason: Any) -> str:
        """Decide about what the agent has seen."""
        seen = self.request.POST.get("answers", "")
        answers = int(seen) if seen.isdecimal() and len(seen) < 6 else None
        return decide_position(
            self.kwargs["pk"], self.verdict, answers=answers, acting_user=self.actor
        ).get_absolute_url()


class TakePosition(DecidePosition):
    """Moves the case there."""

    title = _("Take this position")
    success = _("The case stands where the driver says to be.")
    verdict = Verdict.TAKEN


class LeavePosition(DecidePosition):
    """Leaves the case where it is."""

    title = _("Leave the case where it is")
    success = _("The case stays where it was put.")
    verdict = Verdict.LEFT


class AskedOfCase(Page):
    """The requests of a case, which its page asks for every few seconds; with a new position the page is loaded anew."""

    action = "hotline.view"
    template_name = "hotline/asked.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them."""
        case = cases_for(self.actor).get_or_404(self.kwargs["pk"])
        answer = self.render(asked=requests_for(self.actor).filter(case=case), case=case)
        if request.GET.get("version", "") not in ("", str(case.version)):
            answer.headers["HX-Refresh"] = "true"
        return answer


class Share(Page):
    """The driver's page: says what for, asks the phone for its position, or takes a click on the map or words. No sign-in."""

    action = PUBLIC
    title = _("Show us where you are")
    template_name = "hotline/share.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, or that the link does not work: one sentence for all reasons."""
        try:
            asked = open_link(self.kwargs["token"])
        except NotYours:
            return self.render("hotline/share_over.html", status=404)
        speak(request, asked.language)
        return self.render(asked=asked, points=[], map_label=_("Click where you are"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take in the answer: from the page's script as JSON, from a browser without scripts as a form."""
        is_script = request.content_type == "application/json"
        try:
            asked = share_position(self.kwargs["token"], _answer(request, is_script=is_script))
        except NotYours:
            return JsonResponse({}, status=404) if is_script else self.render("hotline/share_over.html", status=404)
        except DomainError as refusal:
            if is_script:
                return JsonResponse({"words": str(refusal.message)}, status=refusal.status)
            asked = open_link(self.kwargs["token"])
            speak(request, asked.language)
            return self.render(asked=asked, points=[], problem=refusal.message, status=refusal.status)
        speak(request, asked.language)
        return JsonResponse({"status": asked.status}) if is_script else self.render(asked=asked, points=[], done=True)


def speak(request: HttpRequest, language: str) -> None:
    """Show a page without sign-in in the driver's language, unless the browser has chosen one."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(message_language(language))


def _answer(request: HttpRequest, *, is_script: bool) -> Answer:
    if not is_script:
        return Answer(words=_plain(request.POST.get("words", "")))
    try:
        told = json.loads(request.body[:LARGEST])
        return Answer(
            lat=_number(told.get("lat")),
            lon=_number(told.get("lon")),
            accuracy_m=_number(told.get("accuracy_m")),
            words=_plain(str(told.get("words") or "")),
            on_map=bool(told.get("on_map")),
            refused=bool(told.get("refused")),
        )
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise Invalid(_("The phone sent something that can't be read."), code=HotlineError.NO_PLACE) from error


def _number(value: Any) -> float | None:
    """Return a number; one that is none, or without end, raises what `_answer` catches."""
    if value is None:
        return None
    number = float(value)
    if not isfinite(number):
        raise ValueError(value)
    return number


def _plain(text: str) -> str:
    """Return words as the database can keep them: no NUL, no half of a character."""
    return text.encode(errors="ignore").decode().replace("\0", "")[:200]


def _place_of_form(request: HttpRequest) -> tuple[float, float] | None:
    try:
        lat, lon = float(request.GET.get("lat", "")), float(request.GET.get("lon", ""))
    except ValueError:
        return None
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
