"""Offering to a crew of the ranking that the dispatcher sees, without taking an offer away from anybody."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import database_now
from common.errors import Invalid, WrongState
from common.scope import for_office
from network.dispatch.actions.searching import ask_crews, chosen_of, planned_first, ranking_for, write_offered
from network.dispatch.choices import RescueStatus
from network.dispatch.decisions import Choice
from network.dispatch.engine import Ranked, Ranking
from network.dispatch.locks import lock_rescue
from network.dispatch.models import Offer, Rescue
from network.dispatch.policies import DispatchError, Policy, policy_on
from network.dispatch.selectors import rescues_for


@transaction.atomic
def offer_recommended(rescue_id: UUID, crew_id: UUID, *, reason: str = "", acting_user: Actor) -> Offer:
    """Offer a rescue that waits to the crew that was shown. Without a reason it must still be the engine's first, who is then asked as by
    `offer_best`; with one it is the dispatcher's own choice.

    Raises WrongState while a crew is being asked, or when the ranking has changed; Invalid when the crew may never be sent.
    """
    acting_user.require("dispatch.offer")
    rescues_for(acting_user).get_or_404(rescue_id)
    with for_office():
        rescue = lock_rescue(rescue_id)
        _let_wait(rescue)
        moment = database_now()
        policy = policy_on(moment)
        ranking = ranking_for(rescue, moment, policy)
        asked = ask_crews(rescue, _candidates(rescue, ranking, crew_id, reason.strip(), policy), policy, moment)
        if not asked:
            raise WrongState(_("This crew is being asked for another rescue right now."), code=DispatchError.CREW_BUSY)
        choice = Choice(acting_user, ranking, policy.label, reason.strip())
        write_offered(rescue, asked, choice, policy, moment)
        return asked[0].offer


def _let_wait(rescue: Rescue) -> None:
    if rescue.status == RescueStatus.OFFERED:
        raise WrongState(
            _(
                "A crew is being asked for this rescue already. Wait for its answer, or take the offer back by choosing a crew."
            ),
            code=DispatchError.BEING_ASKED,
        )
    if rescue.status == RescueStatus.UNSERVED:
        rescue.move_to(RescueStatus.WAITING)
    if rescue.status != RescueStatus.WAITING:
        raise WrongState


def _candidates(rescue: Rescue, ranking: Ranking, crew_id: UUID, reason: str, policy: Policy) -> list[Ranked]:
    """Return whom to ask: all from the best on when the best was meant, else the chosen crew alone."""
    best_first = planned_first(rescue, ranking)
    if best_first and best_first[0].crew.crew_id == crew_id and not reason:
        return best_first if policy.parallel > 1 else best_first[:1]  # who is gone meanwhile is not silently replaced
    if reason:
        return [chosen_of(ranking, crew_id, policy)]
    if any(one.crew.crew_id == crew_id for one in best_first):
        raise Invalid(
            _("This crew is not the first of the ranking (any more). Write why you choose it, or offer to the first."),
            code=DispatchError.NO_REASON,
            field="reason",
        )
    raise WrongState(
        _("The ranking has changed: this crew can't be asked any more. Look at it again."),
        code=DispatchError.RANKING_CHANGED,
    )
