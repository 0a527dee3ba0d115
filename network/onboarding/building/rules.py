"""Versions of the building rules: drafted, changed, published by a second person for a moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from billing.policy.choices import PolicyStatus
from billing.policy.rulebook import versions
from common.history.record import record
from network.onboarding.building.choices import BuildingError
from network.onboarding.building.models import BuildingRules
from network.onboarding.building.rulebook import BOOK
from network.onboarding.building.selectors import rules_for


@transaction.atomic
def draft_building_rules(
    *, label: str, valid_from: datetime, values: Mapping[str, Any], summary: str = "", acting_user: Actor
) -> BuildingRules:
    """Begin a version. What `values` does not name is the example's. Raises Invalid for a taken label or a value that can't be."""
    acting_user.require("onboarding.draft_rules")
    version: BuildingRules = versions.begin(
        BuildingRules, BOOK, label=label, valid_from=valid_from, values=values, summary=summary, drafter=acting_user
    )
    record(version, "building_rules.drafted", acting_user, after={"label": label, "valid_from": valid_from})
    return version


@transaction.atomic
def amend_building_rules(
    version_id: UUID, *, valid_from: datetime, values: Mapping[str, Any], summary: str = "", acting_user: Actor
) -> BuildingRules:
    """Change a draft; whoever does is its drafter from now on. Raises WrongState once it is published or withdrawn."""
    acting_user.require("onboarding.draft_rules")
    version = _locked(version_id, acting_user)
    before = versions.amend(
        version,
        BOOK,
        valid_from=valid_from,
        values=values,
        summary=summary,
        drafter=acting_user,
        code=BuildingError.PUBLISHED,
    )
    after = {"valid_from": valid_from, "summary": summary}
    record(version, "building_rules.amended", acting_user, before=before, after=after)
    return version


@transaction.atomic
def publish_building_rules(version_id: UUID, *, acting_user: Actor) -> BuildingRules:
    """Put a draft in force from its moment. Raises NotAllowed for its drafter, WrongState unless it is a draft."""
    acting_user.require("onboarding.publish_rules")
    version = _locked(version_id, acting_user)
    after = versions.publish(version, BOOK, publisher=acting_user, code=BuildingError.SAME_PERSON)
    record(version, "building_rules.published", acting_user, before={"status": PolicyStatus.DRAFT}, after=after)
    return version


@transaction.atomic
def withdraw_building_rules(version_id: UUID, *, reason: str = "", acting_user: Actor) -> BuildingRules:
    """Put a draft away."""
    acting_user.require("onboarding.draft_rules")
    version = _locked(version_id, acting_user)
    version.move_to(PolicyStatus.WITHDRAWN)
    record(version, "building_rules.withdrawn", acting_user, after={"status": version.status}, reason=reason)
    return version


def _locked(version_id: UUID, actor: Actor) -> BuildingRules:
    version: BuildingRules = rules_for(actor).locked().get_or_404(version_id)
    return version
