"""What the workshop hangs into the frame."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.pages import STATION, Card, Hit, Step, Task, cards, menu, say, searches, setup_steps, tasks
from common.pages.timeline import label
from tenants.workshop import on_vehicle as on_vehicle  # adds its section to the vehicle's page
from tenants.workshop.choices import AT_WORK, ExtraStatus, RepairStatus
from tenants.workshop.selectors import extra_work_for, jobs_of, open_orders, repair_orders_for

HERE = (STATION,)

menu.add(
    "workshop",
    _("Reception board"),
    "workshop:board",
    icon="layout-kanban",
    action="workshop.view",
    places=HERE,
    order=10,
    key="b",
)
menu.add(
    "workshop", _("My jobs"), "workshop:jobs", icon="tool", action="workshop.repair", places=HERE, order=12, key="j"
)
menu.add(
    "workshop",
    _("Repair orders"),
    "workshop:orders",
    icon="clipboard-list",
    action="workshop.view",
    places=HERE,
    order=14,
    key="o",
)

say(
    {
        "repair_order.received": _("Vehicle received"),
        "repair_order.opened": _("Given to the workshop"),
        "repair_order.promise_changed": _("Promise changed"),
        "repair_order.promise_near": _("Promised time is near"),
        "repair_order.promise_missed": _("Promised time has passed"),
        "repair_order.labour_added": _("Labour added"),
        "repair_order.labour_removed": _("Labour removed"),
        "repair_order.part_added": _("Part added"),
        "repair_order.part_removed": _("Part removed"),
        "repair_order.lines_written": _("Labour and parts written"),
        "repair_order.extra_proposed": _("Extra work reported"),
        "repair_order.extra_agreed": _("Customer agreed to extra work"),
        "repair_order.extra_declined": _("Customer declined extra work"),
        "repair_order.finished": _("Reported finished"),
        "repair_order.sent_back": _("Sent back to the workshop"),
        "repair_order.inspected": _("Quality check passed"),
        "repair_order.delivered": _("Delivered to the customer"),
        "repair_order.cancelled": _("Order cancelled"),
    }
)
label(
    {
        "labour": _("Labour"),
        "parts": _("Parts"),
        "what": _("What was found"),
        "extra_minutes": _("Further minutes"),
        "hours": _("Standard hours"),
        "operation_code": _("Operation"),
        "is_road_tested": _("Road test done"),
    }
)


def in_our_hands(actor: Actor) -> Card:
    """Count the vehicles that are here, and those past their promise."""
    orders = open_orders(actor)
    late = orders.filter(status__in=AT_WORK, promised_at__lt=now()).count()
    detail = _("%(n)d past the promised time") % {"n": late} if late else ""
    return Card(
        _("Vehicles here"), orders.count(), reverse("workshop:board"), detail, "warn" if late else "", "car-garage"
    )


def ready_for_delivery(actor: Actor) -> Card:
    """Count the vehicles that wait for their owners."""
    count = open_orders(actor).filter(status=RepairStatus.READY).count()
    return Card(_("Ready for delivery"), count, reverse("workshop:board"), icon="key")


def my_jobs(actor: Actor) -> list[Task]:
    """Return the person's open jobs."""
    rows = jobs_of(actor).filter(status=RepairStatus.REPAIRING)[:5]
    return [
        Task(f"{row.plate or row.vin}: {row.complaint[:60]}", row.get_absolute_url(), row.promised_at) for row in rows
    ]


def answers_wanted(actor: Actor) -> list[Task]:
    """Return the extra work that the customer has to be asked about."""
    rows = extra_work_for(actor).filter(status=ExtraStatus.PROPOSED).select_related("order")[:5]
    words = _("Ask the customer of %(plate)s: %(what)s")
    return [
        Task(words % {"plate": row.order.plate, "what": row.what[:60]}, reverse("workshop:answer_extra", args=[row.pk]))
        for row in rows
    ]


def find_orders(actor: Actor, q: str) -> Sequence[Hit]:
    """Find orders by number, plate or VIN."""
    orders = repair_orders_for(actor)
    found = orders.filter(number__icontains=q) | orders.filter(plate__icontains=q) | orders.filter(vin__icontains=q)
    return [
        Hit(
            f"{row.plate or row.vin} · {row.number}", row.get_absolute_url(), row.get_status_display(), "clipboard-list"
        )
        for row in found.order_by("-received_at")[:6]
    ]


def first_vehicle(actor: Actor) -> list[Step]:
    """The set-up checklist of a new station: its first vehicle."""
    return [Step(_("Receive the first vehicle"), reverse("workshop:receive"), repair_orders_for(actor).exists())]


setup_steps.add(first_vehicle, action="workshop.receive", places=HERE, order=30)
cards.add(in_our_hands, action="workshop.view", places=HERE, order=10)
cards.add(ready_for_delivery, action="workshop.deliver", places=HERE, order=12)
tasks.add(my_jobs, action="workshop.repair", places=HERE, order=10)
tasks.add(answers_wanted, action="workshop.receive", places=HERE, order=5)
searches.add(kind=_("Repair order"), action="workshop.view", find=find_orders, places=HERE, order=10)
