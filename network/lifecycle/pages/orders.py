"""Written orders about stations: list, record and steps."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.errors import NotYours
from common.files.answers import bytes_answer
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page
from common.pages.tables import show_moment
from common.text import Text
from network.lifecycle import actions
from network.lifecycle.actions.orders import ACTS
from network.lifecycle.choices import ENDINGS, PENDING, OrderKind, OrderStatus
from network.lifecycle.models import StationOrder
from network.lifecycle.pages.changes import OfStation
from network.lifecycle.pages.forms import OrderForm
from network.lifecycle.pages.tables import OrderFilter, OrderTable
from network.lifecycle.papers import slip_pdf
from network.lifecycle.selectors import closings_for, orders_for

VIEW, INSTRUCT, ACT = "orders.view", "orders.instruct", "orders.act"
HOME = _("Written orders")


class OrderList(ListPage):
    """Orders in sight."""

    action = VIEW
    title = HOME
    table_class = OrderTable
    filterset_class = OrderFilter
    empty = _("No order. The customer-service manager instructs on a station's page; another carries it out.")

    def rows(self) -> Any:
        """Return the orders."""
        return orders_for(self.actor)


class OrderDetail(DetailPage):
    """One order: what is instructed, by whom, and whether it holds."""

    action = VIEW
    list_name = "lifecycle:orders"
    lit = "lifecycle:orders"

    def record(self) -> Any:
        """Return the order."""
        return orders_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("lifecycle:orders"))]

    def subtitle_for(self, order: StationOrder) -> Text:
        """Return the station."""
        return str(order.station)

    def facts(self, order: StationOrder) -> Sequence[Fact]:
        """Return the terms first, then the people."""
        return [*facts_of(order), *self._closing(order)]

    def _closing(self, order: StationOrder) -> list[Fact]:
        found = closings_for(self.actor).filter(order=order).first() if order.kind in ENDINGS else None
        return [Fact(_("Closing"), found.number, url=found.get_absolute_url())] if found else []

    def buttons(self, order: StationOrder) -> Sequence[Button]:
        """Offer the next step to whose turn it is."""
        key = (order.pk,)
        found = [Button(_("Print"), "lifecycle:order_slip", VIEW, key, icon="printer")]
        if self.actor.is_station:
            return found
        may_act = bool(self.actor.roles & ACTS[OrderKind(order.kind)]) and self.actor.id != order.instructed_by_id
        if order.status == OrderStatus.INSTRUCTED and may_act:
            found.append(Button(_("Carry out"), "lifecycle:act", ACT, key, primary=True, icon="check"))
        if order.status in PENDING:
            found.append(Button(_("Revoke the order"), "lifecycle:revoke", INSTRUCT, key, danger=True))
        return found


def facts_of(order: StationOrder) -> Sequence[Fact]:
    """Return the terms first, then the people."""
    return [
        Fact(_("instruction"), order.text, wide=True),
        *terms_of(order),
        *([Fact(_("asked for in"), order.wish.number, url=order.wish.get_absolute_url())] if order.wish else []),
        Fact(_("instructed by"), f"{order.instructed_by_name}, {show_moment(order.created_at)}"),
        Fact(_("carried out by"), order.acted_by_name, hint=show_moment(order.acted_at) if order.acted_at else ""),
        Fact(_("took effect"), show_moment(order.began_at)),
        Fact(_("ended at"), show_moment(order.ended_at)),
    ]


def terms_of(order: StationOrder) -> list[Fact]:
    """Return what belongs to an order's kind."""
    late = _("late") if order.late_at else ""
    facts = [Fact(_("in force from"), order.effective_on, hint=late)]
    if order.kind in ENDINGS:
        facts.append(Fact(_("data kept until"), order.keep_until))
    if order.kind == OrderKind.COEFFICIENT:
        facts.append(Fact(_("labour coefficient"), order.labour_coefficient))
    if order.kind == OrderKind.SUSPENSION:
        facts.append(Fact(_("last day"), order.until or _("it is lifted"), hint=order.get_at_end_display()))  # type: ignore[attr-defined]
        facts.append(Fact(_("Dispatch"), _("stops at once")))
        facts.append(Fact(_("Claims"), _("go on for work done before") if order.claims_go_on else _("stop")))
    return facts


class Instruct(OfStation, FormPage):
    """The written instruction."""

    action = INSTRUCT
    form_class = OrderForm
    submit_label = _("Instruct")
    success = _("Instructed. Another person carries it out.")
    narrow = True
    lit = "lifecycle:orders"

    @cached_property
    def kind(self) -> OrderKind:
        """Return the kind that the address names. Raises NotYours."""
        if self.kwargs["kind"] not in OrderKind.values:
            raise NotYours
        return OrderKind(self.kwargs["kind"])

    def get_title(self) -> Text:
        """Return the kind."""
        return self.kind.label

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the station."""
        return [Crumb(HOME, reverse("lifecycle:orders")), Crumb(self.station.name, self.station.get_absolute_url())]

    def initial(self) -> dict[str, Any]:
        """Begin with the coefficient that stands."""
        return {"labour_coefficient": self.station.labour_coefficient}

    def form_arguments(self) -> dict[str, Any]:
        """Tell the form its kind."""
        return {"kind": self.kind}

    def perform(self, form: OrderForm) -> str:
        """Instruct it."""
        given = dict(form.cleaned_data)
        text = given.pop("text")
        terms = actions.Terms(**given)
        return actions.instruct(self.station.pk, self.kind, terms, text=text, acting_user=self.actor).get_absolute_url()


class OrderStep(Page):
    """What steps of one order share."""

    lit = "lifecycle:orders"

    @cached_property
    def order(self) -> StationOrder:
        """Return the order. Raises NotYours."""
        found: StationOrder = orders_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the record."""
        return [Crumb(HOME, reverse("lifecycle:orders")), Crumb(self.order.number, self.order.get_absolute_url())]

    def subtitle(self) -> Text:
        """Return station and kind."""
        return f"{self.order.station} · {self.order.get_kind_display()}"  # type: ignore[attr-defined]


class OrderSlip(OrderStep):
    """The written order as a PDF."""

    action = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it."""
        people = (_("instructed by"), _("carried out by"))
        pdf = slip_pdf(self.order, self.order.get_kind_display(), facts_of(self.order), people)  # type: ignore[attr-defined]
        return bytes_answer(pdf, f"{self.order.number}.pdf", "application/pdf")


class Act(OrderStep, ActPage):
    """Another person carries it out."""

    action = ACT
    title = _("Carry the order out")
    submit_label = _("Carry out")
    success = _("Carried out. It holds from its day.")

    @property
    def explain(self) -> Text:  # type: ignore[override]
        """Show the instruction, and what can't be taken back."""
        if self.order.kind not in ENDINGS:
            return self.order.text
        warning = _("This can't be taken back: dispatch stops at once, and the station is closed step by step.")
        return f"{self.order.text} — {warning}"

    def perform(self, reason: Any) -> str:
        """Carry it out."""
        return actions.act_on_order(self.order.pk, acting_user=self.actor).get_absolute_url()


class Revoke(OrderStep, ActPage):
    """The customer-service manager revokes it."""

    action = INSTRUCT
    title = _("Revoke the order")
    reason: ClassVar[str] = "required"
    danger = True

    def perform(self, reason: Any) -> str:
        """Revoke it."""
        return actions.revoke_order(self.order.pk, reason=reason, acting_user=self.actor).get_absolute_url()
