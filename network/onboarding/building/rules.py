"""Versions of the building rules: drafted, changed, published by a second person for a moment."""

from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.shelf import Shelf
from network.onboarding.building.choices import BuildingError
from network.onboarding.building.models import BuildingRules
from network.onboarding.building.rulebook import BOOK
from network.onboarding.building.selectors import rules_for

RULES = Shelf(
    BuildingRules,
    BOOK,
    _("Building rules"),
    "onboarding:rules",
    "building_rules",
    rules_for,
    reads="onboarding.rules",
    drafts="onboarding.draft_rules",
    publishes="onboarding.publish_rules",
    effect=_("Candidates that are confirmed from its moment on follow this version. It never changes again."),
    published=BuildingError.PUBLISHED,
    same_person=BuildingError.SAME_PERSON,
)
