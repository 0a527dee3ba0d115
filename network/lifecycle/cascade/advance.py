"""Beginning a closing and going on with it. Each look at a step is one transaction, taken from a deadline that stays until it is committed."""

from datetime import timedelta
from uuid import UUID

from common.clock import now, today
from common.deadlines.keep import call_off, set_deadline
from common.errors import NotYours
from common.history.record import record
from common.numbering.next_number import next_number
from common.people import Person
from common.working_days.calendar import due_after_working_days
from network.lifecycle.cascade.plan import PLAN
from network.lifecycle.choices import ClosingStatus, OrderStatus, StepCode, StepStatus
from network.lifecycle.deadlines import STEP_DUE, STEP_WORK, begin_of_day
from network.lifecycle.models import Closing, ClosingStep, StationOrder

EVERY = timedelta(days=1)


def begin_closing(order: StationOrder, actor: Person) -> Closing:
    """Lay down the plan of a station's closing, in the caller's transaction; its first steps are looked at at once."""
    closing: Closing = Closing.objects.create(
        station_id=order.station_id,
        order=order,
        number=next_number("CLS"),
        kind=order.kind,
        begun_on=today(),
        keep_until=order.keep_until or today(),
    )
    for place, (code, spec) in enumerate(PLAN.items(), start=1):
        ClosingStep.objects.create(
            closing=closing, station_id=order.station_id, place=place, code=code, owner=spec.owner
        )
    after = {"status": closing.status, "written_order": order.number, "keep_until": closing.keep_until}
    record(closing, "closing.begun", actor, after=after, reason=order.text[:500])
    open_ready(closing)
    return closing


def open_ready(closing: Closing) -> None:
    """Open the steps whose earlier ones are done, and have them looked at: at once, the purge when the data's time is over."""
    steps = {StepCode(one.code): one for one in closing.steps.all()}
    for code, step in steps.items():
        ready = all(steps[need].status == StepStatus.DONE for need in PLAN[code].needs)
        if step.status == StepStatus.WAITING and ready:
            begins = begin_of_day(closing.keep_until) if code == StepCode.PURGE else now()
            due_at = due_after_working_days(max(begins, now()), PLAN[code].days)
            step.move_to(StepStatus.OPEN, due_at=due_at)
            set_deadline(STEP_DUE, step.pk, due_at, station_id=step.station_id)
            set_deadline(STEP_WORK, step.pk, begins, step=step.looks, station_id=step.station_id)


def lock_step(step_id: UUID) -> ClosingStep | None:
    """Lock a step that is open, its closing before it, so that two steps of one station never open the same next one twice."""
    known = ClosingStep.objects.filter(pk=step_id).values_list("closing_id", flat=True).first()
    if known is None:
        raise NotYours
    list(Closing.objects.filter(pk=known).select_for_update(no_key=True, of=("self",)).values_list("pk"))
    rows = ClosingStep.objects.select_related("closing", "station").filter(pk=step_id, status=StepStatus.OPEN)
    found: ClosingStep | None = rows.select_for_update(no_key=True, of=("self",)).first()
    return found


def work_on(step: ClosingStep, actor: Person) -> ClosingStep:
    """Do what the step does, and look at what is left. Nothing left ends it; else it is looked at again tomorrow. The step is locked."""
    spec = PLAN[StepCode(step.code)]
    if spec.act is not None:
        spec.act(step, actor)
    left = spec.look(step)
    step.change(left=left.count, left_names=list(left.names), looked_at=now(), looks=step.looks + 1)
    if left.count == 0:
        return end_step(step, actor)
    set_deadline(STEP_WORK, step.pk, now() + EVERY, step=step.looks, station_id=step.station_id)
    return step


def end_step(step: ClosingStep, actor: Person, note: str = "") -> ClosingStep:
    """A step is done: the next ones open; after the last the closing is over. The step is locked, and so is its closing."""
    after_it = PLAN[StepCode(step.code)].after
    if after_it is not None:
        after_it(step, actor)
    step.move_to(StepStatus.DONE, done_at=now(), done_by_name=actor.name, note=note)
    call_off(step.pk, STEP_DUE, STEP_WORK)
    closing = step.closing
    told = {"closing_step": step.code, "left": step.left, "note": note}
    record(closing, "closing.step_done", actor, after=told)
    open_ready(closing)
    if not closing.steps.exclude(status=StepStatus.DONE).exists():
        closing.move_to(ClosingStatus.DONE, finished_at=now())
        closing.order.move_to(OrderStatus.ENDED, ended_at=now())
        record(
            closing,
            "closing.finished",
            actor,
            before={"status": ClosingStatus.RUNNING},
            after={"status": closing.status},
        )
    return step
