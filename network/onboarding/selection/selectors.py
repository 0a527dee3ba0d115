"""Which versions of the selection standard a person may see, and which one holds."""

from datetime import datetime

from accounts.actors import Actor
from billing.policy.rulebook.versions import in_force
from common.errors import NotYours
from common.records import RecordQuerySet
from network.onboarding.selection.models import Standard


def standards_for(actor: Actor) -> RecordQuerySet:
    """Return the versions of the selection standard: head office's alone."""
    rows = Standard.objects.all()
    return rows if actor.is_office and actor.may("onboarding.standards") else rows.none()


def standard_at(moment: datetime) -> Standard:
    """Return the standard in force at `moment`."""
    found: Standard | None = in_force(Standard.objects.all(), moment)
    if found is None:
        raise NotYours
    return found
