"""The page of mass events: the plan for all that wait, committed by one key."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.clock import now
from common.errors import Invalid
from common.pages import Crumb, FormPage
from network.dispatch.actions import commit_batch, plan_batch
from network.dispatch.actions.massing import Planned

SALT = "dispatch.batch"


class BatchForm(forms.Form):
    """The plan that was shown, and why."""

    plan = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Occasion (snow, batch defect…)"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autofocus": True}),
    )


class BatchPlan(FormPage):
    """All rescues that wait, each with the crew that the best plan has for it."""

    action = "dispatch.offer"
    title = _("Plan for all that wait")
    template_name = "dispatch/batch.html"
    form_class = BatchForm
    submit_label = _("Offer as planned")
    success = _("The crews of the plan are being asked.")
    explain = _("The shortest roads altogether; people hurt and vehicles on the carriageway first. Enter commits it.")
    lit = "dispatch:board"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the board."""
        return [Crumb(_("Live board"), reverse("dispatch:board"))]

    @cached_property
    def plan(self) -> list[Planned]:
        """Return the plan as it is now."""
        return plan_batch(self.actor, now())

    def initial(self) -> dict[str, Any]:
        """Return the plan, signed: what is committed is what was seen."""
        pairs = [(str(one.rescue.pk), str(one.crew.crew_id)) for one in self.plan if one.crew]
        return {"plan": signing.dumps(pairs, salt=SALT)}

    def context(self) -> dict[str, Any]:
        """Return the lines of the plan."""
        planned = [
            {"one": one, "km": f"{one.distance_m / 1000:.1f}", "minutes": round(one.eta_s / 60)} for one in self.plan
        ]
        return {"planned": planned, "served": sum(1 for one in self.plan if one.crew)}

    def perform(self, form: Any) -> str:
        """Commit it."""
        try:
            pairs = signing.loads(form.cleaned_data["plan"], salt=SALT, max_age=600)
        except signing.BadSignature as error:
            raise Invalid(_("The plan is too old. Look at it again.")) from error
        if not pairs:
            raise Invalid(_("No crew is left for any of them. Escalate them, or choose a crew for each."))
        chosen = [(UUID(rescue), UUID(crew)) for rescue, crew in pairs]
        commit_batch(chosen, reason=form.cleaned_data["reason"], acting_user=self.actor)
        return reverse("dispatch:board")
