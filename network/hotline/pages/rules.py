"""Pages of the rules of calling: the versions, one version, two side by side, drafting and publishing."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook import pages
from network.hotline.filters import CallRulesFilter
from network.hotline.models import CallPolicy
from network.hotline.telephony.rulebook import BOOK
from network.hotline.telephony.rules import (
    amend_call_rules,
    call_policies_for,
    draft_call_rules,
    publish_call_rules,
    withdraw_call_rules,
)

SHELF = pages.Shelf(
    BOOK,
    _("Call policy"),
    "hotline:rules",
    call_policies_for,
    reads="hotline.rules",
    drafts="hotline.draft_rules",
    publishes="hotline.publish_rules",
)


class RulesTable(pages.VersionTable):
    """The versions."""

    class Meta(pages.VersionTable.Meta):
        model = CallPolicy


class RulesForm(pages.VersionForm):
    """A version as it is typed."""

    book = BOOK


class RulesList(pages.VersionList):
    """All versions."""

    shelf = SHELF
    action = "hotline.rules"
    title = SHELF.title
    table_class = RulesTable
    filterset_class = CallRulesFilter


class RulesVersion(pages.VersionDetail):
    """One version, line by line."""

    shelf = SHELF
    action = "hotline.rules"
    lit = SHELF.name


class CompareRules(pages.CompareVersions):
    """Two versions side by side."""

    shelf = SHELF
    action = "hotline.rules"
    lit = SHELF.name


class DraftRules(pages.DraftVersion):
    """A new draft that begins as a copy of what is in force."""

    shelf = SHELF
    action = "hotline.draft_rules"
    form_class = RulesForm
    lines = pages.tables_of(BOOK)
    lit = SHELF.name

    def perform(self, form: Any) -> str:
        """Begin it."""
        label = form.cleaned_data["label"]
        return draft_call_rules(label=label, **self.typed(form), acting_user=self.actor).get_absolute_url()


class EditRules(pages.EditVersion):
    """Change a draft."""

    shelf = SHELF
    action = "hotline.draft_rules"
    form_class = RulesForm
    lines = pages.tables_of(BOOK)
    lit = SHELF.name

    def perform(self, form: Any) -> str:
        """Save it."""
        return amend_call_rules(self.object.pk, **self.typed(form), acting_user=self.actor).get_absolute_url()


class PublishRules(pages.PublishVersion):
    """Put a draft in force: a second person does."""

    shelf = SHELF
    action = "hotline.publish_rules"
    explain = _("From its moment on calls and callbacks follow this version. It never changes again.")
    lit = SHELF.name

    def perform(self, reason: str) -> str:
        """Publish it."""
        return publish_call_rules(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class WithdrawRules(pages.WithdrawVersion):
    """Put a draft away."""

    shelf = SHELF
    action = "hotline.draft_rules"
    lit = SHELF.name

    def perform(self, reason: str) -> str:
        """Withdraw it."""
        return withdraw_call_rules(self.kwargs["pk"], reason=reason, acting_user=self.actor).get_absolute_url()
