"""What planners change: the rule by which demand counts as covered."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.errors import Invalid
from common.history.record import record
from network.planning.choices import PlanningError
from network.planning.models import CoverageRule
from network.planning.selectors import radius_km

RADIUS_KM = range(5, 1001)


@transaction.atomic
def set_radius(kilometres: int, *, reason: str, acting_user: Actor) -> CoverageRule:
    """Set the rescue radius for everybody. Raises Invalid outside 5 to 1,000 km or without a reason."""
    acting_user.require("planning.manage")
    if kilometres not in RADIUS_KM:
        raise Invalid(_("Choose a radius between 5 and 1,000 km."), code=PlanningError.RADIUS, field="radius_km")
    if not reason.strip():
        raise Invalid(_("Say why the radius changes."), code=PlanningError.REASON, field="reason")
    before = radius_km()
    rule = CoverageRule.objects.create(radius_km=kilometres, reason=reason.strip(), set_by=acting_user.id)
    record(
        rule,
        "coverage_rule.set",
        acting_user,
        before={"radius_km": before},
        after={"radius_km": kilometres},
        reason=reason,
    )
    return rule
