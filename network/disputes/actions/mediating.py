"""The mediator: a person of head office who had no hand in the matter; and the proposal."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record
from network.disputes.choices import WITHOUT_ACCORD, Cause, DisputeError, DisputeStatus
from network.disputes.deadlines import put_under
from network.disputes.locks import lock_dispute
from network.disputes.models import DisputeProposal, ServiceDispute
from network.disputes.origins import handlers_of
from network.disputes.policies import amount_of, text_of
from network.disputes.selectors import possible_mediators


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a mediator proposes. Amounts in minor units: what the driver gets, by who bears it."""

    cause: str
    reasons: str
    remedy: str
    station_minor: int = 0
    maker_minor: int = 0


@transaction.atomic
def appoint_mediator(dispute_id: UUID, person_id: UUID, *, acting_user: Actor) -> ServiceDispute:
    """Appoint the mediator, or another one. Raises NotAllowed for who handled the matter, Invalid for who may not mediate, WrongState
    once both sides have agreed or it is over."""
    acting_user.require("disputes.appoint")
    dispute = lock_dispute(acting_user, dispute_id)
    if dispute.status not in (DisputeStatus.HEARING, *WITHOUT_ACCORD):
        raise WrongState
    handlers = sorted({*dispute.handlers, *handlers_of(dispute.origin, dispute.origin_id)})
    if person_id in handlers:
        message = _("Whoever handled the rescue, the case or the repair can't mediate.")
        raise NotAllowed(message, code=DisputeError.HANDLED)
    person = next((one for one in possible_mediators(dispute) if one.pk == person_id), None)
    if person is None:
        raise Invalid(_("Choose somebody of head office who may mediate."), code=DisputeError.PERSON, field="person")
    before = {"mediator_name": dispute.mediator_name}
    dispute.change(mediator_id=person.pk, mediator_name=person.name, handlers=handlers)
    after = {"mediator_name": person.name, "mediator_id": person.pk}
    record(dispute, "service_dispute.mediator_appointed", acting_user, before=before, after=after)
    return dispute


@transaction.atomic
def propose(dispute_id: UUID, terms: Terms, *, acting_user: Actor) -> DisputeProposal:
    """Put a proposal to both sides, who answer within the policy's time.

    Raises NotAllowed for anybody but the mediator, WrongState unless it is in mediation, Invalid without reasons or remedy.
    """
    acting_user.require("disputes.mediate")
    dispute = lock_dispute(acting_user, dispute_id)
    require_mediator(dispute, acting_user)
    before = dispute.status
    dispute.move_to(DisputeStatus.PROPOSED, round=dispute.round + 1, is_overdue=False)
    proposal = DisputeProposal(
        dispute=dispute,
        station_id=dispute.station_id,
        round=dispute.round,
        cause=Cause(terms.cause),
        reasons=text_of(terms.reasons, "reasons"),
        remedy=text_of(terms.remedy, "remedy"),
        station_minor=amount_of(terms.station_minor, "station"),
        maker_minor=amount_of(terms.maker_minor, "maker"),
        currency=dispute.currency,
        made_by_name=acting_user.name,
    )
    proposal.save(force_insert=True)
    put_under(dispute)
    after = {
        "status": dispute.status,
        "round": dispute.round,
        "station_minor": proposal.station_minor,
        "maker_minor": proposal.maker_minor,
        "due_at": dispute.due_at,
    }
    record(
        dispute, "service_dispute.proposed", acting_user, before={"status": before}, after=after, reason=proposal.remedy
    )
    return proposal


def require_mediator(dispute: ServiceDispute, actor: Actor) -> None:
    """Raise NotAllowed for anybody else than the mediator."""
    if dispute.mediator_id != actor.id:
        raise NotAllowed(_("Only the mediator of this dispute does that."), code=DisputeError.NOT_MEDIATOR)
