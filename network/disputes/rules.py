"""Versions of the rules of mediation: drafted, changed, published by a second person for a moment."""

from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.shelf import Shelf
from network.disputes.choices import DisputeError
from network.disputes.models import DisputePolicy
from network.disputes.rulebook import BOOK
from network.disputes.selectors import rules_for

RULES = Shelf(
    DisputePolicy,
    BOOK,
    _("Rules of mediation"),
    "disputes:rules",
    "dispute_policy",
    rules_for,
    reads="disputes.rules",
    drafts="disputes.draft_rules",
    publishes="disputes.publish_rules",
    effect=_("Disputes that are opened from its moment on follow this version. It never changes again."),
    published=DisputeError.PUBLISHED,
    same_person=DisputeError.SAME_PERSON,
)
