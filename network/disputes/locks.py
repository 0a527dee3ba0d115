"""Row locks of disputes: always the dispute first, its proposal below it. The rows come from the actor's gate."""

from uuid import UUID

from accounts.actors import Actor
from network.disputes.models import DisputeProposal, ServiceDispute
from network.disputes.selectors import disputes_for


def lock_dispute(actor: Actor, key: UUID) -> ServiceDispute:
    """Return the dispute, locked until the transaction ends. Raises NotYours."""
    dispute: ServiceDispute = disputes_for(actor).locked().get_or_404(key)
    return dispute


def lock_dispute_at_once(key: UUID) -> ServiceDispute:
    """Return the dispute, locked, for the clock and for the driver's link: they stand in head office's scope. Raises NotYours."""
    rows = ServiceDispute.objects.select_related("station")
    dispute: ServiceDispute = rows.locked().get_or_404(key)
    return dispute


def lock_open_proposal(dispute: ServiceDispute) -> DisputeProposal | None:
    """Return the proposal that waits for answers, locked; None when there is none. The dispute is locked already."""
    found: DisputeProposal | None = (
        DisputeProposal.objects.select_for_update(no_key=True, of=("self",))
        .filter(dispute=dispute, is_open=True)
        .first()
    )
    return found
