"""Electronic signature: sending and taking back, the rounds on a candidate's page, the ways to the provider, where its webhooks arrive."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from accounts.actors import Actor
from common.errors import NotAllowed, NotYours, WrongState
from common.pages import PUBLIC, ActPage, Button, Crumb, FormPage, Page, Section
from common.scope import for_office
from common.text import Text
from network.onboarding.models import Agreement, Candidate, Signing
from network.onboarding.pages.acts import crumbs_to
from network.onboarding.selectors import agreements_for
from network.onboarding.signing.actions import (
    provider_or_refuse,
    receive,
    send_for_signature,
    unreachable,
    withdraw_signing,
)
from network.onboarding.signing.choices import LIVE, Side, SigningError, SigningStatus
from network.onboarding.signing.choose import provider
from network.onboarding.signing.fake import FakeProvider
from network.onboarding.signing.playing import deliver_due
from network.onboarding.signing.port import BadNotice, Refused, Unavailable
from network.onboarding.signing.selectors import live_round, signatories_of, signing_of, signings_for

LARGEST_NOTICE = 64 * 1024


class SendForm(forms.Form):
    """Who signs for the manufacturer; why, when it was sent before."""

    signatory = forms.ChoiceField(label=_("Signs for the manufacturer"))
    reason = forms.CharField(
        label=_("Why it is sent again"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, agreement: Agreement, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.fields["signatory"].choices = [(str(one.pk), one.name) for one in signatories_of(agreement)]  # type: ignore[attr-defined]
        if agreement.signings.exists():
            self.fields["reason"].required = live_round(agreement) is None  # a second tap is told that it was sent
        else:
            del self.fields["reason"]


class OfOnboarding:
    """A form that leads back to its candidate."""

    narrow = True
    lit = "onboarding:board"
    candidate: Candidate

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the candidate."""
        return crumbs_to(self.candidate)

    def back(self) -> str:
        """Return the candidate's page at the rounds."""
        return f"{self.candidate.get_absolute_url()}#signing"


class Send(OfOnboarding, FormPage):
    """Sends a drafted agreement for signature."""

    action = "onboarding.sign"
    title = _("Send for signature")
    form_class = SendForm
    success = _("Sent. The station's representative gets the link by SMS and mail.")
    explain = _(
        "The station signs first, then the manufacturer. Whoever prepared the agreement does not sign it. What is signed is the Chinese paper."
    )

    @cached_property
    def agreement(self) -> Agreement:
        """Return the agreement through the gate."""
        found: Agreement = agreements_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    @cached_property
    def candidate(self) -> Candidate:  # type: ignore[override]
        """Return its candidate."""
        return self.agreement.candidate

    def subtitle(self) -> Text:
        """Say which agreement it is."""
        return f"{self.agreement.number} · {self.candidate}"

    def form_arguments(self) -> dict[str, Any]:
        """Give the form its people."""
        return {"agreement": self.agreement}

    def perform(self, form: forms.Form) -> str:
        """Send it."""
        chosen = UUID(form.cleaned_data["signatory"])
        reason = form.cleaned_data.get("reason", "")
        send_for_signature(self.agreement.pk, signatory=chosen, reason=reason, acting_user=self.actor)
        return self.back()


class Withdraw(OfOnboarding, ActPage):
    """Takes an agreement back that is out for signature."""

    action = "onboarding.sign"
    title = _("Withdraw from signature")
    reason: ClassVar[str] = "required"
    success = _("Withdrawn. It can be sent again, signed on paper, or drafted anew.")
    danger = True

    @cached_property
    def signing(self) -> Signing:
        """Return the round through the gate."""
        found: Signing = signings_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    @cached_property
    def candidate(self) -> Candidate:  # type: ignore[override]
        """Return its candidate."""
        return self.signing.agreement.candidate

    def perform(self, reason: Any) -> str:
        """Take it back."""
        withdraw_signing(self.signing.pk, reason=reason, acting_user=self.actor)
        return self.back()


class Countersign(Page):
    """Leads the manufacturer's signatory, and nobody else, to where the provider lets them sign."""

    action = "onboarding.countersign"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go there."""
        signing: Signing = signings_for(self.actor).get_or_404(self.kwargs["pk"])
        if signing.office_signatory != self.actor.id:
            raise NotAllowed(_("Another person was named to sign for the manufacturer."))
        return HttpResponseRedirect(way_to_sign(signing, Side.OFFICE))


def way_to_sign(signing: Signing, side: Side) -> str:
    """Return the provider's address of the moment for this side. Raises WrongState when it is not its turn, or the provider is silent."""
    try:
        return provider_or_refuse().link(signing.envelope_key, side)
    except Refused as error:
        raise WrongState(_("It is not the turn of this side, or the signature is over.")) from error
    except Unavailable as error:
        raise unreachable() from error


class SigningSite(Page):
    """What the station's representative sees behind the link: what is to be signed, its hash, until when; and the way to the provider."""

    action = PUBLIC
    title = _("Sign the service agreement")
    template_name = "onboarding/signing_site.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it, or lead to the provider; one sentence for all links that do not work."""
        try:
            with for_office():
                signing = signing_of(self.kwargs["token"])
                if "go" in request.GET and signing.status == SigningStatus.SENT:
                    return self._go(signing)
                answer = self._show(signing)
        except NotYours:
            return self.render("onboarding/applicant_over.html", status=404)
        return answer

    def _go(self, signing: Signing) -> HttpResponse:
        try:
            return HttpResponseRedirect(way_to_sign(signing, Side.STATION))
        except WrongState as refusal:
            return self._show(signing, problem=refusal.message, status=409)

    def _show(self, signing: Signing, *, problem: Text = "", status: int = 200) -> HttpResponse:
        return self.render(
            signing=signing,
            agreement=signing.agreement,
            problem=problem,
            can_sign=signing.status == SigningStatus.SENT,
            status=status,
        )


@method_decorator(csrf_exempt, name="dispatch")
class Webhook(Page):
    """Where the provider says that something happened: the signature is the permission. Taken in once, however often it is sent."""

    action = PUBLIC

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """There is nothing to see."""
        return HttpResponseNotAllowed(["POST"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it in. 413 for what no notice is, before it is read; 400 for what the provider has not signed."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_NOTICE:
            return JsonResponse({"error": str(SigningError.TOO_LARGE)}, status=413)
        try:
            fresh = receive(request.body, request.headers)
        except BadNotice:
            return JsonResponse({"error": str(SigningError.BAD_NOTICE)}, status=400)
        return JsonResponse({"received": True, "fresh": fresh})


class FakeSigning(Page):
    """The signing page of the fake provider. Where a real one is set up, or none, there is no such page."""

    action = PUBLIC
    title = _("Signature provider (simulated)")
    template_name = "onboarding/fake_signing.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what is to be signed."""
        return self._show()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign or decline, and tell so by the webhook."""
        fake, envelope, side = self.fake, self.kwargs["envelope"], self.side
        try:
            if "decline" in request.POST:
                fake.decline(envelope, side, request.POST.get("reason", ""))
            else:
                fake.sign(envelope, side)
        except Refused:
            return self._show(status=409)
        deliver_due(fake)
        return self._show()

    @cached_property
    def fake(self) -> FakeProvider:
        """Return the fake. Raises NotYours without one."""
        found = provider()
        if not isinstance(found, FakeProvider):
            raise NotYours
        return found

    @cached_property
    def side(self) -> Side:
        """Return whose page it is."""
        try:
            return Side(self.kwargs["side"])
        except ValueError as error:
            raise NotYours from error

    def _show(self, *, status: int = 200) -> HttpResponse:
        try:
            seen = self.fake.seen(self.kwargs["envelope"])
        except Refused as error:
            raise NotYours from error
        name = seen["names"].get(self.side, "")
        return self.render(seen=seen, name=name, is_turn=seen["turn"] == self.side, status=status)


def signing_section(candidate: Candidate, actor: Actor) -> Section | None:
    """Return the block of a candidate's page; nothing while nothing was sent for signature."""
    rows = list(signings_for(actor).filter(agreement__candidate=candidate).order_by("-created_at"))
    if not rows:
        return None
    shown = [(one, list(_buttons(one, actor))) for one in rows]
    return Section(_("Electronic signature"), "onboarding/signings.html", {"shown": shown}, anchor="signing")


def _buttons(signing: Signing, actor: Actor) -> Iterator[Button]:
    key = (signing.pk,)
    if signing.status == SigningStatus.STATION_SIGNED and signing.office_signatory == actor.id:
        found = Button(
            _("Sign for the manufacturer"), "onboarding:countersign", "onboarding.countersign", key, primary=True
        )
        if found.open_to(actor):
            yield found
    if signing.status in LIVE:
        back = Button(_("Withdraw"), "onboarding:signing_withdraw", "onboarding.sign", key, danger=True)
        if back.open_to(actor):
            yield back
