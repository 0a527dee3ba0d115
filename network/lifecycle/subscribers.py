"""What happens in a station's life by itself, and who is told."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.roles import Role
from accounts.selectors import office_people, people_at, regional_people
from common.clock import now
from common.deadlines.keep import on_deadline
from common.deadlines.models import Deadline
from common.history.models import History
from common.history.record import record
from common.history.subscribers import subscribe
from common.pages.addresses import office_root, station_page
from common.people import Process
from desk.actions import tell
from network.lifecycle.actions import apply_change, begin_order, end_suspension
from network.lifecycle.actions.changes import LIVING
from network.lifecycle.actions.orders import ACTS
from network.lifecycle.agreements import RUNS_OUT, days_of, watch_agreement
from network.lifecycle.cascade.advance import lock_step, work_on
from network.lifecycle.choices import (
    WAITING,
    ChangeKind,
    ChangeStatus,
    HandoverCode,
    OrderKind,
    OrderStatus,
    StepStatus,
)
from network.lifecycle.deadlines import (
    CHANGE_APPLIES,
    CHANGE_DUE,
    HANDOVER,
    ORDER_BEGINS,
    ORDER_DUE,
    ORDER_ENDS,
    STEP_DUE,
    STEP_WORK,
)
from network.lifecycle.handover.acting import go_on
from network.lifecycle.models import Closing, ClosingStep, StationChange, StationOrder
from network.onboarding.models import Agreement, Candidate
from network.onboarding.selectors import agreement_in_force, agreement_numbered
from tenants.registry.choices import Region

CLOCK = Process(gettext_noop("lifecycle clock"))
INSTRUCTS = (Role.CUSTOMER_SERVICE_MANAGER,)
APPROVERS = (Role.SERVICE_MANAGEMENT, Role.CUSTOMER_SERVICE_MANAGER)


@on_deadline(CHANGE_APPLIES)
def apply_when_its_day_comes(deadline: Deadline) -> None:
    """Put an approved change in force; one that was refused meanwhile is left alone."""
    rows = StationChange.objects.filter(pk=deadline.subject_id, status=ChangeStatus.APPROVED)
    change = rows.locked().first()
    if change is not None:
        apply_change(change, CLOCK)


@on_deadline(HANDOVER)
def go_on_with_a_handover(deadline: Deadline) -> None:
    """Let people go whose rescue is over, and see what is left of a transfer of owner."""
    change = StationChange.objects.filter(pk=deadline.subject_id, status=ChangeStatus.APPLIED).locked().first()
    if change is not None:
        go_on(change, deadline.step, CLOCK)


@on_deadline(CHANGE_DUE)
def mark_change_late(deadline: Deadline) -> None:
    """Mark a change whose step took too long; the list and the desk show it."""
    change = StationChange.objects.filter(pk=deadline.subject_id, status__in=WAITING).locked().first()
    if change is None or change.due_at is None or change.due_at > deadline.due_at:
        return
    change.change(late_at=now())
    record(change, "station_change.overdue", CLOCK, after={"status": change.status, "due_at": change.due_at})


@subscribe("station_change.requested")
@subscribe("station_change.checked")
@subscribe("station_change.overdue")
def tell_whose_turn_it_is(event: History) -> None:
    """Tell the regional office what it is to check, and head office what it is to approve."""
    change = StationChange.objects.select_related("station").get(pk=event.aggregate_id)
    to_check = change.status == ChangeStatus.REQUESTED
    approvers = INSTRUCTS if change.kind == ChangeKind.DEREGISTRATION else APPROVERS
    people = regional_people(change.station.region) if to_check else office_people(*approvers)
    sentence = (
        _("%(change)s of %(station)s waits for your check.")
        if to_check
        else _("%(change)s of %(station)s waits for your approval.")
    )
    address = f"{office_root()}lifecycle/changes/{change.pk}/"
    tell(
        people,
        lambda: str(sentence) % {"change": change, "station": change.station},
        address,
        key=f"{event.verb}:{event.pk}",
    )


@subscribe("station_change.approved")
@subscribe("station_change.applied")
def tell_the_offices_of_a_move(event: History) -> None:
    """A station moves to another office's province: tell both offices, and from which day on the other one looks after it."""
    change = StationChange.objects.select_related("station").get(pk=event.aggregate_id)
    to, was = change.values.get("region", ""), change.before.get("region", "")
    if change.kind != ChangeKind.RELOCATION or to == was:
        return

    def words() -> str:
        sentence = _("%(station)s moves: from %(day)s on the %(office)s looks after it.")
        told = {"station": change.station, "day": change.effective_on, "office": Region(to).label}
        return str(sentence) % told

    lists, key = f"{office_root()}lifecycle/changes/", f"{event.verb}.offices:{event.pk}"
    tell(regional_people(to), words, f"{lists}{change.pk}/", key=key)
    tell(regional_people(was), words, lists, key=f"{key}.before")


@subscribe("station_change.approved")
@subscribe("station_change.applied")
@subscribe("station_change.refused")
def tell_the_station(event: History) -> None:
    """Tell the station's manager what became of a change."""
    change = StationChange.objects.select_related("station").get(pk=event.aggregate_id)
    address = station_page(change.station.code, "lifecycle:change", change.pk)
    people = people_at(change.station_id, Role.STATION_MANAGER)

    def words() -> str:
        return f"{change}: {change.get_status_display()}"  # type: ignore[attr-defined]

    tell(people, words, address, key=f"{event.verb}:{event.pk}")


@subscribe("station_change.handover_late")
def tell_what_is_late(event: History) -> None:
    """Tell service management and the regional office that a transfer of owner is not done in time."""
    change = StationChange.objects.select_related("station").get(pk=event.aggregate_id)
    people = [*office_people(Role.SERVICE_MANAGEMENT), *regional_people(change.station.region)]

    def words() -> str:
        late = ", ".join(str(HandoverCode(one).label) for one in event.after.get("handover", []))
        return str(_("%(change)s of %(station)s is late: %(what)s.")) % {
            "change": change, "station": change.station, "what": late,
        }  # fmt: skip

    tell(people, words, f"{office_root()}lifecycle/changes/{change.pk}/", key=f"{event.verb}:{event.pk}")


def _order(deadline: Deadline, status: OrderStatus) -> StationOrder | None:
    found: StationOrder | None = StationOrder.objects.filter(pk=deadline.subject_id, status=status).locked().first()
    return found


@on_deadline(ORDER_BEGINS)
def begin_when_its_day_comes(deadline: Deadline) -> None:
    """Let an order that was carried out take effect; one that was revoked meanwhile is left alone."""
    order = _order(deadline, OrderStatus.ACTED)
    if order is not None:
        begin_order(order, CLOCK)


@on_deadline(ORDER_ENDS)
def end_when_its_day_is_over(deadline: Deadline) -> None:
    """Lift a suspension, or remind head office of it."""
    order = _order(deadline, OrderStatus.IN_FORCE)
    if order is not None:
        end_suspension(order, CLOCK)


@on_deadline(ORDER_DUE)
def mark_order_late(deadline: Deadline) -> None:
    """Mark an order that nobody has carried out."""
    order = _order(deadline, OrderStatus.INSTRUCTED)
    if order is not None:
        order.change(late_at=now())
        record(order, "station_order.overdue", CLOCK, after={"status": order.status, "kind": order.kind})


@subscribe("station_order.instructed")
@subscribe("station_order.overdue")
@subscribe("station_order.ran_out")
def tell_who_acts(event: History) -> None:
    """Tell those who may carry an order out; of a suspension that ran out, who instructs as well."""
    order = StationOrder.objects.select_related("station").get(pk=event.aggregate_id)
    roles = set(ACTS[OrderKind(order.kind)])
    ran_out = event.verb == "station_order.ran_out"
    people = office_people(*(roles | {Role.CUSTOMER_SERVICE_MANAGER} if ran_out else roles))
    sentence = (
        _("The last day of %(order)s (%(station)s) is over.")
        if ran_out
        else _("%(order)s for %(station)s is to be carried out.")
    )
    address = f"{office_root()}lifecycle/orders/{order.pk}/"
    tell(
        people,
        lambda: str(sentence) % {"order": order, "station": order.station},
        address,
        key=f"{event.verb}:{event.pk}",
    )


@subscribe("station_order.began")
@subscribe("station_order.ended")
def tell_the_station_of_orders(event: History) -> None:
    """Tell the station's manager what holds for the station now."""
    order = StationOrder.objects.select_related("station").get(pk=event.aggregate_id)
    address = station_page(order.station.code, "lifecycle:order", order.pk)

    def words() -> str:
        return f"{order}: {order.get_status_display()}"  # type: ignore[attr-defined]

    tell(people_at(order.station_id, Role.STATION_MANAGER), words, address, key=f"{event.verb}:{event.pk}")


@on_deadline(STEP_WORK)
def go_on_with_a_step(deadline: Deadline) -> None:
    """Do what a step of a closing does and look at what is left; one that is done is left alone."""
    step = lock_step(deadline.subject_id)
    if step is not None and step.looks == deadline.step:
        work_on(step, CLOCK)


@on_deadline(STEP_DUE)
def mark_step_late(deadline: Deadline) -> None:
    """Mark a step that is not done in time; its owner is told, and who leads the closing."""
    step = lock_step(deadline.subject_id)
    if step is not None:
        step.change(late_at=now())
        after = {"closing_step": step.code, "left": step.left, "due_at": step.due_at}
        record(step.closing, "closing.step_late", CLOCK, after=after)


@subscribe("closing.begun")
@subscribe("closing.step_done")
@subscribe("closing.step_late")
@subscribe("closing.finished")
def tell_whose_step_it_is(event: History) -> None:
    """Tell the owners of the open steps, and service management, how a closing stands."""
    closing = Closing.objects.select_related("station").get(pk=event.aggregate_id)
    open_steps = list(ClosingStep.objects.filter(closing=closing, status=StepStatus.OPEN))
    roles = {Role(step.owner) for step in open_steps} | {Role.SERVICE_MANAGEMENT}
    people = office_people(*(roles - {Role.REGIONAL_OFFICE}))
    if Role.REGIONAL_OFFICE in roles:
        people += regional_people(closing.station.region)
    address = f"{office_root()}lifecycle/closings/{closing.pk}/"

    def words() -> str:
        sentence = _("%(closing)s of %(station)s: %(open)d steps are open.")
        return str(sentence) % {"closing": closing, "station": closing.station, "open": len(open_steps)}

    tell(people, words, address, key=f"{event.verb}:{event.pk}")


@subscribe("candidate.opened")
@subscribe("candidate.agreement_extended")
def watch_the_agreement(event: History) -> None:
    """A station is open, or its agreement was renewed: set the reminders of its end."""
    candidate = Candidate.objects.get(pk=event.aggregate_id)
    agreement = agreement_in_force(candidate.opened_station_id) if candidate.opened_station_id else None
    if agreement is not None:
        watch_agreement(agreement)


@on_deadline(RUNS_OUT)
def remind_of_the_end(deadline: Deadline) -> None:
    """An agreement ends soon, or has ended; a reminder of an end that was moved is left alone."""
    agreement = Agreement.objects.select_related("candidate").filter(pk=deadline.subject_id).first()
    days = days_of(agreement, deadline.step) if agreement is not None else None
    if agreement is not None and days is not None:
        station_id = agreement.candidate.opened_station_id
        record(agreement, "agreement.runs_out", CLOCK, after={"ends_on": agreement.ends_on}, station_id=station_id)


@subscribe("candidate.agreement_followed")
def watch_the_next_agreement(event: History) -> None:
    """The agreement with a station's next owner is signed: set the reminders of its end."""
    agreement = agreement_numbered(event.after["agreement"])
    if agreement is not None:
        watch_agreement(agreement)


@subscribe("agreement.runs_out")
def tell_who_renews(event: History) -> None:
    """Tell the station, its office and service management that the agreement is to be renewed."""
    agreement = Agreement.objects.select_related("candidate__opened_station").get(pk=event.aggregate_id)
    station = agreement.candidate.opened_station
    if station is None or station.status not in LIVING:
        return

    def words() -> str:
        sentence = _("The agreement %(agreement)s with %(station)s ends on %(day)s. Ask for its renewal.")
        return str(sentence) % {"agreement": agreement, "station": station, "day": agreement.ends_on}

    office = [*office_people(Role.SERVICE_MANAGEMENT), *regional_people(station.region)]
    key = f"{event.verb}:{event.pk}"
    tell(office, words, f"{office_root()}lifecycle/changes/new/{station.pk}/renewal/", key=key)
    own = station_page(station.code, "lifecycle:request", "renewal")
    tell(people_at(station.pk, Role.STATION_MANAGER), words, own, key=key)
