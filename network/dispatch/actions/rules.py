"""Versions of the rules of dispatch: drafted, changed, published by a second person for a moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from billing.policy.choices import PolicyStatus
from billing.policy.rulebook import versions
from common.history.record import record
from network.dispatch.locks import lock_policy
from network.dispatch.models import DispatchPolicy
from network.dispatch.policies import DispatchError
from network.dispatch.rulebook import BOOK


@transaction.atomic
def draft_rules(
    *, label: str, valid_from: datetime, values: Mapping[str, Any], summary: str = "", acting_user: Actor
) -> DispatchPolicy:
    """Begin a version. What `values` does not name is the example's. Raises Invalid for a taken label or a value that can't be."""
    acting_user.require("dispatch.draft_rules")
    version: DispatchPolicy = versions.begin(
        DispatchPolicy, BOOK, label=label, valid_from=valid_from, values=values, summary=summary, drafter=acting_user
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
    before = versions.amend(
        version,
        BOOK,
        valid_from=valid_from,
        values=values,
        summary=summary,
        drafter=acting_user,
        code=DispatchError.PUBLISHED,
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
    after = versions.publish(version, BOOK, publisher=acting_user, code=DispatchError.SAME_PERSON)
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
