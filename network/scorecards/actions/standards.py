"""Versions of the assessment standard: drafted, changed, released by a second person for the months that begin after a moment."""

from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.shelf import Shelf
from network.scorecards.choices import ScoreError
from network.scorecards.models import ScoreStandard
from network.scorecards.rulebook import BOOK
from network.scorecards.selectors import standards_for

STANDARD = Shelf(
    ScoreStandard,
    BOOK,
    _("Assessment standard"),
    "scorecards:standards",
    "score_standard",
    standards_for,
    reads="scorecards.view",
    drafts="scorecards.draft",
    publishes="scorecards.release",
    effect=_("Months that begin after its moment are assessed by this version. It never changes again."),
    published=ScoreError.PUBLISHED,
    same_person=ScoreError.SAME_PERSON,
)
