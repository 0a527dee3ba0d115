"""Versions of the rules of papers: who sees them; drafted, changed, published by a second person for a moment."""

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.policy.rulebook.book import WORKING_DAYS, Book, Chapter, Clause
from billing.policy.rulebook.shelf import Shelf
from common.records import RecordQuerySet
from network.support.paper_policies import EXAMPLE, Policy, policy_of
from network.support.rule_models import PaperRules

CHAPTERS = (
    Chapter(
        "limits",
        _("Time limits of papers"),
        (
            Clause("review_days", _("The regional office passes or returns within (working days)"), WORKING_DAYS),
            Clause("answer_days", _("The section answers within (working days)"), WORKING_DAYS),
        ),
    ),
)


def paper_rules_for(actor: Actor) -> RecordQuerySet:
    """Return the versions: head office's alone."""
    rows: RecordQuerySet = PaperRules.objects.all()
    return rows if actor.is_office and actor.may("papers.rules") else rows.none()


def _check(policy: Policy) -> None:
    """Single figures say all there is to check."""


BOOK = Book(CHAPTERS, (), EXAMPLE, policy_of, _check)
RULES = Shelf(
    PaperRules,
    BOOK,
    _("Rules of papers"),
    "support:rules",
    "paper_rules",
    paper_rules_for,
    reads="papers.rules",
    drafts="papers.draft_rules",
    publishes="papers.publish_rules",
    effect=_("Papers that are sent or passed from its moment on follow this version. It never changes again."),
)
