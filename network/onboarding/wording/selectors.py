"""Which versions of the agreement's words a person may see, and which one holds."""

from datetime import datetime

from accounts.actors import Actor
from billing.policy.rulebook.versions import in_force
from common.errors import NotYours
from common.records import RecordQuerySet
from network.onboarding.wording.models import AgreementTemplate


def templates_for(actor: Actor) -> RecordQuerySet:
    """Return the versions of the agreement's words: head office's alone."""
    rows = AgreementTemplate.objects.all()
    return rows if actor.is_office and actor.may("onboarding.templates") else rows.none()


def template_at(moment: datetime) -> AgreementTemplate:
    """Return the words of the agreement in force at `moment`."""
    found: AgreementTemplate | None = in_force(AgreementTemplate.objects.all(), moment)
    if found is None:
        raise NotYours
    return found


def agreements_under(version: AgreementTemplate) -> int:
    """Return how many agreements were drafted under a version; they keep it."""
    found: int = version.agreement_set.count()
    return found
