"""Versions of the rules of calling: who sees them; drafted, changed, published by a second person for a moment."""

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.policy.rulebook.shelf import Shelf
from common.records import RecordQuerySet
from network.hotline.telephony.models import CallPolicy
from network.hotline.telephony.policies import TelephonyError
from network.hotline.telephony.rulebook import BOOK


def call_policies_for(actor: Actor) -> RecordQuerySet:
    """Return the versions: head office's alone."""
    rows: RecordQuerySet = CallPolicy.objects.all()
    return rows if actor.is_office and actor.may("hotline.rules") else rows.none()


RULES = Shelf(
    CallPolicy,
    BOOK,
    _("Call policy"),
    "hotline:rules",
    "call_policy",
    call_policies_for,
    reads="hotline.rules",
    drafts="hotline.draft_rules",
    publishes="hotline.publish_rules",
    effect=_("From its moment on calls and callbacks follow this version. It never changes again."),
    published=TelephonyError.PUBLISHED,
    same_person=TelephonyError.SAME_PERSON,
)
