"""Claims at the station: prepare, edit while the rules speak, sign, answer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from billing.claims.actions import cancel_claim, edit_claim, prepare_claim, preview, sign_and_submit
from billing.claims.choices import ClaimStatus
from billing.claims.forms import AnswerForm, DraftForm, LineForms, PrepareForm, edits_of, initial_of
from billing.claims.models import Claim
from billing.claims.pages.shared import ClaimDetail, ClaimList
from billing.claims.pages.tables import StationClaimTable
from billing.claims.selectors import claimable_orders, claims_for
from billing.claims.showing import shown_judgement
from common.errors import DomainError
from common.pages import ActPage, Button, Crumb, FormPage, Page
from common.pages.parts import address
from common.text import Text


class StationClaimList(ClaimList):
    """The station's claims."""

    table_class = StationClaimTable
    create = Button(_("Prepare a claim"), "claims:prepare", action="claims.prepare", primary=True, icon="plus")
    empty = _("No claims yet. Prepare one from a finished repair order.")


class StationClaimDetail(ClaimDetail):
    """A claim as the station sees it."""

    def buttons(self, record: Claim) -> list[Button]:
        """Return what the transition table leaves to do."""
        moves, args = record.possible_moves(), (record.pk,)
        found = []
        if ClaimStatus.SUBMITTED in moves and record.is_editable:
            sign = Button(_("Sign and submit"), "claims:sign", "claims.sign", args, primary=True, icon="signature")
            found += [sign, Button(_("Edit"), "claims:edit", "claims.prepare", args, icon="pencil")]
        if ClaimStatus.CANCELLED in moves:
            found.append(Button(_("Cancel claim"), "claims:cancel", "claims.prepare", args, danger=True))
        return found


class PrepareClaim(FormPage):
    """Prepare a claim from a finished repair order; `?repair_order=` chooses one."""

    action = "claims.prepare"
    title = _("Prepare a claim")
    form_class = PrepareForm
    submit_label = _("Prepare")
    success = _("The claim is drafted. Check what the rules say, then have it signed.")
    explain = _("The claim takes over what the workshop wrote down. You can change the lines before it is signed.")
    narrow = True

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the list."""
        return [Crumb(_("Claims"), address("claims:list"))]

    def form_arguments(self) -> dict[str, Any]:
        """Offer the finished orders that have no claim."""
        return {"orders": [(str(order.pk), f"{order.number} · {order.vin}") for order in claimable_orders(self.actor)]}

    def perform(self, form: Any) -> str:
        """Draft it."""
        order_id = UUID(form.cleaned_data["repair_order"])
        return prepare_claim(order_id, acting_user=self.actor).get_absolute_url()


class OfClaim(Page):
    """A page below one claim."""

    @cached_property
    def claim(self) -> Claim:
        """Return the claim through the gate."""
        claim: Claim = claims_for(self.actor).select_related("policy").get_or_404(self.kwargs["pk"])
        return claim

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [
            Crumb(_("Claims"), address("claims:list")),
            Crumb(self.claim.number, address("claims:detail", [self.claim.pk])),
        ]


class EditClaim(OfClaim, FormPage):
    """Change words and lines of a draft; the rules judge what is typed."""

    action = "claims.prepare"
    title = _("Edit the claim")
    template_name = "claims/edit.html"
    form_class = DraftForm
    lines = {"lines": (_("Lines"), LineForms)}

    def record(self) -> Claim:
        """Edit this claim."""
        return self.claim

    def line_initial(self, name: str) -> list[dict[str, Any]]:
        """Show the lines as they are."""
        return [initial_of(line) for line in self.claim.lines.all()]

    def perform(self, form: Any) -> str:
        """Replace words and lines."""
        edits = edits_of(self.line_forms["lines"])
        claim = edit_claim(self.claim.pk, lines=edits, acting_user=self.actor, **form.cleaned_data)
        return claim.get_absolute_url()

    def context(self) -> dict[str, Any]:
        """The panel of the rules needs the claim."""
        return {"claim": self.claim}


class JudgeClaim(OfClaim):
    """What the rules say about the lines as they are typed: a part of the edit page. Saves nothing."""

    action = "claims.prepare"
    template_name = "claims/judgement.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Judge; while something is half typed, say so instead."""
        rows, form = LineForms(request.POST, prefix="lines"), DraftForm(request.POST)
        if not rows.is_valid():
            return self.render(unfinished=True)
        failed_on = form.cleaned_data.get("failed_on") if form.is_valid() else None
        try:
            judgement, lines = preview(self.claim, edits_of(rows), failed_on=failed_on)
        except DomainError as error:
            return self.render(refusal=error.message)
        return self.render(**shown_judgement(judgement, lines), claim=self.claim)


class SignClaim(OfClaim, FormPage):
    """Sign as appraiser and hand in; a returned claim asks for the answer."""

    action = "claims.sign"
    template_name = "claims/sign.html"
    form_class = AnswerForm
    narrow = True
    submit_label = _("Sign and submit")
    success = _("The claim is handed in.")

    def get_title(self) -> Text:
        """Return what is being done."""
        return _("Sign and submit")

    def make_form(self, *, bound: bool) -> Any:
        """Ask for an answer only when there is a question."""
        form = super().make_form(bound=bound)
        if self.claim.status != ClaimStatus.RETURNED:
            del form.fields["answer"]
        return form

    def perform(self, form: Any) -> str:
        """Hand it in."""
        answer = form.cleaned_data.get("answer", "")
        return sign_and_submit(self.claim.pk, answer=answer, acting_user=self.actor).get_absolute_url()

    def context(self) -> dict[str, Any]:
        """Show what is being signed."""
        return {"claim": self.claim}


class CancelClaim(OfClaim, ActPage):
    """Put a claim away that was not handed in."""

    action = "claims.prepare"
    title = _("Cancel claim")
    reason = "optional"
    danger = True
    submit_label = _("Cancel claim")

    def perform(self, reason: str) -> str:
        """Cancel it."""
        return cancel_claim(self.claim.pk, reason=reason, acting_user=self.actor).get_absolute_url()
