"""Planning follow-up calls and keeping what came of them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import business_zone, now
from common.deadlines.keep import call_off, set_deadline
from common.errors import Invalid, WrongState
from common.history.record import record
from common.people import Person
from common.working_days.calendar import CLOSE_OF_BUSINESS, due_after_working_days
from tenants.care.choices import (
    FIRST_WORKING_DAYS,
    MOST_ATTEMPTS,
    SECOND_AFTER,
    CareError,
    FollowUpStatus,
    Outcome,
    Sequence,
)
from tenants.care.locks import lock_follow_up
from tenants.care.models import CallAttempt, FollowUp
from tenants.workshop.models import RepairOrder

DUE = "follow_up.due"


@transaction.atomic
def plan_follow_ups(order: RepairOrder, *, acting_user: Person) -> list[FollowUp]:
    """Plan both calls for a delivered order. Done again, it changes nothing. Stand in the station's schema."""
    if order.delivered_at is None:
        raise WrongState(_("Follow-up calls are planned when the vehicle has been delivered."))
    delivered_at = order.delivered_at
    dues = {Sequence.FIRST: first_due(delivered_at), Sequence.SECOND: second_due(delivered_at)}
    return [_plan(order, sequence, delivered_at, due_at, acting_user) for sequence, due_at in dues.items()]


def first_due(delivered_at: datetime) -> datetime:
    """Return close of business of the third Chinese working day after the delivery (D3)."""
    return due_after_working_days(delivered_at, FIRST_WORKING_DAYS)


def second_due(delivered_at: datetime) -> datetime:
    """Return close of business two weeks after the delivery (D4)."""
    zone = business_zone()
    day = delivered_at.astimezone(zone).date() + SECOND_AFTER
    return datetime.combine(day, CLOSE_OF_BUSINESS, tzinfo=zone)


@transaction.atomic
def note_call(
    key: UUID,
    *,
    outcome: Outcome | str,
    acting_user: Actor,
    satisfaction: int | None = None,
    has_complaint: bool = False,
    answer: str = "",
    version: int | None = None,
) -> FollowUp:
    """Keep what came of a call. Reached: with a score of 1–5, and in words when there is a complaint. Not reached: it is tried again,
    and after three attempts it is closed as not reached.

    Raises WrongState when the call was made already, Invalid without a score or without words for a complaint.
    """
    acting_user.require("care.call")
    row = lock_follow_up(key, acting_user)
    row.expect_version(version)
    if FollowUpStatus.DONE not in row.possible_moves():
        raise WrongState(_("This call was made already."))
    CallAttempt.objects.create(
        follow_up=row, outcome=outcome, note=answer[:500], caller_id=acting_user.id, caller_name=acting_user.name
    )
    if outcome == Outcome.REACHED:
        return _reached(row, acting_user, satisfaction, has_complaint, answer)
    return _not_reached(row, acting_user, outcome)


def _plan(order: RepairOrder, sequence: Sequence, delivered_at: datetime, due_at: datetime, actor: Person) -> FollowUp:
    row, fresh = FollowUp.objects.get_or_create(
        repair_order_id=order.pk,
        sequence=sequence,
        defaults={
            "station_id": order.station_id,
            "order_number": order.number,
            "plate": order.plate or order.vin,
            "customer_name": order.customer_name,
            "customer_phone": order.customer_phone,
            "delivered_at": delivered_at,
            "due_at": due_at,
        },
    )
    if fresh:
        set_deadline(DUE, row.pk, due_at, station_id=order.station_id)
        record(row, "follow_up.planned", actor, after={"order": order.number, "sequence": sequence, "due_at": due_at})
    return row


def _reached(row: FollowUp, actor: Actor, satisfaction: int | None, has_complaint: bool, answer: str) -> FollowUp:
    if satisfaction is None or not 1 <= satisfaction <= 5:
        raise Invalid(
            _("Enter how satisfied the customer is, from 1 to 5."), code=CareError.NO_SCORE, field="satisfaction"
        )
    if has_complaint and not answer.strip():
        raise Invalid(
            _("Write down what the customer complains about."), code=CareError.NO_COMPLAINT_TEXT, field="answer"
        )
    row.move_to(
        FollowUpStatus.DONE,
        satisfaction=satisfaction,
        has_complaint=has_complaint,
        answer=answer.strip(),
        attempts=row.attempts + 1,
        called_at=now(),
        called_by=actor.id,
        caller_name=actor.name,
    )
    call_off(row.pk, DUE)
    after = {
        "sequence": row.sequence,
        "satisfaction": satisfaction,
        "has_complaint": has_complaint,
        "order": row.order_number,
    }
    record(row, "follow_up.done", actor, after=after)
    return row


def _not_reached(row: FollowUp, actor: Actor, outcome: Outcome | str) -> FollowUp:
    attempts = row.attempts + 1
    if attempts >= MOST_ATTEMPTS and row.status == FollowUpStatus.PLANNED:
        row.move_to(FollowUpStatus.UNREACHED, attempts=attempts)
        call_off(row.pk, DUE)
    else:
        row.change(attempts=attempts)
    record(row, "follow_up.not_reached", actor, after={"attempts": attempts, "outcome": outcome, "status": row.status})
    return row
