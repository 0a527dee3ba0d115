"""Which scripts a person may see, and which one is in force."""

from accounts.actors import Actor
from billing.policy.choices import PolicyStatus
from common.records import RecordQuerySet
from network.hotline.triage.models import TriageScript


def scripts_for(actor: Actor) -> RecordQuerySet:
    """Return the scripts: head office's alone."""
    rows = TriageScript.objects.all()
    return rows if actor.is_office and actor.roles else rows.none()


def in_force(symptom: str) -> TriageScript | None:
    """Return the script of a symptom, or None: the form then works without."""
    published = TriageScript.objects.filter(symptom=symptom, status=PolicyStatus.PUBLISHED)
    found: TriageScript | None = published.order_by("-published_at", "-number").first()
    return found


def script_of_version(key: str) -> TriageScript | None:
    """Return a version that was in force when the agent began it, even if another has been published since."""
    found: TriageScript | None = TriageScript.objects.filter(pk=key).exclude(status=PolicyStatus.DRAFT).first()
    return found
