"""A transfer of owner on the page of its change: what is left and who is late, and the steps that go on with it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now, today
from common.pages import Button, FormPage, Section
from common.text import Text
from network.lifecycle import actions
from network.lifecycle.choices import ChangeStatus, HandoverCode
from network.lifecycle.handover.looking import Line, agreement_before, invitation_of, lines_of
from network.lifecycle.models import StationChange
from network.lifecycle.pages.record import ChangePage
from network.onboarding.actions import Terms
from network.onboarding.choices import AgreementStatus
from network.onboarding.pages.forms import TermsForm
from network.onboarding.selection.selectors import standard_at
from network.onboarding.signing.selectors import live_round

SIGN, APPROVE = "onboarding.sign", "changes.approve"


def handover_section(change: StationChange, actor: Actor) -> Section | None:
    """Return the block of the page; nothing for a change that hands nothing over."""
    lines = lines_of(change)
    if not lines:
        return None
    left = sum(not one.is_done for one in lines)
    shown = [(one, [each for each in _buttons(one, change) if each.open_to(actor)]) for one in lines]
    return Section(_("Handing over"), "lifecycle/handover.html", {"lines": shown}, count=left, anchor="handover")


def _buttons(line: Line, change: StationChange) -> Sequence[Button]:
    if line.is_done:
        return []
    if line.code == HandoverCode.MANAGER and change.status == ChangeStatus.APPLIED:
        return [Button(_("Invite again"), "lifecycle:invite_again", APPROVE, (change.pk,))]
    return _agreement_buttons(change) if line.code == HandoverCode.AGREEMENT else []


def _agreement_buttons(change: StationChange) -> Sequence[Button]:
    before = agreement_before(change)
    if before is None:
        return []
    draft = before.successor
    look = Button(_("Agreements"), before.candidate.get_absolute_url(), "onboarding.view")
    if draft is None:
        return [Button(_("Draft the agreement"), "lifecycle:next_agreement", SIGN, (change.pk,), primary=True), look]
    if draft.status != AgreementStatus.DRAFT or live_round(draft) is not None:
        return [look]
    return [
        Button(_("Send for signature"), "onboarding:send", SIGN, (draft.pk,), primary=True),
        Button(_("Record the signatures"), "onboarding:sign", SIGN, (draft.pk,)),
        Button(_("Draft it anew"), "lifecycle:next_agreement", SIGN, (change.pk,)),
        look,
    ]


class NextTermsForm(TermsForm):
    """The terms, and the company they are agreed with."""

    party_name = forms.CharField(label=_("party B (station)"), max_length=120)
    field_order = ("party_name",)


class NextAgreement(ChangePage, FormPage):
    """Drafts the agreement with the next owner."""

    action = SIGN
    title = _("Draft the agreement with the next owner")
    form_class = NextTermsForm
    submit_label = _("Make the PDFs")
    success = _("The agreement is drafted in both languages. Have it signed, then record the signatures.")
    narrow = True

    def initial(self) -> dict[str, Any]:
        """Begin with the company and the day of the transfer; territory and coefficient stay as they are."""
        change, before = self.change, agreement_before(self.change)
        return {
            "party_name": change.values.get("name", ""),
            "representative": change.values.get("representative", ""),
            "territory": before.territory if before else "",
            "starts_on": change.effective_on or today(),
            "labour_coefficient": change.station.labour_coefficient,
            "years": standard_at(now()).policy.agreement_years,
        }

    def perform(self, form: forms.Form) -> str:
        """Draft it."""
        given = dict(form.cleaned_data)
        party = given.pop("party_name")
        actions.draft_next_agreement(self.change.pk, Terms(**given), party_name=party, acting_user=self.actor)
        return f"{self.change.get_absolute_url()}#handover"


class InviteForm(forms.Form):
    """Whom to invite, at which address."""

    name = forms.CharField(label=_("New station manager"), max_length=80)
    email = forms.EmailField(label=_("New manager's e-mail"), max_length=254)


class InviteAgain(ChangePage, FormPage):
    """Invites the new manager anew, perhaps at another address."""

    action = APPROVE
    title = _("Invite the new manager again")
    form_class = InviteForm
    submit_label = _("Invite")
    success = _("Invited. The invitation before does not work any more.")
    narrow = True

    def initial(self) -> dict[str, Any]:
        """Begin with whom the last invitation went to."""
        sent = invitation_of(self.change)
        values = self.change.values
        name: Text = sent.name if sent else values.get("manager_name", "")
        return {"name": name, "email": sent.email if sent else values.get("manager_email", "")}

    def perform(self, form: forms.Form) -> str:
        """Invite."""
        actions.invite_manager_again(self.change.pk, acting_user=self.actor, **form.cleaned_data)
        return f"{self.change.get_absolute_url()}#handover"
