"""Pages of the building rules: the versions, one version, two side by side, drafting and publishing."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook import pages
from network.onboarding.building.models import BuildingRules
from network.onboarding.building.rulebook import BOOK
from network.onboarding.building.rules import (
    amend_building_rules,
    draft_building_rules,
    publish_building_rules,
    withdraw_building_rules,
)
from network.onboarding.building.selectors import rules_for
from network.onboarding.filters import RulesFilter

SHELF = pages.Shelf(
    BOOK,
    _("Building rules"),
    "onboarding:rules",
    rules_for,
    reads="onboarding.rules",
    drafts="onboarding.draft_rules",
    publishes="onboarding.publish_rules",
)


class RulesTable(pages.VersionTable):
    """The versions."""

    class Meta(pages.VersionTable.Meta):
        model = BuildingRules


class RulesForm(pages.VersionForm):
    """A version as it is typed."""

    book = BOOK


class RulesList(pages.VersionList):
    """All versions."""

    shelf = SHELF
    action = "onboarding.rules"
    title = SHELF.title
    table_class = RulesTable
    filterset_class = RulesFilter


class RulesVersion(pages.VersionDetail):
    """One version, line by line."""

    shelf = SHELF
    action = "onboarding.rules"
    lit = SHELF.name


class CompareRules(pages.CompareVersions):
    """Two versions side by side."""

    shelf = SHELF
    action = "onboarding.rules"
    lit = SHELF.name


class DraftRules(pages.DraftVersion):
    """A new draft that begins as a copy of what is in force."""

    shelf = SHELF
    action = "onboarding.draft_rules"
    form_class = RulesForm
    lines = pages.tables_of(BOOK)
    lit = SHELF.name

    def perform(self, form: Any) -> str:
        """Begin it."""
        label = form.cleaned_data["label"]
        return draft_building_rules(label=label, **self.typed(form), acting_user=self.actor).get_absolute_url()


class EditRules(pages.EditVersion):
    """Change a draft."""

    shelf = SHELF
    action = "onboarding.draft_rules"
    form_class = RulesForm
    lines = pages.tables_of(BOOK)
    lit = SHELF.name

    def perform(self, form: Any) -> str:
        """Save it."""
        return amend_building_rules(self.object.pk, **self.typed(form), acting_user=self.actor).get_absolute_url()


class PublishRules(pages.PublishVersion):
    """Put a draft in force: a second person does."""

    shelf = SHELF
    action = "onboarding.publish_rules"
    explain = _("Candidates that are confirmed from its moment on follow this version. It never changes again.")
    lit = SHELF.name

    def perform(self, reason: str) -> str:
        """Publish it."""
        return publish_building_rules(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class WithdrawRules(pages.WithdrawVersion):
    """Put a draft away."""

    shelf = SHELF
    action = "onboarding.draft_rules"
    lit = SHELF.name

    def perform(self, reason: str) -> str:
        """Withdraw it."""
        return withdraw_building_rules(self.kwargs["pk"], reason=reason, acting_user=self.actor).get_absolute_url()
