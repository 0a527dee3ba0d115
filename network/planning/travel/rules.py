"""Versions of the travel figures: who sees them; drafted from drives or by hand, published by a second person for a moment."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.policy.choices import PolicyStatus
from billing.policy.rulebook import versions
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


@transaction.atomic
def draft_travel_rules(
    *, label: str, valid_from: datetime, values: Mapping[str, Any], summary: str = "", acting_user: Actor
) -> TravelPolicy:
    """Begin a version. What `values` does not name is the example's. Raises Invalid for a taken label or a value that can't be."""
    acting_user.require(DRAFT)
    version: TravelPolicy = versions.begin(
        TravelPolicy, BOOK, label=label, valid_from=valid_from, values=values, summary=summary, drafter=acting_user
    )
    record(version, "travel_policy.drafted", acting_user, after={"label": label, "valid_from": valid_from})
    return version


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
    values = {"detour": whole.detour, "speed_mps": whole.speed_mps}
    version = draft_travel_rules(
        label=label, valid_from=valid_from, values=values, summary=summary, acting_user=acting_user
    )
    version.change(evidence={"until": now().isoformat(), "fits": [one.written() for one in found]})
    after = {"drives": whole.n, "detour": whole.detour, "fit": whole.r2}
    record(version, "travel_policy.calibrated", acting_user, after=after)
    return version


@transaction.atomic
def amend_travel_rules(
    version_id: UUID, *, valid_from: datetime, values: Mapping[str, Any], summary: str = "", acting_user: Actor
) -> TravelPolicy:
    """Change a draft; whoever does is its drafter from now on. Raises WrongState once it is published or withdrawn."""
    acting_user.require(DRAFT)
    version = _locked(version_id, acting_user)
    before = versions.amend(
        version,
        BOOK,
        valid_from=valid_from,
        values=values,
        summary=summary,
        drafter=acting_user,
        code=TravelError.PUBLISHED,
    )
    after = {"valid_from": valid_from, "summary": summary}
    record(version, "travel_policy.amended", acting_user, before=before, after=after)
    return version


@transaction.atomic
def publish_travel_rules(version_id: UUID, *, acting_user: Actor) -> TravelPolicy:
    """Put a draft in force from its moment, or from now when that has passed. Raises NotAllowed for its drafter, WrongState unless a draft."""
    acting_user.require(PUBLISH)
    version = _locked(version_id, acting_user)
    after = versions.publish(version, BOOK, publisher=acting_user, code=TravelError.SAME_PERSON)
    record(version, "travel_policy.published", acting_user, before={"status": PolicyStatus.DRAFT}, after=after)
    return version


@transaction.atomic
def withdraw_travel_rules(version_id: UUID, *, reason: str = "", acting_user: Actor) -> TravelPolicy:
    """Put a draft away."""
    acting_user.require(DRAFT)
    version = _locked(version_id, acting_user)
    version.move_to(PolicyStatus.WITHDRAWN)
    record(version, "travel_policy.withdrawn", acting_user, after={"status": version.status}, reason=reason)
    return version


def _locked(version_id: UUID, actor: Actor) -> TravelPolicy:
    version: TravelPolicy = travel_policies_for(actor).locked().get_or_404(version_id)
    return version
