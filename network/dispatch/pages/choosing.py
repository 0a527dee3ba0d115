"""The dispatcher's own choice of a crew, also instead of one that is being asked."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.clock import business_zone, now
from common.pages import Crumb, FormPage
from common.text import Text
from network.dispatch.actions import offer_to
from network.dispatch.actions.searching import open_offers_of, ranking_for
from network.dispatch.models import Rescue
from network.dispatch.pages.recommending import crew_choices
from network.dispatch.pages.seen import SeenRound, seen_now
from network.dispatch.policies import policy_on
from network.dispatch.selectors import rescues_for


class ChooseForm(forms.Form):
    """Which crew, and why."""

    crew = forms.ChoiceField(
        label=_("Crew"),
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": _(
                "This crew can't be asked any more: it is being asked already, or can't go now. Choose again."
            )
        },
    )
    reason = forms.CharField(label=_("Why this crew"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    seen_round = SeenRound()

    def __init__(self, *args: Any, crews: Sequence[tuple[str, Text]], **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.fields["crew"].choices = crews  # type: ignore[attr-defined]


class ChooseCrew(FormPage):
    """The dispatcher's own choice, with a reason; what may never be overridden is not offered."""

    action = "dispatch.offer"
    title = _("Choose a crew")
    form_class = ChooseForm
    submit_label = _("Offer to this crew")
    success = _("The crew is being asked.")
    lit = "dispatch:rescues"

    @cached_property
    def rescue(self) -> Rescue:
        """The rescue through the gate."""
        found: Rescue = rescues_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    @property
    def explain(self) -> str:  # type: ignore[override]
        """How to choose; first of all who is being asked now."""
        how = _(
            "The best of the engine comes first, each with what speaks for it; then those that you may send all the same, with what"
            " speaks against them. Your reason is kept with the rescue."
        )
        return " ".join([*(_being_asked(one) for one in open_offers_of(self.rescue)), str(how)])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the rescue."""
        return [Crumb(_("Rescue"), reverse("dispatch:rescue", args=[self.kwargs["pk"]]))]

    def initial(self) -> dict[str, Any]:
        """Keep what is being asked now."""
        return super().initial() | seen_now(self.rescue)

    def form_arguments(self) -> dict[str, Any]:
        """Return the crews that may be asked, best first."""
        moment = now()
        return {"crews": crew_choices(self.rescue, ranking_for(self.rescue, moment, policy_on(moment)))}

    def perform(self, form: Any) -> str:
        """Offer it."""
        typed = form.cleaned_data
        offer_to(
            self.rescue.pk,
            UUID(typed["crew"]),
            reason=typed["reason"],
            seen_round=typed["seen_round"],
            acting_user=self.actor,
        )
        return self.rescue.get_absolute_url()


def _being_asked(offer: Any) -> str:
    told = {
        "crew": offer.crew.name,
        "station": offer.station,
        "time": offer.expires_at.astimezone(business_zone()).strftime("%H:%M:%S"),
    }
    sentence = _("%(crew)s (%(station)s) is being asked until %(time)s; its offer is taken back when you ask another.")
    return str(sentence % told)
