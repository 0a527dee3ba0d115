"""What lifecycle hangs into the frame: menu, cards, things to do, buttons of a station's page, words of the timeline."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.claims.anomalies.standstills import add_standstills
from common.clock import today
from common.pages import OFFICE, STATION, Button, Card, Task, cards, menu, say, tasks
from common.pages.timeline import label, spell
from network.lifecycle.actions.changes import LIVING
from network.lifecycle.actions.orders import ACTS
from network.lifecycle.agreements import DAYS_BEFORE
from network.lifecycle.choices import (
    ENDINGS,
    WAITING,
    ChangeKind,
    ChangeStatus,
    ClosingStatus,
    HandoverCode,
    OrderKind,
    OrderStatus,
    StepCode,
    StepStatus,
)
from network.lifecycle.selectors import agreements_for, changes_for, closings_for, orders_for, steps_for
from network.lifecycle.standstills import suspension_on
from tenants.registry.choices import Region, StationStatus
from tenants.registry.models import Station
from tenants.registry.pages.hooks import add_buttons

TURNS = {ChangeStatus.REQUESTED: "changes.check", ChangeStatus.CHECKED: "changes.approve"}

menu.add(
    "network", _("Station changes"), "lifecycle:changes", icon="edit", action="changes.view", places=(OFFICE,), order=26,
    words="信息变更 地址 法人 搬迁 续签 change address owner renewal",
)  # fmt: skip
menu.add(
    "admin", _("Station changes"), "lifecycle:changes", icon="edit", action="changes.view", places=(STATION,), order=6,
    words="信息变更 地址 法人 搬迁 续签 change address owner renewal",
)  # fmt: skip
menu.add(
    "network", _("Written orders"), "lifecycle:orders", icon="clipboard-check", action="orders.view", places=(OFFICE,), order=27,
    words="客服经理批示 工时系数 暂停 系统权限 suspension coefficient access",
)  # fmt: skip
menu.add(
    "admin", _("Orders about us"), "lifecycle:orders", icon="clipboard-check", action="orders.view", places=(STATION,), order=7,
    words="客服经理批示 工时系数 暂停 suspension coefficient access",
)  # fmt: skip
menu.add(
    "network", _("Closings"), "lifecycle:closings", icon="archive", action="closings.view", places=(OFFICE,), order=28,
    words="撤销 注销 withdrawal deregistration",
)  # fmt: skip
menu.add(
    "network", _("Service agreements"), "lifecycle:agreements", icon="file-certificate", action="agreements.view", places=(OFFICE,),
    order=25, words="特约服务协议 续签 renewal",
)  # fmt: skip
menu.add(
    "admin", _("Service agreements"), "lifecycle:agreements", icon="file-certificate", action="agreements.view", places=(STATION,),
    order=8, words="特约服务协议 续签 renewal",
)  # fmt: skip
say(
    {
        "agreement.runs_out": _("Agreement runs out"),
        "station.withdrawn": _("Station withdrawn"),
        "station.offsets_frozen": _("Offsets frozen"),
        "station.closed": _("Station closed"),
        "station.purged": _("Schema purged"),
        "closing.begun": _("Closing begun"),
        "closing.archived": _("Data archived"),
        "closing.media_purged": _("Photos and papers purged"),
        "closing.step_done": _("Step done"),
        "closing.step_late": _("Step late"),
        "closing.finished": _("Closing finished"),
        "station.suspended": _("Station suspended"),
        "station.suspension_lifted": _("Suspension lifted"),
        "station.access_opened": _("System access opened"),
        "station.access_closed": _("System access closed"),
        "station_order.instructed": _("Instructed in writing"),
        "station_order.acted": _("Carried out"),
        "station_order.began": _("Order in force"),
        "station_order.ended": _("Order ended"),
        "station_order.revoked": _("Order revoked"),
        "station_order.overdue": _("Order overdue"),
        "station_order.ran_out": _("Last day is over"),
        "station.changed": _("Station's facts changed"),
        "station_change.requested": _("Change requested"),
        "station_change.evidence_added": _("Paper added"),
        "station_change.checked": _("Checked by the regional office"),
        "station_change.approved": _("Approved by head office"),
        "station_change.applied": _("Change in force"),
        "station_change.refused": _("Change refused"),
        "station_change.taken_back": _("Change taken back"),
        "station_change.overdue": _("Change overdue"),
        "station_change.handover_late": _("Transfer of owner late"),
        "station_change.handed_over": _("Handed over to the next owner"),
        "station_change.invited_again": _("New manager invited again"),
        "station_change.agreement_drafted": _("Agreement with the next owner drafted"),
    }
)
label(
    {
        "papers": _("Papers"),
        "change": _("Station change"),
        "written_order": _("Written order"),
        "closing": _("Closing"),
        "archive": _("Archive"),
        "access_open": _("system access"),
        "handover": _("Handing over"),
        "manager_name": _("New station manager"),
        "manager_email": _("New manager's e-mail"),
        "offsets_frozen": _("offsets frozen"),
        "closing_step": pgettext_lazy("closing", "step"),
        "rows": _("rows"),
        "files": _("files"),
        "bytes": _("bytes"),
        "strays": _("files without a record"),
        "views": _("saved views"),
        "messages": _("messages"),
        "purge_record": _("Record of the purge"),
        "schema": _("schema"),
    }
)


spell({"closing_step": StepCode, "handover": HandoverCode, "region": Region})


def station_buttons(actor: Any, station: Station) -> Sequence[Button]:
    """Lead from a station's page to its changes, and to asking for one."""
    if actor.is_station:
        return [
            Button(_("Station changes"), "lifecycle:changes", "changes.view"),
            Button(_("Orders about us"), "lifecycle:orders", "orders.view"),
            *leaving_button(station),
            *closing_buttons(actor, station),
        ]
    address = f"{reverse('lifecycle:changes')}?q={station.code}"
    return [
        Button(_("Station changes"), address, "changes.view"),
        Button(_("Ask for a change"), "lifecycle:choose", "changes.request", (station.pk,)),
        *closing_buttons(actor, station),
        *(
            Button(kind.label, "lifecycle:instruct", "orders.instruct", (station.pk, kind))
            for kind in orders_that_fit(station)
        ),
    ]


def leaving_button(station: Station) -> list[Button]:
    """Lead a living station to asking for its own deregistration (注销)."""
    address = ("lifecycle:request", "changes.request", (ChangeKind.DEREGISTRATION.value,))
    return [Button(_("Ask for deregistration"), *address)] if station.status in LIVING else []


def closing_buttons(actor: Any, station: Station) -> list[Button]:
    """Lead to a station's closing, if there is one."""
    if station.status in LIVING:
        return []
    rows = closings_for(actor).filter(station=station)
    return [Button(_("Closing"), one.get_absolute_url(), "closings.view") for one in rows]


def orders_that_fit(station: Station) -> Sequence[OrderKind]:
    """Return what may be instructed about a station as it stands."""
    if station.status not in LIVING:
        return ()
    suspended = station.status == StationStatus.SUSPENDED
    access = OrderKind.ACCESS_CLOSED if station.access_open else OrderKind.ACCESS_OPENED
    return (OrderKind.COEFFICIENT, OrderKind.LIFTING if suspended else OrderKind.SUSPENSION, access, *ENDINGS)


def my_turns(actor: Any) -> list[Task]:
    """Return the changes whose next step falls to the actor, the most urgent first."""
    mine = [status for status, action in TURNS.items() if actor.may(action)]
    rows = changes_for(actor).filter(status__in=mine).exclude(requested_by_id=actor.id).order_by("due_at")
    if not actor.may("orders.instruct"):
        rows = rows.exclude(kind=ChangeKind.DEREGISTRATION, status=ChangeStatus.CHECKED)
    return [Task(str(one), one.get_absolute_url(), one.due_at, str(one.station)) for one in rows[:8]]


def my_orders(actor: Any) -> list[Task]:
    """Return the orders that the actor may carry out."""
    kinds = [kind for kind, roles in ACTS.items() if actor.roles & roles]
    rows = orders_for(actor).filter(status=OrderStatus.INSTRUCTED, kind__in=kinds).exclude(instructed_by_id=actor.id)
    return [Task(str(one), one.get_absolute_url(), None, str(one.station)) for one in rows.order_by("created_at")[:8]]


def my_steps(actor: Any) -> list[Task]:
    """Return the open steps of closings that are the actor's, the most urgent first."""
    rows = steps_for(actor).filter(status=StepStatus.OPEN, owner__in=actor.roles).order_by("due_at")
    return [
        Task(f"{one.station.code} {one}", one.closing.get_absolute_url(), one.due_at, one.closing.number)
        for one in rows[:8]
    ]


def late_steps_card(actor: Any) -> Card | None:
    """Return how many steps of closings are late, if any."""
    count = steps_for(actor).filter(status=StepStatus.OPEN, late_at__isnull=False).count()
    address = f"{reverse('lifecycle:steps')}?status=open&late=true"
    return Card(_("Steps of closings late"), count, address, tone="warn", icon="archive") if count else None


def own_closing_card(actor: Any) -> Card | None:
    """Tell a station that it is being closed, and how many steps are open."""
    is_leaving = actor.station.status not in LIVING
    closing = closings_for(actor).filter(status=ClosingStatus.RUNNING).first() if is_leaving else None
    if closing is None:
        return None
    words = _("Open steps until the station is closed")
    return Card(words, closing.open_steps, closing.get_absolute_url(), tone="warn", icon="archive")


def ending_card(actor: Any) -> Card | None:
    """Return how many agreements end within ninety days and are not being renewed."""
    until = today() + timedelta(days=DAYS_BEFORE[0])
    count = agreements_for(actor).filter(ends_on__lte=until, renewal_number__isnull=True).count()
    address = f"{reverse('lifecycle:agreements')}?ends_on_before={until.isoformat()}&is_renewing=false"
    return Card(_("Agreements to renew"), count, address, tone="warn", icon="file-certificate") if count else None


def late_card(actor: Any) -> Card | None:
    """Return how many changes are late, if any."""
    count = changes_for(actor).filter(status__in=(*WAITING, ChangeStatus.APPLIED), late_at__isnull=False).count()
    address = f"{reverse('lifecycle:changes')}?late=true"
    return Card(_("Changes overdue"), count, address, tone="warn", icon="edit") if count else None


add_buttons(station_buttons)
add_standstills(suspension_on)
tasks.add(my_turns, action="changes.view", places=(OFFICE,), order=32)
tasks.add(my_orders, action="orders.act", places=(OFFICE,), order=33)
tasks.add(my_steps, action="closings.work", places=(OFFICE,), order=34)
cards.add(own_closing_card, action="closings.view", places=(STATION,), order=1)
cards.add(late_steps_card, action="closings.work", places=(OFFICE,), order=63)
cards.add(ending_card, action="agreements.view", places=(OFFICE, STATION), order=64)
cards.add(late_card, action="changes.view", places=(OFFICE,), order=62)
