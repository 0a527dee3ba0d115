"""Versions of the rules of dispatch: drafted, changed, published by a second person for a moment."""

from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.shelf import Shelf
from network.dispatch.models import DispatchPolicy
from network.dispatch.policies import DispatchError
from network.dispatch.rulebook import BOOK
from network.dispatch.selectors import policies_for

RULES = Shelf(
    DispatchPolicy,
    BOOK,
    _("Dispatch policy"),
    "dispatch:rules",
    "dispatch_policy",
    policies_for,
    reads="dispatch.rules",
    drafts="dispatch.draft_rules",
    publishes="dispatch.publish_rules",
    effect=_("From its moment on the engine and all time limits follow this version. It never changes again."),
    published=DispatchError.PUBLISHED,
    same_person=DispatchError.SAME_PERSON,
)
