"""The store's page: the parts that a crew used become movements of the stock and lines of a repair order."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.pages import Button, Crumb, FormPage
from network.dispatch.actions import take_parts
from network.dispatch.models import Rescue
from network.dispatch.selectors import parts_of_rescue, rescues_for
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


class TakeParts(FormPage):
    """Issues what the crew used to a repair order."""

    action = "parts.manage"
    title = _("Take the parts into a repair order")
    form_class = TakePartsForm
    narrow = True
    success = _("The parts are issued; they are lines of the repair order.")
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
