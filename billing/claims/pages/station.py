"""Claims at the station: prepare, edit while the rules speak, sign, answer."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from billing.claims.actions import cancel_claim, edit_claim, prepare_claim, preview, sign_and_submit
from billing.claims.appeals.selectors import may_appeal
from billing.claims.choices import ClaimStatus, ClaimType
from billing.claims.forms import AnswerForm, DraftForm, PrepareForm, edits_of, initial_of, line_forms_for, whole_rows
from billing.claims.models import Claim
from billing.claims.pages.of_claim import OfClaim
from billing.claims.pages.shared import ClaimDetail, ClaimList
from billing.claims.pages.tables import StationClaimTable
from billing.claims.preauthorisations.selectors import usable_for
from billing.claims.selectors import claimable_orders
from billing.claims.showing import shown_judgement
from billing.claims.speaking import coverage_left, spoken_at
from common.errors import DomainError
from common.pages import ActPage, Button, Crumb, FormPage
from common.pages.parts import address
from common.text import Text


class StationClaimList(ClaimList):
    """The station's claims."""

    table_class = StationClaimTable
    create = Button(_("Prepare a claim"), "claims:prepare", action="claims.prepare", primary=True, icon="plus")
    empty = _("No claims yet. Prepare one from a finished repair order, or take them in from a file.")

    def page_buttons(self) -> Sequence[Button]:
        """Offer the two ways in, and the way out as a file."""
        taken_in = Button(_("Import"), address("desk:start_import", ["claims"]), "claims.prepare", icon="file-upload")
        return [*super().page_buttons(), taken_in]


class StationClaimDetail(ClaimDetail):
    """A claim as the station sees it."""

    def buttons(self, record: Claim) -> list[Button]:
        """Return what the transition table leaves to do."""
        moves, args = record.possible_moves(), (record.pk,)
        found = []
        if ClaimStatus.SUBMITTED in moves and record.is_editable:
            sign = Button(_("Sign and submit"), "claims:sign", "claims.sign", args, primary=True, icon="signature")
            photos = Button(_("Photos"), "claims:photos", "claims.prepare", args, icon="camera")
            found += [sign, Button(_("Edit"), "claims:edit", "claims.prepare", args, icon="pencil"), photos]
        if may_appeal(record):
            found.append(Button(_("Appeal"), "claims:file_appeal", "appeals.file", args, primary=True, icon="scale"))
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
        order_id, kind = UUID(form.cleaned_data["repair_order"]), form.cleaned_data["type"]
        type = ClaimType(kind) if kind else None
        return prepare_claim(order_id, type=type, acting_user=self.actor).get_absolute_url()


class EditClaim(OfClaim, FormPage):
    """Change words and lines of a draft; the rules judge what is typed."""

    action = "claims.prepare"
    title = _("Edit the claim")
    template_name = "claims/edit.html"
    form_class = DraftForm

    @property
    def lines(self) -> dict[str, Any]:  # type: ignore[override]
        """Ask for the fitting of the part where the claim is about a spare part."""
        return {"lines": (_("Lines"), line_forms_for(self.claim))}

    def record(self) -> Claim:
        """Edit this claim."""
        return self.claim

    def line_initial(self, name: str) -> list[dict[str, Any]]:
        """Show the lines as they are."""
        return [initial_of(line) for line in self.claim.lines.all()]

    def initial(self) -> dict[str, Any]:
        """Show the claim's own words."""
        shown = super().initial()
        distance = self.claim.distance_m
        shown["distance_km"] = None if distance is None else Decimal(distance) / 1000
        shown["preauthorisation"] = str(self.claim.preauthorisation_id or "")
        return shown

    def form_arguments(self) -> dict[str, Any]:
        """Offer the vehicle's pre-authorisations."""
        return {"agreements": usable_for(self.claim)}

    def perform(self, form: Any) -> str:
        """Replace words and lines."""
        edits = edits_of(self.line_forms["lines"])
        claim = edit_claim(self.claim.pk, lines=edits, acting_user=self.actor, **form.as_words())
        return claim.get_absolute_url()

    def context(self) -> dict[str, Any]:
        """The panel of the rules needs the claim."""
        return {"claim": self.claim}


class JudgeClaim(OfClaim):
    """What the rules say about words and lines as they are typed: the panel, and a word beside each field. Saves nothing."""

    action = "claims.prepare"
    template_name = "claims/judgement.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Judge what is finished; what is half typed is left out and told."""
        rows = line_forms_for(self.claim)(request.POST, prefix="lines")
        form = DraftForm(request.POST, agreements=usable_for(self.claim))
        form.is_valid()
        whole = whole_rows(rows)
        try:
            judgement, lines = preview(self.claim, [row.as_edit() for row in whole], **known_words(form))
        except DomainError as error:
            return self.render(refusal=error.message)
        spoken = spoken_at(judgement, lines, [row.prefix or "" for row in whole])
        unfinished = sum(1 for row in rows.forms if not row.is_valid())
        shown = shown_judgement(judgement, lines) | {"covered": coverage_left(self.claim, lines)}
        return self.render(**shown, spoken=spoken, unfinished=unfinished, claim=self.claim)


def known_words(form: DraftForm) -> dict[str, Any]:
    """Return the words that are finished; a fault code of which one half is typed is not."""
    given = form.as_words()
    if given.get("spn") is None or given.get("fmi") is None:
        given["spn"] = given["fmi"] = None
    return given


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
