"""Reception: taking a vehicle in, promising a time, cancelling, delivering, and the customer's answer to extra work."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from catalog.models import Vehicle
from catalog.sections import notices_of
from catalog.selectors import find_vehicle
from common.pages import ActPage, Crumb, FormPage
from tenants.workshop.actions import (
    cancel_repair_order,
    change_promise,
    decide_extra_work,
    deliver,
    open_repair_order,
    receive_vehicle,
    take_back,
)
from tenants.workshop.models import ExtraWork, RepairOrder
from tenants.workshop.pages.forms import AnswerForm, NewPromiseForm, PromiseForm, ReceptionForm
from tenants.workshop.pages.orders import order_crumbs
from tenants.workshop.policies import may_see_customer
from tenants.workshop.selectors import extra_work_for, last_visit, open_order_of, repair_orders_for


class ReceiveVehicle(FormPage):
    """Take a vehicle in. A VIN or plate in the search box above the form fills in what is known."""

    action = "workshop.receive"
    title = _("Receive a vehicle")
    template_name = "workshop/receive.html"
    form_class = ReceptionForm
    submit_label = _("Take it in")
    success = _("The vehicle is received.")
    lit = "workshop:board"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the board."""
        return [Crumb(_("Reception board"), reverse("workshop:board"))]

    @cached_property
    def asked(self) -> str:
        """Return what was typed into the search box."""
        return self.request.GET.get("vehicle", "").strip()

    @cached_property
    def vehicle(self) -> Vehicle | None:
        """Return the vehicle that was found, if any."""
        return find_vehicle(self.asked) if self.asked else None

    def initial(self) -> dict[str, Any]:
        """Fill in what catalogue and last visit know."""
        vehicle = self.vehicle
        if vehicle is None:
            return {"vin": self.asked if len(self.asked) == 17 else ""}
        known = {"vin": vehicle.vin, "plate": vehicle.plate, "engine_no": vehicle.engine_no}
        visit = last_visit(vehicle.vin)
        if visit is not None and may_see_customer(self.actor):
            known |= {
                "customer_name": visit.customer_name,
                "customer_phone": visit.customer_phone,
                "plate": visit.plate,
            }
        return known

    def context(self) -> dict[str, Any]:
        """Return what the search found."""
        here = open_order_of(self.vehicle.vin) if self.vehicle else None
        notices = notices_of(self.actor, self.vehicle) if self.vehicle else ()
        return {"asked": self.asked, "vehicle": self.vehicle, "here": here, "notices": notices}

    def perform(self, form: Any) -> str:
        """Receive it."""
        order = receive_vehicle(**form.cleaned_data, acting_user=self.actor)
        return order.get_absolute_url()


class OrderForm(FormPage):
    """A form about one order."""

    lit = "workshop:orders"
    narrow = True

    def record(self) -> Any:
        """Return the order."""
        return repair_orders_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the order."""
        return order_crumbs(self.object)

    def subtitle(self) -> str:
        """Say which vehicle it is."""
        return f"{self.object.plate or self.object.vin} · {self.object.model_label}"


class OpenOrder(OrderForm):
    """Give the vehicle to the workshop."""

    action = "workshop.receive"
    title = _("Give to the workshop")
    form_class = PromiseForm
    submit_label = _("Give to the workshop")
    success = _("The vehicle is in the workshop.")

    def perform(self, form: Any) -> str:
        """Open the order."""
        order = open_repair_order(self.object.pk, promised_at=form.cleaned_data["promised_at"], acting_user=self.actor)
        return order.get_absolute_url()


class ChangePromise(OrderForm):
    """Agree another time."""

    action = "workshop.receive"
    title = _("Change the promise")
    form_class = NewPromiseForm

    def perform(self, form: Any) -> str:
        """Change it."""
        return change_promise(self.object.pk, **form.cleaned_data, acting_user=self.actor).get_absolute_url()


class OrderAct(ActPage):
    """One step of an order."""

    lit = "workshop:orders"

    def record(self) -> RepairOrder:
        """Return the order."""
        order: RepairOrder = repair_orders_for(self.actor).get_or_404(self.kwargs["pk"])
        return order

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the order."""
        return order_crumbs(self.object)

    def subtitle(self) -> str:
        """Say which vehicle it is."""
        return f"{self.object.plate or self.object.vin} · {self.object.model_label}"


class CancelOrder(OrderAct):
    """Close the order without a repair."""

    action = "workshop.receive"
    title = _("Cancel the order")
    reason = "required"
    danger = True

    def perform(self, reason: Any) -> str:
        """Cancel it."""
        return cancel_repair_order(self.object.pk, reason=reason, acting_user=self.actor).get_absolute_url()


class Deliver(OrderAct):
    """Hand the vehicle over."""

    action = "workshop.deliver"
    title = _("Deliver")
    submit_label = _("Deliver")
    explain = _("The customer takes the vehicle. The follow-up calls are planned by themselves.")

    def perform(self, reason: Any) -> str:
        """Deliver it."""
        return deliver(self.object.pk, acting_user=self.actor).get_absolute_url()


class TakeBack(OrderAct):
    """Back to the workshop."""

    action = "workshop.deliver"
    title = _("Back to the workshop")
    reason = "required"

    def perform(self, reason: Any) -> str:
        """Send it back."""
        return take_back(self.object.pk, reason=reason, acting_user=self.actor).get_absolute_url()


class AnswerExtra(FormPage):
    """Enter the customer's answer."""

    action = "workshop.receive"
    title = _("Customer's answer to extra work")
    form_class = AnswerForm
    narrow = True
    lit = "workshop:orders"

    def record(self) -> ExtraWork:
        """Return the extra work."""
        extra: ExtraWork = extra_work_for(self.actor).get_or_404(self.kwargs["pk"])
        return extra

    def initial(self) -> dict[str, Any]:
        """The answer is empty."""
        return {}

    def subtitle(self) -> str:
        """Say what was found."""
        return str(self.object.what)

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the order."""
        return order_crumbs(self.object.order)

    def perform(self, form: Any) -> str:
        """Keep the answer."""
        extra = decide_extra_work(self.object.pk, **form.cleaned_data, acting_user=self.actor)
        return extra.order.get_absolute_url()
