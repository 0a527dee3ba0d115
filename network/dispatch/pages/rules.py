"""Pages of the rules of dispatch: the versions, one version, two side by side, drafting and publishing."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook import pages
from network.dispatch.actions import amend_rules, draft_rules, publish_rules, withdraw_rules
from network.dispatch.filters import RulesFilter
from network.dispatch.models import DispatchPolicy
from network.dispatch.rulebook import BOOK
from network.dispatch.selectors import policies_for

SHELF = pages.Shelf(
    BOOK,
    _("Dispatch policy"),
    "dispatch:rules",
    policies_for,
    reads="dispatch.rules",
    drafts="dispatch.draft_rules",
    publishes="dispatch.publish_rules",
)


class RulesTable(pages.VersionTable):
    """The versions."""

    class Meta(pages.VersionTable.Meta):
        model = DispatchPolicy


class RulesForm(pages.VersionForm):
    """A version as it is typed."""

    book = BOOK


class RulesList(pages.VersionList):
    """All versions."""

    shelf = SHELF
    action = "dispatch.rules"
    title = SHELF.title
    table_class = RulesTable
    filterset_class = RulesFilter


class RulesVersion(pages.VersionDetail):
    """One version, line by line."""

    shelf = SHELF
    action = "dispatch.rules"
    lit = SHELF.name


class CompareRules(pages.CompareVersions):
    """Two versions side by side."""

    shelf = SHELF
    action = "dispatch.rules"
    lit = SHELF.name


class DraftRules(pages.DraftVersion):
    """A new draft that begins as a copy of what is in force."""

    shelf = SHELF
    action = "dispatch.draft_rules"
    form_class = RulesForm
    lines = pages.tables_of(BOOK)
    lit = SHELF.name

    def perform(self, form: Any) -> str:
        """Begin it."""
        label = form.cleaned_data["label"]
        return draft_rules(label=label, **self.typed(form), acting_user=self.actor).get_absolute_url()


class EditRules(pages.EditVersion):
    """Change a draft."""

    shelf = SHELF
    action = "dispatch.draft_rules"
    form_class = RulesForm
    lines = pages.tables_of(BOOK)
    lit = SHELF.name

    def perform(self, form: Any) -> str:
        """Save it."""
        return amend_rules(self.object.pk, **self.typed(form), acting_user=self.actor).get_absolute_url()


class PublishRules(pages.PublishVersion):
    """Put a draft in force: a second person does."""

    shelf = SHELF
    action = "dispatch.publish_rules"
    explain = _("From its moment on the engine and all time limits follow this version. It never changes again.")
    lit = SHELF.name

    def perform(self, reason: str) -> str:
        """Publish it."""
        return publish_rules(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class WithdrawRules(pages.WithdrawVersion):
    """Put a draft away."""

    shelf = SHELF
    action = "dispatch.draft_rules"
    lit = SHELF.name

    def perform(self, reason: str) -> str:
        """Withdraw it."""
        return withdraw_rules(self.kwargs["pk"], reason=reason, acting_user=self.actor).get_absolute_url()
