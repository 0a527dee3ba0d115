"""Versions of the rules of technical support: drafted, changed, published by a second person for a moment."""

from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.shelf import Shelf
from network.questions.choices import QuestionError
from network.questions.models import QuestionPolicy
from network.questions.rulebook import BOOK
from network.questions.selectors import rules_for

RULES = Shelf(
    QuestionPolicy,
    BOOK,
    _("Rules of technical support"),
    "questions:rules",
    "question_policy",
    rules_for,
    reads="questions.rules",
    drafts="questions.draft_rules",
    publishes="questions.publish_rules",
    effect=_("Questions that are raised from its moment on follow this version. It never changes again."),
    published=QuestionError.PUBLISHED,
    same_person=QuestionError.SAME_PERSON,
)
