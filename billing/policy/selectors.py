"""Which versions a person may see, and which one holds on a day."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as now_

from accounts.actors import Actor
from billing.policy.choices import PolicyError, PolicyStatus
from billing.policy.content import parse
from billing.policy.models import PolicyVersion
from billing.policy.policies import Policy
from common.errors import Invalid
from common.records import RecordQuerySet

READ_AT_MOST = 64
_read: dict[UUID, Policy] = {}


def versions_for(actor: Actor) -> RecordQuerySet:
    """Return the versions in the person's sight: all for head office, the published ones for stations."""
    versions = PolicyVersion.objects.all()
    if actor.is_station and actor.roles:
        return versions.filter(status=PolicyStatus.PUBLISHED)
    return versions if actor.is_office and actor.roles else versions.none()


def version_on(day: date) -> PolicyVersion | None:
    """Return the published version in force on `day`, or None in a gap."""
    begun = PolicyVersion.objects.filter(status=PolicyStatus.PUBLISHED, effective_from__lte=day)
    return begun.order_by("-effective_from").first()


def require_version_on(day: date) -> PolicyVersion:
    """Return the published version in force on `day`. Raises Invalid (`policy.gap`) when there is none."""
    version = version_on(day)
    if version is None:
        sentence = now_("No warranty policy was in force on %(day)s. Ask head office to publish one for that date.")
        raise Invalid(sentence % {"day": day.isoformat()}, code=PolicyError.GAP, rule="policy.gap")
    return version


def policy_on(day: date) -> Policy:
    """Return the policy in force on `day` as plain data. Raises Invalid (`policy.gap`) when no version covers the day."""
    return policy_of(require_version_on(day))


def policy_of(version: PolicyVersion) -> Policy:
    """Return a version as plain data; a published one, which never changes, is read once. Raises Invalid for a draft that is not usable."""
    if version.status != PolicyStatus.PUBLISHED:
        return parse(version.label, version.effective_from, version.content)
    if version.pk not in _read:
        while len(_read) >= READ_AT_MOST:
            _read.pop(next(iter(_read)))
        _read[version.pk] = parse(version.label, version.effective_from, version.content)
    return _read[version.pk]
