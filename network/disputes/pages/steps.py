"""The steps of a dispute, each for the side that takes it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from common.pages import ActPage, FormPage
from network.disputes import actions
from network.disputes.pages import forms
from network.disputes.pages.disputes import ANSWER, APPOINT, MEDIATE, RECORD, OfDispute
from network.disputes.selectors import possible_mediators


class State(OfDispute, FormPage):
    """The station's view."""

    action = ANSWER
    title = _("State your view")
    form_class = forms.StatementForm
    success = _("The statement is on record. Both sides and the mediator read it.")

    def perform(self, form: Any) -> str:
        """Keep it."""
        actions.state_for_station(self.dispute.pk, acting_user=self.actor, **form.cleaned_data)
        return self.back()


class StateDriver(OfDispute, FormPage):
    """What the driver says on the phone."""

    action = RECORD
    title = _("Record the driver's statement")
    form_class = forms.StatementForm
    success = _("The statement is on record. Both sides and the mediator read it.")

    def perform(self, form: Any) -> str:
        """Keep it."""
        actions.state_for_driver(self.dispute.pk, acting_user=self.actor, **form.cleaned_data)
        return self.back()


class Appoint(OfDispute, FormPage):
    """Who mediates."""

    action = APPOINT
    title = _("Appoint the mediator")
    form_class = forms.MediatorForm
    success = _("The mediator is told.")
    narrow = True

    def form_arguments(self) -> dict[str, Any]:
        """Offer who had no hand in it."""
        return {"people": [(one.pk, one.name) for one in possible_mediators(self.dispute)]}

    def initial(self) -> dict[str, Any]:
        """Begin with the present one."""
        return {"person": self.dispute.mediator_id}

    def perform(self, form: Any) -> str:
        """Appoint."""
        actions.appoint_mediator(self.dispute.pk, form.cleaned_data["person"], acting_user=self.actor)
        return self.back()


class Propose(OfDispute, FormPage):
    """The mediator's proposal."""

    action = MEDIATE
    title = _("Propose a solution")
    form_class = forms.ProposalForm
    success = _("Both sides are asked for their answer.")

    def initial(self) -> dict[str, Any]:
        """Begin with the cause as it was opened."""
        return {"cause": self.dispute.cause}

    def perform(self, form: Any) -> str:
        """Propose it."""
        actions.propose(self.dispute.pk, form.terms(), acting_user=self.actor)
        return self.back()


class Answer(OfDispute, FormPage):
    """The station's yes or no."""

    action = ANSWER
    title = _("Answer the proposal")
    form_class = forms.AnswerForm
    narrow = True

    def perform(self, form: Any) -> str:
        """Note it."""
        actions.answer_for_station(self.dispute.pk, acting_user=self.actor, **form.cleaned_data)
        return self.back()


class AnswerDriver(OfDispute, FormPage):
    """The driver's yes or no, told on the phone."""

    action = RECORD
    title = _("Record the driver's answer")
    form_class = forms.AnswerForm
    narrow = True

    def perform(self, form: Any) -> str:
        """Note it."""
        actions.answer_for_driver(self.dispute.pk, acting_user=self.actor, **form.cleaned_data)
        return self.back()


class CarriedOut(OfDispute, FormPage):
    """The station has done and paid what was agreed."""

    action = ANSWER
    title = _("Report as carried out")
    form_class = forms.CarriedOutForm
    success = _("Reported. The driver confirms it, then the dispute is settled.")
    narrow = True

    def perform(self, form: Any) -> str:
        """Report it."""
        actions.report_carried_out(self.dispute.pk, acting_user=self.actor, **form.cleaned_data)
        return self.back()


class Confirm(OfDispute, FormPage):
    """The driver has what was agreed."""

    action = RECORD
    title = _("Driver confirms")
    form_class = forms.NoteForm
    success = _("The dispute is settled.")
    narrow = True

    def perform(self, form: Any) -> str:
        """Settle it."""
        actions.confirm_settlement(self.dispute.pk, acting_user=self.actor, **form.cleaned_data)
        return self.back()


class Fail(OfDispute, ActPage):
    """The sides will not agree."""

    action = MEDIATE
    title = _("End without agreement")
    reason = "required"
    danger = True

    def perform(self, reason: str) -> str:
        """End it."""
        actions.end_without_agreement(self.dispute.pk, reason=reason, acting_user=self.actor)
        return self.back()


class Withdraw(OfDispute, ActPage):
    """The driver does not pursue it any more."""

    action = RECORD
    title = _("Driver withdraws")
    reason = "required"
    danger = True

    def perform(self, reason: str) -> str:
        """End it."""
        actions.withdraw(self.dispute.pk, reason=reason, acting_user=self.actor)
        return self.back()
