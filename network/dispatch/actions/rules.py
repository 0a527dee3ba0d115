"""Versions of the rules of dispatch: drafted, changed, published by a second person for a moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.policy.choices import PolicyStatus
from common.clock import database_now
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record
from network.dispatch.locks import lock_policy
from network.dispatch.models import DispatchPolicy
from network.dispatch.policies import DispatchError
from network.dispatch.rulebook import checked, values_of


@transaction.atomic
def draft_rules(
    *, label: str, valid_from: datetime, values: Mapping[str, Any], summary: str = "", acting_user: Actor
) -> DispatchPolicy:
    """Begin a version. What `values` does not name is the example's. Raises Invalid for a taken label or a value that can't be."""
    acting_user.require("dispatch.draft_rules")
    policy = checked(label, values)
    if DispatchPolicy.objects.filter(label=label).exists():
        raise Invalid(_("There is a version with this label already. Choose another."), field="label")
    version = DispatchPolicy.objects.create(
        label=label,
        valid_from=valid_from,
        values=values_of(policy),
        summary=summary,
        drafted_by=acting_user.id,
        drafted_by_name=acting_user.name,
    )
    record(version, "dispatch_policy.drafted", acting_user, after={"label": label, "valid_from": valid_from})
    return version


@transaction.atomic
def amend_rules(
    version_id: UUID, *, valid_from: datetime, values: Mapping[str, Any], summary: str = "", acting_user: Actor
) -> DispatchPolicy:
    """Change a draft; whoever does is its drafter from now on. Raises WrongState once it is published or withdrawn."""
    acting_user.require("dispatch.draft_rules")
    version = lock_policy(version_id, acting_user)
    if version.status != PolicyStatus.DRAFT:
        raise WrongState(_("A published version is never changed. Draft a new one."), code=DispatchError.PUBLISHED)
    policy = checked(version.label, values)
    before = {"valid_from": version.valid_from, "summary": version.summary}
    version.change(
        valid_from=valid_from,
        values=values_of(policy),
        summary=summary,
        drafted_by=acting_user.id,
        drafted_by_name=acting_user.name,
    )
    after = {"valid_from": valid_from, "summary": summary}
    record(version, "dispatch_policy.amended", acting_user, before=before, after=after)
    return version


@transaction.atomic
def publish_rules(version_id: UUID, *, acting_user: Actor) -> DispatchPolicy:
    """Put a draft in force from its moment, or from now when that has passed: rules never change backwards.

    Raises NotAllowed for its drafter, WrongState unless it is a draft.
    """
    acting_user.require("dispatch.publish_rules")
    version = lock_policy(version_id, acting_user)
    if version.drafted_by == acting_user.id:
        raise NotAllowed(
            _("Whoever drafted a version can't publish it. Ask a second person."), code=DispatchError.SAME_PERSON
        )
    checked(version.label, version.values)
    moment = database_now()
    valid_from = max(version.valid_from, moment)
    version.move_to(
        PolicyStatus.PUBLISHED,
        valid_from=valid_from,
        published_by=acting_user.id,
        published_by_name=acting_user.name,
        published_at=moment,
    )
    after = {"label": version.label, "valid_from": valid_from, "status": version.status}
    record(version, "dispatch_policy.published", acting_user, before={"status": PolicyStatus.DRAFT}, after=after)
    return version


@transaction.atomic
def withdraw_rules(version_id: UUID, *, reason: str = "", acting_user: Actor) -> DispatchPolicy:
    """Put a draft away."""
    acting_user.require("dispatch.draft_rules")
    version = lock_policy(version_id, acting_user)
    version.move_to(PolicyStatus.WITHDRAWN)
    record(version, "dispatch_policy.withdrawn", acting_user, after={"status": version.status}, reason=reason)
    return version
