"""What claims do when something happens to one: the detectors look at it, and again at the vehicle's other waiting claims."""

from billing.claims.anomalies.actions import look_again_at_vehicle, look_for_anomalies
from billing.claims.anomalies.peers import compute_if_due
from billing.claims.models import Claim
from common.history.models import History
from common.history.subscribers import subscribe


@subscribe("claim.submitted")
def watch_for_anomalies(event: History) -> None:
    """Ask the detectors about a claim that was handed in, and about those of its vehicle for which it is news."""
    compute_if_due()
    look_again_at_vehicle(look_for_anomalies(event.aggregate_id))


@subscribe("claim.cancelled")
def forget_what_was_cancelled(event: History) -> None:
    """Ask again about the claims that a cancelled one made suspicious."""
    claim = Claim.objects.filter(pk=event.aggregate_id).first()
    if claim is not None:
        look_again_at_vehicle(claim)
