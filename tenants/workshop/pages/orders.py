"""List and detail of repair orders."""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.pages import (
    AmountColumn,
    Button,
    ChoiceColumn,
    Column,
    Crumb,
    DetailPage,
    Fact,
    ListPage,
    MomentColumn,
    NumberColumn,
    RecordFilter,
    RecordTable,
    Section,
    StatusColumn,
    choice,
    day_range,
)
from common.pages.further import further_steps
from common.pages.tables import show_moment
from common.records import RecordQuerySet
from tenants.workshop.choices import RepairKind, RepairStatus
from tenants.workshop.models import RepairOrder
from tenants.workshop.policies import customer_for, may_inspect, phone_for
from tenants.workshop.selectors import is_at_risk, repair_orders_for

S = RepairStatus
LINES = Button(_("Labour and parts"), "workshop:lines", action="workshop.write", icon="list-details")
EXTRA = Button(_("Report extra work"), "workshop:propose_extra", action="workshop.repair", icon="plus")
PROMISE = Button(_("Change the promise"), "workshop:promise", action="workshop.receive", icon="clock")
STEPS = {
    (S.RECEPTION, S.REPAIRING): Button(
        _("Give to the workshop"), "workshop:open", action="workshop.receive", primary=True
    ),
    (S.RECEPTION, S.CANCELLED): Button(
        _("Cancel the order"), "workshop:cancel", action="workshop.receive", danger=True
    ),
    (S.REPAIRING, S.INSPECTING): Button(
        _("Report finished"), "workshop:finish", action="workshop.repair", primary=True
    ),
    (S.REPAIRING, S.CANCELLED): Button(
        _("Cancel the order"), "workshop:cancel", action="workshop.receive", danger=True
    ),
    (S.INSPECTING, S.READY): Button(_("Quality check"), "workshop:inspect", action="workshop.inspect", primary=True),
    (S.READY, S.DELIVERED): Button(_("Deliver"), "workshop:deliver", action="workshop.deliver", primary=True),
    (S.READY, S.REPAIRING): Button(_("Back to the workshop"), "workshop:take_back", action="workshop.deliver"),
}
CLAIMABLE = (S.READY, S.DELIVERED)
CLAIMED_KINDS = (RepairKind.WARRANTY, RepairKind.CAMPAIGN, RepairKind.MAINTENANCE, RepairKind.PRE_DELIVERY)
BESIDES = {S.RECEPTION: (LINES, PROMISE), S.REPAIRING: (LINES, EXTRA, PROMISE), S.INSPECTING: (PROMISE,)}


class RepairOrderFilter(RecordFilter):
    """What may be asked of repair orders, on the page and in the API."""

    search = ("number__icontains", "vin__icontains", "plate__icontains", "customer_name__icontains")
    quick = ("status", "kind")
    status = choice(RepairStatus.choices, label=_("Status"))
    kind = choice(RepairKind.choices, label=_("Kind"))
    vin = django_filters.CharFilter(lookup_expr="iexact", label=_("VIN"))
    received_at = day_range(label=_("Received at"))
    delivered_at = day_range(label=_("Delivered at"))

    class Meta:
        model = RepairOrder
        fields: ClassVar[list[str]] = []


class RepairOrderTable(RecordTable):
    """The columns of the list."""

    number = NumberColumn()
    status = StatusColumn()
    plate = Column()
    vin = Column()
    model_label = Column(verbose_name=_("Model"), orderable=False)
    kind = ChoiceColumn()
    mileage_km = AmountColumn()
    received_at = MomentColumn()
    promised_at = MomentColumn()
    delivered_at = MomentColumn()
    advisor_name = Column()

    class Meta(RecordTable.Meta):
        model = RepairOrder
        fields = (
            "number", "status", "plate", "vin", "model_label", "kind", "mileage_km",
            "received_at", "promised_at", "delivered_at", "advisor_name",
        )  # fmt: skip
        order_by = ("-received_at",)

    default_columns = ("number", "status", "plate", "model_label", "kind", "received_at", "promised_at")


class RepairOrderList(ListPage):
    """All repair orders of the station."""

    action = "workshop.view"
    title = _("Repair orders")
    table_class = RepairOrderTable
    filterset_class = RepairOrderFilter
    create = Button(_("Receive a vehicle"), "workshop:receive", action="workshop.receive", primary=True, icon="plus")
    empty = _("No vehicle has been received yet. Begin with “Receive a vehicle”.")

    def rows(self) -> RecordQuerySet:
        """Return the station's orders."""
        return repair_orders_for(self.actor)


def order_crumbs(order: RepairOrder | None = None) -> list[Crumb]:
    """Return the way back from an order's pages."""
    crumbs = [Crumb(_("Repair orders"), reverse("workshop:orders"))]
    return crumbs if order is None else [*crumbs, Crumb(order.number, order.get_absolute_url())]


class RepairOrderDetail(DetailPage):
    """One repair order: facts, lines, extra work, checks, and the next step."""

    action = "workshop.view"
    list_name = "workshop:orders"
    lit = "workshop:orders"

    def record(self) -> RepairOrder:
        """Return the order."""
        order: RepairOrder = repair_orders_for(self.actor).get_or_404(self.kwargs["pk"])
        return order

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return order_crumbs()

    def title_for(self, record: RepairOrder) -> str:
        """The plate is what people call out."""
        return f"{record.plate or record.vin[-8:]} · {record.number}"

    def subtitle_for(self, record: RepairOrder) -> Any:
        """Say that the promise is in danger, when it is."""
        return _("The promised time is near or past. Tell the customer.") if is_at_risk(record) else record.model_label

    def facts(self, record: RepairOrder) -> Sequence[Fact]:
        """Return vehicle, customer, times, and the three C."""
        return [fact for fact in _facts(self.actor, record) if fact.value not in (None, "") or not fact.wide]

    def sections(self, record: RepairOrder) -> Sequence[Section]:
        """Return lines, extra work and checks."""
        labour, parts = list(record.labour_lines.all()), list(record.part_lines.all())
        extras, checks = list(record.extra_work.all()), list(record.quality_checks.all())
        total = sum(part.total_minor for part in parts)
        found = [
            Section(_("Labour"), "workshop/labour.html", {"labour": labour}, count=len(labour)),
            Section(_("Parts"), "workshop/parts.html", {"parts": parts, "total_minor": total}, count=len(parts)),
        ]
        if extras:
            context = {"extras": extras, "may_answer": self.actor.may("workshop.receive")}
            found.insert(
                0, Section(_("Extra work"), "workshop/extras.html", context, count=len(extras), anchor="extra")
            )
        if checks:
            found.append(Section(_("Quality checks"), "workshop/checks.html", {"checks": checks}, count=len(checks)))
        return found

    def buttons(self, record: RepairOrder) -> Sequence[Button]:
        """Return the steps that the transition table allows, what else may be done meanwhile, and the steps of other rooms."""
        return [*buttons_of(self.actor, record), *further_steps(self.actor, record)]


def buttons_of(actor: Any, order: RepairOrder) -> list[Button]:
    """Return the order's buttons for its state: the table of moves decides, the inspector's own work is left out."""
    steps = [
        button for (start, end), button in STEPS.items() if start == order.status and end in order.possible_moves()
    ]
    if order.status == S.INSPECTING and not may_inspect(actor, order):
        steps = []
    found = [with_key(button, order) for button in (*BESIDES.get(S(order.status), ()), *steps)]
    return [claim_button(order), *found] if order.status in CLAIMABLE and order.kind in CLAIMED_KINDS else found


def claim_button(order: RepairOrder) -> Button:
    """Return the way to a claim; whether one exists already is the claim room's business."""
    return Button(
        _("Prepare a claim"), f"{reverse('claims:prepare')}?repair_order={order.pk}", "claims.prepare", icon="receipt"
    )


def with_key(button: Button, order: RepairOrder) -> Button:
    """Return the button for this order."""
    return Button(
        button.label,
        button.target,
        button.action,
        (order.pk,),
        primary=button.primary,
        danger=button.danger,
        icon=button.icon,
    )


def _facts(actor: Any, order: RepairOrder) -> list[Fact]:
    return [
        Fact(_("VIN"), order.vin),
        Fact(_("Model"), order.model_label),
        Fact(_("Engine number"), order.engine_no),
        Fact(_("Mileage (km)"), f"{order.mileage_km:,}"),
        Fact(_("Customer"), customer_for(actor, order)),
        Fact(_("Customer's phone"), phone_for(actor, order)),
        Fact(_("Kind"), order.get_kind_display()),
        Fact(_("Vehicle taken in by"), order.advisor_name),
        Fact(_("Received at"), show_moment(order.received_at)),
        Fact(_("Promised for"), show_moment(order.promised_at)),
        Fact(_("Repair finished"), show_moment(order.finished_at)),
        Fact(_("Delivered at"), show_moment(order.delivered_at)),
        Fact(_("Complaint"), order.complaint, wide=True),
        Fact(_("Cause"), order.cause, wide=True),
        Fact(_("Correction"), order.correction, wide=True),
        Fact(_("Failure code"), order.failure_label, wide=True),
    ]
