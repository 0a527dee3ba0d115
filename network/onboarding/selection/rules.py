"""Versions of the selection standard: drafted, changed, published by a second person for a moment."""

from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.shelf import Shelf
from network.onboarding.choices import OnboardingError
from network.onboarding.selection.models import Standard
from network.onboarding.selection.rulebook import BOOK
from network.onboarding.selection.selectors import standards_for

STANDARDS = Shelf(
    Standard,
    BOOK,
    _("Selection standard"),
    "onboarding:standards",
    "selection_standard",
    standards_for,
    reads="onboarding.standards",
    drafts="onboarding.draft_standard",
    publishes="onboarding.publish_standard",
    effect=_(
        "Candidates that are scored, and steps that begin, from its moment on follow this version. It never changes again."
    ),
    published=OnboardingError.PUBLISHED,
    same_person=OnboardingError.DRAFTER,
    hint=_("The most points of a criterion are its weight: the pass mark is a share of all points."),
)
