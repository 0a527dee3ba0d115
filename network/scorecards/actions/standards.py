"""Versions of the assessment standard: drafted, changed, released by a second person for the months that begin after a moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from billing.policy.choices import PolicyStatus
from billing.policy.rulebook import versions
from common.history.record import record
from network.scorecards.choices import ScoreError
from network.scorecards.models import ScoreStandard
from network.scorecards.rulebook import BOOK
from network.scorecards.selectors import standards_for


@transaction.atomic
def draft_standard(
    *, label: str, valid_from: datetime, values: Mapping[str, Any], summary: str = "", acting_user: Actor
) -> ScoreStandard:
    """Begin a version. What `values` does not name is the example's. Raises Invalid for a taken label or a value that can't be."""
    acting_user.require("scorecards.draft")
    version: ScoreStandard = versions.begin(
        ScoreStandard, BOOK, label=label, valid_from=valid_from, values=values, summary=summary, drafter=acting_user
    )
    record(version, "score_standard.drafted", acting_user, after={"label": label, "valid_from": valid_from})
    return version


@transaction.atomic
def amend_standard(
    version_id: UUID, *, valid_from: datetime, values: Mapping[str, Any], summary: str = "", acting_user: Actor
) -> ScoreStandard:
    """Change a draft; whoever does is its drafter from now on. Raises WrongState once it is published or withdrawn."""
    acting_user.require("scorecards.draft")
    version = _locked(version_id, acting_user)
    before = versions.amend(
        version,
        BOOK,
        valid_from=valid_from,
        values=values,
        summary=summary,
        drafter=acting_user,
        code=ScoreError.PUBLISHED,
    )
    after = {"valid_from": valid_from, "summary": summary}
    record(version, "score_standard.amended", acting_user, before=before, after=after)
    return version


@transaction.atomic
def release_standard(version_id: UUID, *, acting_user: Actor) -> ScoreStandard:
    """Put a draft in force from its moment, or from now when that has passed: rules never change backwards.

    Raises NotAllowed for its drafter, WrongState unless it is a draft.
    """
    acting_user.require("scorecards.release")
    version = _locked(version_id, acting_user)
    after = versions.publish(version, BOOK, publisher=acting_user, code=ScoreError.SAME_PERSON)
    record(version, "score_standard.published", acting_user, before={"status": PolicyStatus.DRAFT}, after=after)
    return version


@transaction.atomic
def withdraw_standard(version_id: UUID, *, reason: str = "", acting_user: Actor) -> ScoreStandard:
    """Put a draft away."""
    acting_user.require("scorecards.draft")
    version = _locked(version_id, acting_user)
    version.move_to(PolicyStatus.WITHDRAWN)
    record(version, "score_standard.withdrawn", acting_user, after={"status": version.status}, reason=reason)
    return version


def _locked(version_id: UUID, actor: Actor) -> ScoreStandard:
    version: ScoreStandard = standards_for(actor).locked().get_or_404(version_id)
    return version
