"""Pages of the parts that a crew used: the store issues them to a repair order, the station claims them or leaves them out."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimType
from common.errors import WrongState
from common.pages import Button, Crumb, FormPage
from network.dispatch.actions import claim_parts, take_parts
from network.dispatch.actions.claiming import CLAIMED_AS
from network.dispatch.choices import RescueStatus
from network.dispatch.models import Rescue
from network.dispatch.selectors import parts_of_rescue, parts_to_claim, rescues_for, with_claims
from tenants.workshop.choices import LINES_OPEN
from tenants.workshop.selectors import open_orders

Choices = Sequence[tuple[str, str]]


def take_buttons(rescue: Rescue) -> list[Button]:
    """Return the way into a repair order, while parts of the rescue wait for one."""
    if not parts_of_rescue(rescue).filter(order_id__isnull=True).exists():
        return []
    return [
        Button(
            _("Take the parts into a repair order"),
            "dispatch:take_parts",
            args=(rescue.pk,),
            action="parts.manage",
            primary=True,
        )
    ]


def claim_buttons(rescue: Rescue) -> list[Button]:
    """Return the way onto a claim, while parts of a finished rescue stand on none."""
    if rescue.status != RescueStatus.FINISHED or not parts_to_claim(rescue).exists():
        return []
    return [Button(_("Claim the parts used"), "dispatch:claim_parts", args=(rescue.pk,), action="claims.prepare")]


class TakePartsForm(forms.Form):
    """Which parts, into which order."""

    order = forms.ChoiceField(
        label=_("Repair order"),
        help_text=_("An open order of the same vehicle stands first. Reception opens one if there is none."),
    )
    lines = forms.MultipleChoiceField(label=_("Parts used"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, orders: Choices, parts: Choices, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.fields["order"].choices = orders  # type: ignore[attr-defined]
        self.fields["lines"].choices = parts  # type: ignore[attr-defined]


class OfRescue(FormPage):
    """A form about the parts of one rescue."""

    narrow = True
    lit = "dispatch:rescues"

    def record(self) -> Rescue:
        """Return the rescue through the gate."""
        found: Rescue = rescues_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the rescue."""
        return [
            Crumb(_("Rescues"), reverse("dispatch:rescues")),
            Crumb(self.object.number, self.object.get_absolute_url()),
        ]


class TakeParts(OfRescue):
    """Issues what the crew used to a repair order."""

    action = "parts.manage"
    title = _("Take the parts into a repair order")
    form_class = TakePartsForm
    success = _("The parts are issued; they are lines of the repair order.")

    def initial(self) -> dict[str, Any]:
        """Offer all that wait."""
        return {"lines": [key for key, _name in self._parts()]}

    def form_arguments(self) -> dict[str, Any]:
        """Return the orders that may still get lines, those of this vehicle first, and the parts that wait."""
        vin = self.object.case.vin
        orders = open_orders(self.actor).filter(status__in=LINES_OPEN)
        rows = sorted(orders, key=lambda one: one.vin != vin)
        return {
            "orders": [(str(one.pk), f"{one.number} {one.plate or one.vin}") for one in rows],
            "parts": self._parts(),
        }

    def perform(self, form: Any) -> str:
        """Take them."""
        given = form.cleaned_data
        lines = [UUID(one) for one in given["lines"]]
        take_parts(self.object.pk, UUID(given["order"]), lines=lines, acting_user=self.actor)
        return reverse("dispatch:rescue", args=[self.object.pk])

    def _parts(self) -> list[tuple[str, str]]:
        waiting = parts_of_rescue(self.object).filter(order_id__isnull=True)
        return [(str(one.pk), f"{one} × {one.quantity}") for one in waiting]


class ClaimPartsForm(forms.Form):
    """Which parts are claimed under which promise, and why the others are not."""

    lines = forms.MultipleChoiceField(
        label=_("Parts used"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "Each becomes a line, priced by the list and the policy. What is not ticked is left out of claims."
        ),
    )
    type = forms.ChoiceField(label=_("Type"), choices=[(kind.value, kind.label) for kind in CLAIMED_AS])
    left_out = forms.CharField(
        label=_("Why the others are not claimed"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, parts: Choices, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.fields["lines"].choices = parts  # type: ignore[attr-defined]


class ClaimParts(OfRescue):
    """Drafts a claim with what the crew used, or keeps why it is not claimed."""

    action = "claims.prepare"
    title = _("Claim the parts used")
    form_class = ClaimPartsForm
    success = _("It is kept on the rescue. A claim that was drafted has to be completed and signed.")

    def initial(self) -> dict[str, Any]:
        """Tick all that stand on no claim."""
        return {"lines": [str(pk) for pk in parts_to_claim(self.object).values_list("pk", flat=True)]}

    def form_arguments(self) -> dict[str, Any]:
        """Offer what stands on no claim; what was left out may be ticked after all."""
        rows = with_claims(parts_of_rescue(self.object), self.actor).filter(claim_number="")
        if not rows:
            raise WrongState(_("Each part that the crew used stands on a claim already."))
        return {"parts": [(str(one.pk), _choice(one)) for one in rows]}

    def perform(self, form: Any) -> str:
        """Draft it, and show the draft."""
        given = form.cleaned_data
        claim = claim_parts(
            self.object.pk,
            [UUID(one) for one in given["lines"]],
            type=ClaimType(given["type"]),
            left_out=given["left_out"],
            acting_user=self.actor,
        )
        return claim.get_absolute_url() if claim else reverse("dispatch:rescue", args=[self.object.pk])


def _choice(part: Any) -> str:
    said = f" ({part.left_out})" if part.left_out else ""
    return f"{part} × {part.quantity}{said}"
