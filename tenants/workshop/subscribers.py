"""What the workshop does when a promised time comes near: whoever received the vehicle and the supervisors are told."""

from django.utils import timezone, translation
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import people_at, person_at
from common.clock import business_zone
from common.deadlines.keep import on_deadline
from common.deadlines.models import Deadline
from common.history.record import record
from common.pages.addresses import station_page
from common.people import Process
from desk.actions import notify
from tenants.registry.selectors import station_of
from tenants.registry.standing import inside
from tenants.workshop.choices import AT_WORK
from tenants.workshop.models import RepairOrder
from tenants.workshop.promises import MISSED, NEAR

CLOCK = Process(gettext_noop("promised times"))


@on_deadline(NEAR)
def warn_before_promise_slips(deadline: Deadline) -> None:
    """Tell that an hour is left and the work is not done."""
    _tell(deadline, "repair_order.promise_near")


@on_deadline(MISSED)
def tell_that_promise_slipped(deadline: Deadline) -> None:
    """Tell that the promised time has passed and the work is not done."""
    _tell(deadline, "repair_order.promise_missed")


def _tell(deadline: Deadline, verb: str) -> None:
    """The deadline is a row in public, the order lies in the station's schema: step inside, look again, then tell."""
    station = station_of(deadline.station_id)
    if station is None:
        return
    with inside(station):
        order = RepairOrder.objects.filter(pk=deadline.subject_id, status__in=AT_WORK, promise_no=deadline.step).first()
        if order is None:
            return
        record(
            order, verb, CLOCK, after={"number": order.number, "promised_at": order.promised_at, "status": order.status}
        )
        url = station_page(station.code, "workshop:order", order.pk)
        for person in _concerned(order):
            with translation.override(person.language):
                notify([person.pk], _words(order, verb), url, key=f"{verb}:{order.pk}:{deadline.step}")


def _concerned(order: RepairOrder) -> list[User]:
    advisor = person_at(order.station_id, order.received_by) if order.received_by else None
    people = people_at(order.station_id, Role.WORKSHOP, Role.STATION_MANAGER)
    return list({person.pk: person for person in [*people, *([advisor] if advisor else [])]}.values())


def _words(order: RepairOrder, verb: str) -> str:
    promised = timezone.localtime(order.promised_at, business_zone()).strftime("%Y-%m-%d %H:%M")
    facts = {"number": order.number, "plate": order.plate or order.vin, "time": promised}
    if verb == "repair_order.promise_near":
        return now_("%(plate)s (%(number)s) is promised for %(time)s and is not ready yet.") % facts
    return now_("%(plate)s (%(number)s) was promised for %(time)s and is late. Call the customer.") % facts
