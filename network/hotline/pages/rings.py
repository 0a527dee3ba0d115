"""A call that rings: the pop-up on the hotline's pages, taking it with one key, where the exchange's webhooks arrive, one's own extension."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from common.live import live_address
from common.pages import PUBLIC, SIGNED_IN, ActPage, Button, Crumb, FormPage, Page
from common.text import Text
from network.hotline.on_duty import on_duty
from network.hotline.telephony import BadSignature
from network.hotline.telephony.policies import TelephonyError
from network.hotline.telephony.receiving import receive
from network.hotline.telephony.screen import pop_up
from network.hotline.telephony.seats import get_up, seat_of, sit_at
from network.hotline.telephony.taking import pick_up


class RingsHere:
    """A page of the hotline: it says who is on duty, and a ringing call pops up for whoever may take it; F2 takes the longest waiting."""

    keys: ClassVar[Sequence[tuple[Text, Sequence[tuple[str, Text]]]]] = (
        (_("When it rings"), (("F2", _("take the call that waits longest")),)),
    )

    def context(self) -> dict[str, Any]:
        """Add who is on duty, what rings now, and where news comes from."""
        mine: dict[str, Any] = super().context()  # type: ignore[misc]
        actor = self.actor  # type: ignore[attr-defined]
        mine["on_duty"] = on_duty.collect(actor)
        if not actor.may("hotline.answer"):
            return mine
        return mine | {"live": live_address(actor), "rings": pop_up(actor)}


class Ringing(Page):
    """What rings for the agent now, as data."""

    action = "hotline.answer"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the calls."""
        return JsonResponse(pop_up(self.actor))


class OnDuty(Page):
    """Who is on now; a page that stays open asks again."""

    action = "hotline.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the line."""
        return self.render("hotline/on_duty.html", on_duty=on_duty.collect(self.actor))


class LiveAddress(Page):
    """A fresh address of the stream; the one on a page that stays open grows old."""

    action = SIGNED_IN

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the address as text."""
        return HttpResponse(live_address(self.actor), content_type="text/plain; charset=utf-8")


class PickUp(ActPage):
    """Takes a ringing call and opens the form, filled in."""

    action = "hotline.answer"
    title = _("Take this call")
    success = ""
    lit = "hotline:calls"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the log."""
        return [Crumb(_("Calls"), reverse("hotline:calls"))]

    def perform(self, reason: str) -> str:
        """Take it; one agent wins, the others read who has it."""
        call = pick_up(self.kwargs["pk"], acting_user=self.actor)
        return f"{reverse('hotline:take')}?call={call.pk}"


@method_decorator(csrf_exempt, name="dispatch")
class Webhook(Page):
    """Where the exchange says what happens: the signature is the permission. Taken in once, however often it is sent."""

    action = PUBLIC

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """There is nothing to see."""
        return HttpResponseNotAllowed(["POST"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it in. 400 for what the exchange has not signed."""
        try:
            fresh = receive(request.body, request.headers)
        except BadSignature:
            return JsonResponse({"error": str(TelephonyError.BAD_SIGNATURE)}, status=400)
        return JsonResponse({"received": True, "fresh": fresh})


class SeatForm(forms.Form):
    """Where one sits."""

    extension = forms.CharField(
        label=_("Extension"), max_length=12, widget=forms.TextInput(attrs={"autofocus": True, "inputmode": "tel"})
    )


class TakeSeat(FormPage):
    """At which extension the agent sits: calls ring there, and are put through to there."""

    action = "hotline.answer"
    title = _("My extension")
    form_class = SeatForm
    narrow = True
    submit_label = _("Sit here")
    success = _("Calls now ring at this extension.")
    explain = _("Calls ring at the extension at which you sit. Whoever sat there before is signed off from it.")
    lit = "hotline:calls"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the log."""
        return [Crumb(_("Calls"), reverse("hotline:calls"))]

    def page_buttons(self) -> Sequence[Button]:
        """Let somebody who sits get up."""
        seat = seat_of(self.actor)
        return [Button(_("Sign off from it"), "hotline:get_up", action="hotline.answer", post=True)] if seat else []

    def initial(self) -> dict[str, Any]:
        """Show where the agent sits now."""
        seat = seat_of(self.actor)
        return {"extension": seat.extension if seat else ""}

    def perform(self, form: Any) -> str:
        """Sit down."""
        sit_at(form.cleaned_data["extension"], acting_user=self.actor)
        return reverse("hotline:calls")


class GetUp(ActPage):
    """Signs the agent off from the extension."""

    action = "hotline.answer"
    title = _("Sign off from the extension")
    success = _("No call rings at an extension of yours any more.")
    lit = "hotline:calls"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the log."""
        return [Crumb(_("Calls"), reverse("hotline:calls"))]

    def perform(self, reason: str) -> str:
        """Get up."""
        get_up(acting_user=self.actor)
        return reverse("hotline:calls")
