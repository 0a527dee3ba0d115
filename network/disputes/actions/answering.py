"""Each side accepts or declines the proposal; silence declines."""

from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from common.clock import now
from common.errors import WrongState
from common.history.record import record
from common.people import Person
from network.disputes.choices import Channel, DisputeError, DisputeStatus, Side, Word
from network.disputes.deadlines import put_under, release
from network.disputes.locks import lock_dispute, lock_open_proposal
from network.disputes.models import DisputeProposal, ServiceDispute
from network.disputes.policies import policy_on, text_of


@transaction.atomic
def answer_for_station(dispute_id: UUID, *, accepts: bool, reason: str = "", acting_user: Actor) -> ServiceDispute:
    """The station accepts or declines. Raises WrongState when no proposal waits or it has answered, Invalid for a no without a reason."""
    acting_user.require("disputes.answer")
    dispute = lock_dispute(acting_user, dispute_id)
    answer(dispute, Side.STATION, Channel.STATION, accepts=accepts, reason=reason, by=acting_user)
    return dispute


@transaction.atomic
def answer_for_driver(dispute_id: UUID, *, accepts: bool, reason: str = "", acting_user: Actor) -> ServiceDispute:
    """The hotline records the driver's answer. Raises as above."""
    acting_user.require("disputes.record")
    dispute = lock_dispute(acting_user, dispute_id)
    answer(dispute, Side.DRIVER, Channel.HOTLINE, accepts=accepts, reason=reason, by=acting_user)
    return dispute


def answer(
    dispute: ServiceDispute, side: Side, channel: Channel, *, accepts: bool, reason: str, by: Person
) -> DisputeProposal:
    """Note a side's answer on the proposal of a locked dispute, and what follows from it: an agreement, another round, or the end."""
    proposal = lock_open_proposal(dispute)
    if dispute.status != DisputeStatus.PROPOSED or proposal is None:
        raise WrongState
    if getattr(proposal, f"{side}_word"):
        raise WrongState(code=DisputeError.ANSWERED)
    word = Word.ACCEPTED if accepts else Word.DECLINED
    words = reason.strip() if accepts else text_of(reason, "reason")
    values = {f"{side}_word": word, f"{side}_reason": words[:500]}
    proposal.change(**values | ({"driver_channel": channel} if side == Side.DRIVER else {}))
    after = {"side": side, "answer": word, "channel": channel, "round": proposal.round}
    record(dispute, "service_dispute.answered", by, after=after, reason=words)
    if not accepts:
        over(dispute, proposal, by)
    elif proposal.is_accepted:
        _agree(dispute, proposal, by)
    return proposal


def fall_silent(dispute: ServiceDispute, by: Person) -> None:
    """The time for answers is over: who has not answered has declined. The caller has locked the dispute."""
    proposal = lock_open_proposal(dispute)
    if proposal is None:
        return
    silent = {f"{side}_word": Word.SILENT for side in Side if not getattr(proposal, f"{side}_word")}
    proposal.change(**silent)
    over(dispute, proposal, by)


def over(dispute: ServiceDispute, proposal: DisputeProposal, by: Person) -> None:
    """Nothing came of the proposal: back to the mediator, or, after the policy's last one, the end."""
    proposal.change(is_open=False)
    is_last = dispute.round >= policy_on(dispute.created_at).rounds
    before = {"status": dispute.status}
    if is_last:
        dispute.move_to(DisputeStatus.FAILED, closed_at=now(), due_at=None, is_overdue=False)
        release(dispute)
    else:
        dispute.move_to(DisputeStatus.MEDIATION, is_overdue=False)
        put_under(dispute)
    verb = "service_dispute.failed" if is_last else "service_dispute.back_to_mediation"
    record(dispute, verb, by, before=before, after={"status": dispute.status, "round": proposal.round})


def _agree(dispute: ServiceDispute, proposal: DisputeProposal, by: Person) -> None:
    proposal.change(is_open=False)
    before = {"status": dispute.status}
    terms = {
        "cause": proposal.cause,
        "remedy": proposal.remedy,
        "station_minor": proposal.station_minor,
        "maker_minor": proposal.maker_minor,
    }
    dispute.move_to(DisputeStatus.AGREED, is_overdue=False, **terms)
    put_under(dispute)
    after = {"status": dispute.status, **terms, "due_at": dispute.due_at}
    record(dispute, "service_dispute.agreed", by, before=before, after=after, reason=proposal.remedy)
