"""Versions of the agreement's words: drafted, changed, published by a second person for a moment."""

from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.shelf import Shelf
from network.onboarding.choices import OnboardingError
from network.onboarding.wording.models import AgreementTemplate
from network.onboarding.wording.rulebook import BOOK
from network.onboarding.wording.selectors import templates_for

TEMPLATES = Shelf(
    AgreementTemplate,
    BOOK,
    _("Agreement templates"),
    "onboarding:templates",
    "agreement_template",
    templates_for,
    reads="onboarding.templates",
    drafts="onboarding.draft_template",
    publishes="onboarding.publish_template",
    effect=_("Agreements that are drafted from its moment on have these words. It never changes again."),
    published=OnboardingError.PUBLISHED,
    same_person=OnboardingError.DRAFTER,
    hint=_(
        "In titles and texts, placeholders in braces are filled in from the agreement: {number}, {party_b}, {representative}, {address}, "
        "{territory}, {level}, {starts_on}, {ends_on}, {labour_coefficient}."
    ),
)
