"""The crew's page on the phone: installable, works without a network, reports when there is one again."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from common.errors import Invalid
from common.pages import Page
from common.pages.addresses import office_address
from network.dispatch.actions import attach_photo
from network.dispatch.choices import DeclineReason, NoHelp, Outcome, RescueStatus, Unsigned
from network.dispatch.kit import kit_of
from network.dispatch.pages.phone_words import phone_words
from network.dispatch.phone import state_of, take_report
from network.dispatch.selectors import rescues_for
from network.hotline.actions import show_phone
from network.hotline.choices import Symptom

WORKER = Path(__file__).resolve().parents[1] / "static" / "dispatch" / "phone-worker.js"
LARGEST_REPORT = 1_000_000


class Phone(Page):
    """The page itself."""

    action = "rescues.drive"
    title = _("Rescue duty")
    template_name = "dispatch/phone.html"
    lit = "dispatch:phone"

    def context(self) -> dict[str, Any]:
        """Return the state, and every word that the script says."""
        sign_in = f"{office_address('account_login')}?next={reverse('dispatch:phone')}"
        told = {"state": state_of(self.actor), "words": phone_words(), "reasons": DeclineReason.choices}
        choices = {
            "outcome": Outcome,
            "no_help": NoHelp,
            "symptom": Symptom,
            "unsigned": Unsigned,
            "status": RescueStatus,
        }
        told["choices"] = {name: kinds.choices for name, kinds in choices.items()}
        return told | {"sign_in": sign_in}


class PhoneState(Page):
    """The state as data."""

    action = "rescues.drive"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer it."""
        return JsonResponse(state_of(self.actor))


class PhoneKit(Page):
    """What the phone keeps for a stretch without a network."""

    action = "rescues.drive"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer it."""
        return JsonResponse(kit_of(self.actor))


class PhoneReport(Page):
    """What the phone's outbox sends."""

    action = "rescues.drive"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Carry out the steps; answer what became of each, and the state after them."""
        outcomes = take_report(self.actor, _items(request))
        results = [{"key": one.key, "ok": one.ok, "sentence": one.sentence} for one in outcomes]
        return JsonResponse({"results": results, "state": state_of(self.actor)})


class PhonePhoto(Page):
    """One photo from the phone; its client key makes a repeated upload one photo."""

    action = "rescues.drive"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep it."""
        upload = request.FILES.get("photo")
        if upload is None:
            raise Invalid(_("There is no photo in what was sent."), field="photo")
        key, rescue_id = _uuid(request, "key"), _uuid(request, "rescue")
        attach_photo(rescue_id, upload.read(), key=key, acting_user=self.actor)
        return JsonResponse({"ok": True})


class DriverPhone(Page):
    """The driver's number for the crew that serves them; the look is recorded."""

    action = "rescues.drive"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the number."""
        rescue = rescues_for(self.actor).get_or_404(self.kwargs["pk"])
        return JsonResponse({"phone": show_phone(rescue.case_id, acting_user=self.actor)})


class Manifest(Page):
    """What makes the page installable."""

    action = "rescues.drive"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the manifest."""
        home = reverse("dispatch:phone")
        told = {
            "name": now_("Rescue duty"),
            "short_name": now_("Rescue"),
            "lang": get_language(),
            "start_url": home,
            "scope": home,
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#1f4fd8",
            "icons": [{"src": static("stationmaster/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
        }
        return HttpResponse(json.dumps(told), content_type="application/manifest+json")


class Worker(Page):
    """The service worker, served from where it rules."""

    action = "rescues.drive"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the script; browsers ask for it again at each visit."""
        answer = HttpResponse(WORKER.read_text(), content_type="text/javascript; charset=utf-8")
        answer["Cache-Control"] = "no-cache"
        return answer


def _uuid(request: HttpRequest, name: str) -> UUID:
    """Return a key that was posted. Raises Invalid for anything else."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise Invalid(_("The phone sent something that can't be read."), field=name) from error


def _items(request: HttpRequest) -> list[Any]:
    """Return the steps. Raises Invalid for what is not a list of them, or far too large."""
    if len(request.body) > LARGEST_REPORT:
        raise Invalid(_("Too much at once. Send it in smaller parts."))
    try:
        items = json.loads(request.body)["items"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Invalid(_("The phone sent something that can't be read.")) from error
    if not isinstance(items, list):
        raise Invalid(_("The phone sent something that can't be read."))
    return items
