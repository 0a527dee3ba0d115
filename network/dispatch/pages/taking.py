"""Taking a rescue from its crew: reassigned or called off, with the cause that decides whether its kilometres are paid."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from common.pages.forms import ReasonForm
from network.dispatch.actions import cancel_rescue, reassign_rescue
from network.dispatch.choices import TakenCause
from network.dispatch.pages.headoffice import RescueStep
from network.dispatch.pages.seen import SeenRound, seen_now
from network.dispatch.selectors import rescues_for


class TakeForm(ReasonForm):
    """Why a rescue is taken from its crew; the cause decides whether its kilometres are paid."""

    cause = forms.ChoiceField(
        label=_("Cause"),
        choices=TakenCause.choices,
        required=False,
        help_text=_("It decides by the rules whether the crew's kilometres until now are paid."),
    )
    field_order = ("cause", "reason")


class ReassignForm(TakeForm):
    """The same, and whom the dispatcher has seen."""

    seen_round = SeenRound()


class TakeAway(RescueStep):
    """The base of both ways in which a rescue is taken from its crew."""

    usual: ClassVar[TakenCause] = TakenCause.OTHER

    def make_form(self, *, bound: bool) -> Any:
        """Ask for the cause as well."""
        return TakeForm(self.request.POST) if bound else TakeForm(initial={"cause": self.usual})

    def given(self, form: Any) -> dict[str, str]:
        """Return cause and reason."""
        return {"reason": form.cleaned_data["reason"], "cause": form.cleaned_data["cause"] or self.usual}


class Reassign(TakeAway):
    """Takes the rescue from its crew: from the one that the dispatcher has seen."""

    title = _("Reassign")
    reason = "required"

    def make_form(self, *, bound: bool) -> Any:
        """Keep who serves it now."""
        seen = {"cause": self.usual} | seen_now(rescues_for(self.actor).get_or_404(self.key))
        return ReassignForm(self.request.POST, initial=seen) if bound else ReassignForm(initial=seen)

    def given(self, form: Any) -> dict[str, Any]:
        """Return cause, reason and what was seen."""
        return super().given(form) | {"seen_round": form.cleaned_data["seen_round"]}

    def perform(self, reason: dict[str, Any]) -> str:
        """Take it back; the engine looks for another crew."""
        reassign_rescue(self.key, acting_user=self.actor, **reason)
        return self.back()


class Cancel(TakeAway):
    """Calls the rescue off."""

    title = _("Cancel the rescue")
    reason = "required"
    danger = True
    usual = TakenCause.DRIVER

    def perform(self, reason: dict[str, str]) -> str:
        """Call it off."""
        cancel_rescue(self.key, acting_user=self.actor, **reason)
        return self.back()
