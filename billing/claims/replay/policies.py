"""What a replay may be asked, and when it has grown old."""

import hashlib
import json
from datetime import date

from django.utils.translation import gettext_lazy as _

from billing.policy.choices import PolicyStatus
from billing.policy.models import PolicyVersion
from common.errors import Invalid, WrongState


def fingerprint(version: PolicyVersion) -> str:
    """Return the hash of a version's clauses."""
    return hashlib.sha256(json.dumps(version.content, sort_keys=True).encode()).hexdigest()


def require_period(since: date, until: date) -> None:
    """Raise Invalid unless the period begins before it ends."""
    if since > until:
        raise Invalid(_("The period ends before it begins. Exchange the dates."), field="until")


def require_alive(version: PolicyVersion) -> None:
    """Raise WrongState for a draft that was withdrawn."""
    if version.status == PolicyStatus.WITHDRAWN:
        raise WrongState(_("This draft was withdrawn."), status=str(version.status))


def require_same(version: PolicyVersion, content_hash: str) -> None:
    """Raise WrongState when the draft was edited since its replay was started: half of it would be about other clauses."""
    if fingerprint(version) != content_hash:
        raise WrongState(_("The draft was edited meanwhile, so this replay was given up. Start it again."))
