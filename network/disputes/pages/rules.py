"""Pages of the rules of mediation: the versions, one version, two side by side, drafting and publishing."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook import pages
from network.disputes.models import DisputePolicy
from network.disputes.pages.tables import RulesFilter
from network.disputes.rulebook import BOOK
from network.disputes.rules import (
    amend_dispute_rules,
    draft_dispute_rules,
    publish_dispute_rules,
    withdraw_dispute_rules,
)
from network.disputes.selectors import rules_for

SHELF = pages.Shelf(
    BOOK,
    _("Rules of mediation"),
    "disputes:rules",
    rules_for,
    reads="disputes.rules",
    drafts="disputes.draft_rules",
    publishes="disputes.publish_rules",
)


class RulesTable(pages.VersionTable):
    """The versions."""

    class Meta(pages.VersionTable.Meta):
        model = DisputePolicy


class RulesForm(pages.VersionForm):
    """A version as it is typed."""

    book = BOOK


class RulesList(pages.VersionList):
    """All versions."""

    shelf = SHELF
    action = "disputes.rules"
    title = SHELF.title
    table_class = RulesTable
    filterset_class = RulesFilter


class RulesVersion(pages.VersionDetail):
    """One version, line by line."""

    shelf = SHELF
    action = "disputes.rules"
    lit = SHELF.name


class CompareRules(pages.CompareVersions):
    """Two versions side by side."""

    shelf = SHELF
    action = "disputes.rules"
    lit = SHELF.name


class DraftRules(pages.DraftVersion):
    """A new draft that begins as a copy of what is in force."""

    shelf = SHELF
    action = "disputes.draft_rules"
    form_class = RulesForm
    lines = pages.tables_of(BOOK)
    lit = SHELF.name

    def perform(self, form: Any) -> str:
        """Begin it."""
        label = form.cleaned_data["label"]
        return draft_dispute_rules(label=label, **self.typed(form), acting_user=self.actor).get_absolute_url()


class EditRules(pages.EditVersion):
    """Change a draft."""

    shelf = SHELF
    action = "disputes.draft_rules"
    form_class = RulesForm
    lines = pages.tables_of(BOOK)
    lit = SHELF.name

    def perform(self, form: Any) -> str:
        """Save it."""
        return amend_dispute_rules(self.object.pk, **self.typed(form), acting_user=self.actor).get_absolute_url()


class PublishRules(pages.PublishVersion):
    """Put a draft in force: a second person does."""

    shelf = SHELF
    action = "disputes.publish_rules"
    explain = _("Disputes that are opened from its moment on follow this version. It never changes again.")
    lit = SHELF.name

    def perform(self, reason: str) -> str:
        """Publish it."""
        return publish_dispute_rules(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class WithdrawRules(pages.WithdrawVersion):
    """Put a draft away."""

    shelf = SHELF
    action = "disputes.draft_rules"
    lit = SHELF.name

    def perform(self, reason: str) -> str:
        """Withdraw it."""
        return withdraw_dispute_rules(self.kwargs["pk"], reason=reason, acting_user=self.actor).get_absolute_url()
