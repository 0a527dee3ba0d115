"""What is done with policy versions: drafted, changed, published by a second person."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.policy.choices import PolicyError, PolicyStatus
from billing.policy.content import Content, parse
from billing.policy.locks import lock_version
from billing.policy.models import PolicyVersion
from common.clock import now
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record
from common.money import DEFAULT_CURRENCY


@transaction.atomic
def draft_policy(
    *, label: str, effective_from: date, content: Content, acting_user: Actor, summary: str = ""
) -> PolicyVersion:
    """Begin a version. Raises Invalid when the label is taken or a clause is not usable."""
    acting_user.require("policy.draft")
    parse(label, effective_from, content)
    if PolicyVersion.objects.filter(label=label).exists():
        raise Invalid(_("There is a version with this label already. Choose another."), field="label")
    version = PolicyVersion.objects.create(
        label=label,
        effective_from=effective_from,
        content=content,
        summary=summary,
        drafted_by=acting_user.id,
        drafted_by_name=acting_user.name,
    )
    record(version, "policy.drafted", acting_user, after={"label": label, "effective_from": effective_from})
    return version


@transaction.atomic
def amend_policy(
    version_id: UUID, *, effective_from: date, content: Content, summary: str, acting_user: Actor
) -> PolicyVersion:
    """Change a draft. Whoever changes it is its drafter from now on. Raises WrongState once it is published."""
    acting_user.require("policy.draft")
    version = lock_version(version_id, acting_user)
    if version.status != PolicyStatus.DRAFT:
        raise WrongState(_("A published version is never changed. Draft a new one."), code=PolicyError.PUBLISHED)
    parse(version.label, effective_from, content)
    before = {"effective_from": version.effective_from, "summary": version.summary}
    version.change(
        effective_from=effective_from,
        content=content,
        summary=summary,
        drafted_by=acting_user.id,
        drafted_by_name=acting_user.name,
    )
    record(
        version,
        "policy.amended",
        acting_user,
        before=before,
        after={"effective_from": effective_from, "summary": summary},
    )
    return version


@transaction.atomic
def publish_policy(version_id: UUID, *, acting_user: Actor) -> PolicyVersion:
    """Put a draft in force from its date. Raises NotAllowed for its drafter, Invalid for a taken date or a currency that nobody settles in."""
    acting_user.require("policy.publish")
    version = lock_version(version_id, acting_user)
    if version.drafted_by == acting_user.id:
        raise NotAllowed(
            _("Whoever drafted a version can't publish it. Ask a second person."), code=PolicyError.SAME_PERSON
        )
    policy = parse(version.label, version.effective_from, version.content)
    if policy.currency != DEFAULT_CURRENCY:  # statements, debts and payments are kept in one currency
        sentence = _(
            "Stations are settled in %(currency)s. A policy in another currency can be compared, not published."
        )
        raise Invalid(sentence % {"currency": DEFAULT_CURRENCY}, code=PolicyError.CURRENCY, field="currency")
    _refuse_taken_date(version)
    version.move_to(
        PolicyStatus.PUBLISHED,
        published_by=acting_user.id,
        published_by_name=acting_user.name,
        published_at=now(),
    )
    after = {"label": version.label, "effective_from": version.effective_from, "status": version.status}
    record(version, "policy.published", acting_user, before={"status": PolicyStatus.DRAFT}, after=after)
    return version


@transaction.atomic
def withdraw_draft(version_id: UUID, *, acting_user: Actor, reason: str = "") -> PolicyVersion:
    """Put a draft away."""
    acting_user.require("policy.draft")
    version = lock_version(version_id, acting_user)
    version.move_to(PolicyStatus.WITHDRAWN)
    record(version, "policy.withdrawn", acting_user, after={"status": version.status}, reason=reason)
    return version


def _refuse_taken_date(version: PolicyVersion) -> None:
    published = PolicyVersion.objects.filter(status=PolicyStatus.PUBLISHED, effective_from=version.effective_from)
    if published.exists():
        raise Invalid(
            _("Another version takes effect on the same day. Choose another date."),
            code=PolicyError.DATE_TAKEN,
            field="effective_from",
        )
