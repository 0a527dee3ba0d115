"""Pages of the assessment standard: the versions, one version, two side by side, drafting and publishing."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook import pages
from network.scorecards.actions import amend_standard, draft_standard, release_standard, withdraw_standard
from network.scorecards.filters import StandardFilter
from network.scorecards.models import ScoreStandard
from network.scorecards.rulebook import BOOK
from network.scorecards.selectors import standards_for

SHELF = pages.Shelf(
    BOOK,
    _("Assessment standard"),
    "scorecards:standards",
    standards_for,
    reads="scorecards.view",
    drafts="scorecards.draft",
    publishes="scorecards.release",
)


class StandardTable(pages.VersionTable):
    """The versions."""

    class Meta(pages.VersionTable.Meta):
        model = ScoreStandard


class StandardForm(pages.VersionForm):
    """A version as it is typed."""

    book = BOOK


class StandardList(pages.VersionList):
    """All versions."""

    shelf = SHELF
    action = "scorecards.view"
    title = SHELF.title
    table_class = StandardTable
    filterset_class = StandardFilter


class StandardVersion(pages.VersionDetail):
    """One version, line by line."""

    shelf = SHELF
    action = "scorecards.view"
    lit = SHELF.name


class CompareStandard(pages.CompareVersions):
    """Two versions side by side."""

    shelf = SHELF
    action = "scorecards.view"
    lit = SHELF.name


class DraftStandard(pages.DraftVersion):
    """A new draft that begins as a copy of what is in force."""

    shelf = SHELF
    action = "scorecards.draft"
    form_class = StandardForm
    lines = pages.tables_of(BOOK)
    lit = SHELF.name

    def perform(self, form: Any) -> str:
        """Begin it."""
        label = form.cleaned_data["label"]
        return draft_standard(label=label, **self.typed(form), acting_user=self.actor).get_absolute_url()


class EditStandard(pages.EditVersion):
    """Change a draft."""

    shelf = SHELF
    action = "scorecards.draft"
    form_class = StandardForm
    lines = pages.tables_of(BOOK)
    lit = SHELF.name

    def perform(self, form: Any) -> str:
        """Save it."""
        return amend_standard(self.object.pk, **self.typed(form), acting_user=self.actor).get_absolute_url()


class PublishStandard(pages.PublishVersion):
    """Put a draft in force: a second person does."""

    shelf = SHELF
    action = "scorecards.release"
    explain = _("Months that begin after its moment are assessed by this version. It never changes again.")
    lit = SHELF.name

    def perform(self, reason: str) -> str:
        """Publish it."""
        return release_standard(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class WithdrawStandard(pages.WithdrawVersion):
    """Put a draft away."""

    shelf = SHELF
    action = "scorecards.draft"
    lit = SHELF.name

    def perform(self, reason: str) -> str:
        """Withdraw it."""
        return withdraw_standard(self.kwargs["pk"], reason=reason, acting_user=self.actor).get_absolute_url()
