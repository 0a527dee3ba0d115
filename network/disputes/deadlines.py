"""The one time limit that a live dispute is under."""

from datetime import timedelta

from common.clock import now
from common.deadlines.keep import call_off, set_deadline
from network.disputes.choices import LIMIT_OF, DisputeStatus
from network.disputes.models import ServiceDispute
from network.disputes.policies import policy_on


def put_under(dispute: ServiceDispute, *, within: timedelta | None = None) -> None:
    """Put the dispute under the limit of its state, in place of any other. The caller has locked it. `within` shortens or prolongs it."""
    limit = LIMIT_OF[DisputeStatus(dispute.status)]
    call_off(dispute.pk)
    due_at = now() + (policy_on(dispute.created_at).time_of(limit) if within is None else within)
    dispute.change(due_at=due_at, limit_step=dispute.limit_step + 1)
    set_deadline(limit, dispute.pk, due_at, step=dispute.limit_step, station_id=dispute.station_id)


def release(dispute: ServiceDispute) -> None:
    """The dispute is over."""
    call_off(dispute.pk)
