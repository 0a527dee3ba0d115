"""What claims do when something happens elsewhere, or when a time is up."""

from django.utils.translation import gettext_noop

from billing.claims.anomalies.actions import look_again_at, look_at
from billing.claims.anomalies.peers import compute_if_due
from billing.claims.appeals.choices import APPEALABLE
from billing.claims.appeals.choices import ENDS as APPEAL_ENDS
from billing.claims.appeals.selectors import appeal_of, appeal_until, given_minor
from billing.claims.automatic.actions import settle
from billing.claims.locks import lock_lines, lock_with_waiting_of_vehicle
from billing.claims.models import Claim, Preauthorisation
from billing.claims.preauthorisations.actions import ENDS
from billing.claims.preauthorisations.choices import PreauthorisationStatus
from billing.claims.replay import jobs as jobs  # the long work that claims offer
from billing.claims.visits.selectors import note_visit
from common.deadlines.keep import on_deadline, set_deadline
from common.deadlines.models import Deadline
from common.history.models import History
from common.history.record import record
from common.history.subscribers import subscribe
from common.people import Process

VALIDITY = Process(gettext_noop("Validity of pre-authorisations"))
PERIOD = Process(gettext_noop("Appeal period"))


@subscribe("claim.first_reviewed")
@subscribe("claim.rejected")
@subscribe("claim.final_reviewed")
def set_appeal_period(event: History) -> None:
    """Write down until when a decision that cut something may be appealed; a later decision moves it."""
    claim = Claim.objects.select_related("policy").filter(pk=event.aggregate_id).first()
    until = appeal_until(claim) if claim else None
    if claim is not None and until is not None and appeal_of(claim) is None:
        set_deadline(APPEAL_ENDS, claim.pk, until, step=claim.round, station_id=claim.station_id)


@on_deadline(APPEAL_ENDS)
def close_appeal_period(deadline: Deadline) -> None:
    """Tell the claim's timeline that its decision stands."""
    claim = Claim.objects.filter(pk=deadline.subject_id).first()
    if claim is not None and claim.status in APPEALABLE and appeal_of(claim) is None:
        record(claim, "claim.appeal_lapsed", PERIOD, after={"given_minor": given_minor(claim)})


@on_deadline(ENDS)
def let_it_expire(deadline: Deadline) -> None:
    """End a pre-authorisation after its last day, unless a claim has used it: no new repair begins under it."""
    row = Preauthorisation.objects.filter(pk=deadline.subject_id).locked().first()
    if row is None or row.status != PreauthorisationStatus.APPROVED:
        return
    before = {"status": row.status}
    row.move_to(PreauthorisationStatus.EXPIRED)
    record(row, "preauthorisation.expired", VALIDITY, before=before, after={"valid_until": row.valid_until})


@subscribe("claim.submitted")
def watch_for_anomalies(event: History) -> None:
    """Ask the detectors about a claim that was handed in, and about those of its vehicle for which it is news; then settle it by rule,
    if it is clean and its policy says so."""
    compute_if_due()
    claim, others = lock_with_waiting_of_vehicle(event.aggregate_id)
    lines = lock_lines(claim)
    look_at(claim, lines)
    look_again_at(others)
    settle(claim, lines)


@subscribe("claim.cancelled")
def forget_what_was_cancelled(event: History) -> None:
    """Ask again about the claims that a cancelled one made suspicious."""
    if Claim.objects.filter(pk=event.aggregate_id).exists():
        look_again_at(lock_with_waiting_of_vehicle(event.aggregate_id)[1])


@subscribe("repair_order.delivered")
def note_visit_of_vehicle(event: History) -> None:
    """Let head office know that the vehicle was here: whether claimed or not is told by the claims."""
    note_visit(event)
