"""Versions of the rules of calling: who sees them; drafted, changed, published by a second person for a moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from billing.policy.choices import PolicyStatus
from billing.policy.rulebook import versions
from common.history.record import record
from common.records import RecordQuerySet
from network.hotline.telephony.models import CallPolicy
from network.hotline.telephony.policies import TelephonyError
from network.hotline.telephony.rulebook import BOOK


def call_policies_for(actor: Actor) -> RecordQuerySet:
    """Return the versions: head office's alone."""
    rows: RecordQuerySet = CallPolicy.objects.all()
    return rows if actor.is_office and actor.may("hotline.rules") else rows.none()


@transaction.atomic
def draft_call_rules(
    *, label: str, valid_from: datetime, values: Mapping[str, Any], summary: str = "", acting_user: Actor
) -> CallPolicy:
    """Begin a version. What `values` does not name is the example's. Raises Invalid for a taken label or a value that can't be."""
    acting_user.require("hotline.draft_rules")
    version: CallPolicy = versions.begin(
        CallPolicy, BOOK, label=label, valid_from=valid_from, values=values, summary=summary, drafter=acting_user
    )
    record(version, "call_policy.drafted", acting_user, after={"label": label, "valid_from": valid_from})
    return version


@transaction.atomic
def amend_call_rules(
    version_id: UUID, *, valid_from: datetime, values: Mapping[str, Any], summary: str = "", acting_user: Actor
) -> CallPolicy:
    """Change a draft; whoever does is its drafter from now on. Raises WrongState once it is published or withdrawn."""
    acting_user.require("hotline.draft_rules")
    version = _locked(version_id, acting_user)
    before = versions.amend(
        version,
        BOOK,
        valid_from=valid_from,
        values=values,
        summary=summary,
        drafter=acting_user,
        code=TelephonyError.PUBLISHED,
    )
    after = {"valid_from": valid_from, "summary": summary}
    record(version, "call_policy.amended", acting_user, before=before, after=after)
    return version


@transaction.atomic
def publish_call_rules(version_id: UUID, *, acting_user: Actor) -> CallPolicy:
    """Put a draft in force from its moment, or from now when that has passed: rules never change backwards.

    Raises NotAllowed for its drafter, WrongState unless it is a draft.
    """
    acting_user.require("hotline.publish_rules")
    version = _locked(version_id, acting_user)
    after = versions.publish(version, BOOK, publisher=acting_user, code=TelephonyError.SAME_PERSON)
    record(version, "call_policy.published", acting_user, before={"status": PolicyStatus.DRAFT}, after=after)
    return version


@transaction.atomic
def withdraw_call_rules(version_id: UUID, *, reason: str = "", acting_user: Actor) -> CallPolicy:
    """Put a draft away."""
    acting_user.require("hotline.draft_rules")
    version = _locked(version_id, acting_user)
    version.move_to(PolicyStatus.WITHDRAWN)
    record(version, "call_policy.withdrawn", acting_user, after={"status": version.status}, reason=reason)
    return version


def _locked(version_id: UUID, actor: Actor) -> CallPolicy:
    version: CallPolicy = call_policies_for(actor).locked().get_or_404(version_id)
    return version
