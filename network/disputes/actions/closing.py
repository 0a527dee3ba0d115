"""How a dispute ends: carried out and confirmed, without agreement, or withdrawn."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import Invalid, WrongState
from common.history.record import record
from common.people import Person
from network.disputes.actions.mediating import require_mediator
from network.disputes.choices import Channel, DisputeError, DisputeStatus
from network.disputes.deadlines import release
from network.disputes.locks import lock_dispute, lock_open_proposal
from network.disputes.models import ServiceDispute
from network.disputes.policies import text_of


@transaction.atomic
def report_carried_out(dispute_id: UUID, *, result: str, payment: str = "", acting_user: Actor) -> ServiceDispute:
    """The station says that it has done and paid what was agreed; the driver confirms it.

    Raises WrongState unless it is agreed, Invalid without words, or without a payment reference when there is something to pay.
    """
    acting_user.require("disputes.answer")
    dispute = lock_dispute(acting_user, dispute_id)
    if dispute.status != DisputeStatus.AGREED:
        raise WrongState
    if dispute.station_minor + dispute.maker_minor and not payment.strip():
        message = _("Give the reference of the payment to the driver.")
        raise Invalid(message, code=DisputeError.TEXT, field="payment")
    dispute.change(
        result=text_of(result, "result"),
        payment=payment.strip()[:120],
        carried_out_at=now(),
        carried_out_by_name=acting_user.name,
    )
    after = {"payment": dispute.payment, "carried_out_at": dispute.carried_out_at}
    record(dispute, "service_dispute.carried_out", acting_user, after=after, reason=dispute.result)
    return dispute


@transaction.atomic
def confirm_settlement(dispute_id: UUID, *, note: str = "", acting_user: Actor) -> ServiceDispute:
    """The hotline records that the driver got what was agreed: the dispute is settled. Raises WrongState before the station reports it."""
    acting_user.require("disputes.record")
    dispute = lock_dispute(acting_user, dispute_id)
    settle(dispute, Channel.HOTLINE, note, by=acting_user)
    return dispute


@transaction.atomic
def end_without_agreement(dispute_id: UUID, *, reason: str, acting_user: Actor) -> ServiceDispute:
    """The mediator ends it: the sides will not agree. Both keep their way to court; what was said stays on record."""
    acting_user.require("disputes.mediate")
    dispute = lock_dispute(acting_user, dispute_id)
    require_mediator(dispute, acting_user)
    _end(dispute, DisputeStatus.FAILED, "service_dispute.failed", text_of(reason, "reason"), acting_user)
    return dispute


@transaction.atomic
def withdraw(dispute_id: UUID, *, reason: str, acting_user: Actor) -> ServiceDispute:
    """The driver does not pursue it any more. Raises WrongState once both have agreed or it is over, Invalid without a reason."""
    acting_user.require("disputes.record")
    dispute = lock_dispute(acting_user, dispute_id)
    _end(dispute, DisputeStatus.WITHDRAWN, "service_dispute.withdrawn", text_of(reason, "reason"), acting_user)
    return dispute


def settle(dispute: ServiceDispute, channel: Channel, note: str, *, by: Person) -> None:
    """Settle a locked dispute: the driver has what was agreed."""
    if dispute.status != DisputeStatus.AGREED:
        raise WrongState
    if dispute.carried_out_at is None:
        message = _("The station has not reported yet that it carried the agreement out.")
        raise WrongState(message, code=DisputeError.NOT_REPORTED)
    _close(dispute, DisputeStatus.SETTLED)
    after = {"status": dispute.status, "channel": channel}
    record(dispute, "service_dispute.settled", by, before={"status": DisputeStatus.AGREED}, after=after, reason=note)


def _end(dispute: ServiceDispute, status: DisputeStatus, verb: str, reason: str, by: Person) -> None:
    before = {"status": dispute.status}
    proposal = lock_open_proposal(dispute)
    _close(dispute, status, result=reason)
    if proposal is not None:
        proposal.change(is_open=False)
    record(dispute, verb, by, before=before, after={"status": dispute.status}, reason=reason)


def _close(dispute: ServiceDispute, status: DisputeStatus, **values: Any) -> None:
    dispute.move_to(status, closed_at=now(), due_at=None, is_overdue=False, **values)
    release(dispute)
