"""Versions of the travel figures: who sees them; drafted from drives or by hand, published by a second person for a moment."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.policy.rulebook.shelf import Shelf
from common.clock import now
from common.errors import Invalid
from common.history.record import record
from common.records import RecordQuerySet
from common.scope import for_office
from network.planning.travel.calibrating import LEAST_DRIVES, Fit, fits
from network.planning.travel.drives import drives_since
from network.planning.travel.models import TravelPolicy
from network.planning.travel.policies import TravelError
from network.planning.travel.rulebook import BOOK

DRAFT, PUBLISH = "planning.draft_travel", "planning.publish_travel"
LOOK_BACK = timedelta(days=365)


def travel_policies_for(actor: Actor) -> RecordQuerySet:
    """Return the versions, for those at head office who may plan."""
    rows: RecordQuerySet = TravelPolicy.objects.all()
    return rows if actor.is_office and actor.may("planning.view") else rows.none()


def calibration_for(actor: Actor) -> list[Fit]:
    """Return what the drives of the last year show, in all and by regional office; figures alone, no drive of anybody."""
    actor.require("planning.view")
    with for_office():
        return fits(drives_since(now() - LOOK_BACK))


TRAVEL = Shelf(
    TravelPolicy,
    BOOK,
    _("Travel figures"),
    "planning:travel",
    "travel_policy",
    travel_policies_for,
    reads="planning.view",
    drafts=DRAFT,
    publishes=PUBLISH,
    effect=_(
        "From its moment on, minutes on the road are turned into kilometres by this version. It never changes again."
    ),
    published=TravelError.PUBLISHED,
    same_person=TravelError.SAME_PERSON,
)


@transaction.atomic
def draft_calibrated(*, label: str, valid_from: datetime, summary: str = "", acting_user: Actor) -> TravelPolicy:
    """Begin a version with what drives show, and keep how it came about. Raises Invalid when there are too few of them."""
    acting_user.require(DRAFT)
    found = calibration_for(acting_user)
    whole = found[0]
    if not whole.is_enough or whole.speed_mps is None:
        words = _("Only %(n)d drives can be used; a calibration needs %(least)d.") % {
            "n": whole.n,
            "least": LEAST_DRIVES,
        }
        raise Invalid(words, code=TravelError.TOO_FEW, field="label")
    own = [[one.region, one.detour, one.speed_mps] for one in found[1:] if one.is_enough and one.speed_mps]
    values = {"detour": whole.detour, "speed_mps": whole.speed_mps, "regions": own}
    version: TravelPolicy = TRAVEL.draft(
        label=label, valid_from=valid_from, values=values, summary=summary, acting_user=acting_user
    )
    version.change(evidence={"until": now().isoformat(), "fits": [one.written() for one in found]})
    after = {"drives": whole.n, "detour": whole.detour, "fit": whole.r2}
    record(version, "travel_policy.calibrated", acting_user, after=after)
    return version
