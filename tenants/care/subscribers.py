"""Customer care plans its calls when a vehicle was delivered, and is told when one is late."""

from django.utils import translation
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_noop

from accounts.roles import Role
from accounts.selectors import people_at
from common.deadlines.keep import on_deadline
from common.deadlines.models import Deadline
from common.history.models import History
from common.history.record import record
from common.history.subscribers import subscribe
from common.pages.addresses import station_page
from common.people import Process
from desk.actions import notify
from tenants.care.actions import DUE, plan_follow_ups
from tenants.care.choices import FollowUpStatus
from tenants.care.models import FollowUp
from tenants.registry.selectors import station_of
from tenants.registry.standing import inside
from tenants.workshop.models import RepairOrder

PLANNER = Process(gettext_noop("follow-up planner"))


@subscribe("repair_order.delivered")
def plan_follow_ups_after_delivery(event: History) -> None:
    """Plan both calls. The event is a row in public; order and calls lie in the station's schema."""
    station = station_of(event.station_id)
    if station is None:
        return
    with inside(station):
        order = RepairOrder.objects.filter(pk=event.aggregate_id).first()
        if order is not None:
            plan_follow_ups(order, acting_user=PLANNER)


@on_deadline(DUE)
def tell_that_call_is_late(deadline: Deadline) -> None:
    """Tell customer care and the manager that a call was not made in time."""
    station = station_of(deadline.station_id)
    if station is None:
        return
    with inside(station):
        row = FollowUp.objects.filter(pk=deadline.subject_id, status=FollowUpStatus.PLANNED).first()
        if row is None:
            return
        record(row, "follow_up.overdue", PLANNER, after={"order": row.order_number, "sequence": row.sequence})
        url = station_page(station.code, "care:follow_up", row.pk)
        for person in people_at(station.pk, Role.CUSTOMER_CARE, Role.STATION_MANAGER):
            with translation.override(person.language):
                text = now_("The follow-up call for %(plate)s (%(order)s) is overdue.")
                notify([person.pk], text % {"plate": row.plate, "order": row.order_number}, url, key=f"{DUE}:{row.pk}")
