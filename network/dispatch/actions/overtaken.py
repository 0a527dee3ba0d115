"""Two dispatchers at one rescue: nobody takes back what the other has just arranged without having seen it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from common.clock import business_zone
from common.errors import WrongState
from network.dispatch.decisions import decided_by
from network.dispatch.models import Offer, Rescue
from network.dispatch.policies import DispatchError


def require_seen(rescue: Rescue, offers: Sequence[Offer], seen_round: int | None) -> None:
    """Refuse to take back offers that the dispatcher has not seen. Rounds number the offers of a rescue, so a later one is a newer one.

    Raises WrongState, which names the crew, its station and who asked it.
    """
    unseen = [one for one in offers if seen_round is None or one.round > seen_round]
    if not unseen:
        return
    newest = max(unseen, key=lambda one: one.round)
    told = {
        "crew": newest.crew.name,
        "station": str(newest.station),
        "who": _asked_by(rescue, newest),
        "time": newest.created_at.astimezone(business_zone()).strftime("%H:%M:%S"),
    }
    raise WrongState(
        _(
            "Meanwhile %(crew)s (%(station)s) was asked, at %(time)s by %(who)s. Nothing was changed. Look again, then choose anew."
        )
        % told,
        code=DispatchError.OVERTAKEN,
    )


def _asked_by(rescue: Rescue, offer: Offer) -> str:
    decision = rescue.decisions.filter(chosen_crew_id=offer.crew_id).order_by("-created_at").first()
    return decided_by(decision.made_by) if decision is not None else "?"
