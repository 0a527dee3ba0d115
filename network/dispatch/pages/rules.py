"""Pages of the rules of dispatch: the versions, one version, two side by side, drafting and publishing."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from billing.policy.choices import PolicyStatus
from common.clock import now
from common.errors import NotYours
from common.pages import (
    ActPage,
    Button,
    Crumb,
    DetailPage,
    Fact,
    FormPage,
    ListPage,
    MomentColumn,
    NumberColumn,
    Page,
    RecordTable,
    Section,
    StatusColumn,
)
from common.pages.parts import address
from common.pages.tables import show_moment
from common.text import Text
from network.dispatch.actions import amend_rules, draft_rules, publish_rules, withdraw_rules
from network.dispatch.filters import RulesFilter
from network.dispatch.models import DispatchPolicy
from network.dispatch.policies import EXAMPLE, Policy, policy_of
from network.dispatch.rulebook import CLAUSES, MOST_ROWS, TABLES, compare, lines_of, titles
from network.dispatch.selectors import policies_for, rules_in_force


def back() -> list[Crumb]:
    """Return the way back to the list."""
    return [Crumb(_("Dispatch policy"), address("dispatch:rules"))]


def read(version: DispatchPolicy | None) -> Policy:
    """Return a version as plain data; without one the example."""
    return policy_of(version.label, version.values) if version else EXAMPLE


class RulesTable(RecordTable):
    """The versions."""

    label = NumberColumn()
    status = StatusColumn()
    valid_from = MomentColumn()
    published_at = MomentColumn()

    class Meta(RecordTable.Meta):
        model = DispatchPolicy
        fields = ("label", "status", "valid_from", "summary", "drafted_by_name", "published_by_name", "published_at")


class RulesList(ListPage):
    """All versions."""

    action = "dispatch.rules"
    title = _("Dispatch policy")
    table_class = RulesTable
    filterset_class = RulesFilter
    empty = _("No version yet: the example holds. Draft the first one from it.")

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate."""
        return policies_for(self.actor)

    def page_buttons(self) -> list[Button]:
        """Draft from what is in force, or compare."""
        return [
            Button(_("Compare"), "dispatch:rules_compare", "dispatch.rules", icon="columns"),
            Button(_("Draft a version"), "dispatch:rules_draft", "dispatch.draft_rules", primary=True, icon="plus"),
        ]


class RulesVersion(DetailPage):
    """One version, line by line."""

    action = "dispatch.rules"
    template_name = "policy/detail.html"
    lit = "dispatch:rules"

    def record(self) -> DispatchPolicy:
        """Return the version through the gate."""
        found: DispatchPolicy = policies_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return back()

    def facts(self, record: DispatchPolicy) -> list[Fact]:
        """Return dates and people."""
        live = rules_in_force(self.actor, now())
        return [
            Fact(_("Valid from"), show_moment(record.valid_from), hint=_("in force now") if record == live else ""),
            Fact(_("Drafted by"), record.drafted_by_name),
            Fact(_("Published by"), record.published_by_name),
            Fact(_("What changes"), record.summary, wide=True),
        ]

    def sections(self, record: DispatchPolicy) -> list[Section]:
        """Return a block for each group of lines."""
        lines = lines_of(read(record))
        groups = [(title, [one for one in lines if one.group == code]) for code, title in titles()]
        return [Section(title, "policy/clauses.html", {"clauses": group}) for title, group in groups]

    def buttons(self, record: DispatchPolicy) -> list[Button]:
        """Return what the transition table leaves to do."""
        args, moves = (record.pk,), record.possible_moves()
        compared = f"{address('dispatch:rules_compare')}?right={record.pk}"
        found = [Button(_("Compare"), compared, "dispatch.rules", icon="columns")]
        if PolicyStatus.PUBLISHED not in moves:
            return found
        return [
            *found,
            Button(_("Edit"), "dispatch:rules_edit", "dispatch.draft_rules", args, icon="pencil"),
            Button(_("Withdraw"), "dispatch:rules_withdraw", "dispatch.draft_rules", args, danger=True),
            Button(_("Publish"), "dispatch:rules_publish", "dispatch.publish_rules", args, primary=True, icon="check"),
        ]


class CompareRules(Page):
    """Two versions side by side, at first against what is in force."""

    action = "dispatch.rules"
    title = _("Compare two versions")
    template_name = "dispatch/rules_compare.html"
    lit = "dispatch:rules"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return back()

    def context(self) -> dict[str, Any]:
        """Return the two versions; the left one is at first the live one, or the example."""
        versions = list(policies_for(self.actor)[:100])
        live = rules_in_force(self.actor, now())
        right = self._chosen("right", versions, versions[0] if versions else None)
        left = self._chosen("left", versions, live if live != right else None)
        groups = compare(read(left), read(right))
        every = bool(self.request.GET.get("every"))
        count = sum(pair.differs for _title, pairs in groups for pair in pairs)
        shown = [(title, [pair for pair in pairs if every or pair.differs]) for title, pairs in groups]
        return {
            "versions": versions,
            "left": left,
            "right": right,
            "example": _("Example"),
            "groups": [group for group in shown if group[1]],
            "count": count,
            "every": every,
        }

    def _chosen(
        self, name: str, versions: Sequence[DispatchPolicy], usual: DispatchPolicy | None
    ) -> DispatchPolicy | None:
        wanted = self.request.GET.get(name)
        if wanted is None or wanted == "example":
            return usual if wanted is None else None
        found = next((one for one in versions if str(one.pk) == wanted), None)
        if found is None:
            raise NotYours
        return found


class RulesForm(forms.Form):
    """Label, moment, purpose, and every figure of the rulebook."""

    label = forms.CharField(label=_("Version"), max_length=40)
    valid_from = forms.DateTimeField(
        label=_("Valid from"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text=_("Holds from then on, or from its publication when that comes later."),
    )
    summary = forms.CharField(
        label=_("What changes"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        for clause in CLAUSES:
            self.fields[clause.name] = clause.kind.field(label=clause.label, help_text=clause.hint)


class RulesPage(FormPage):
    """The base of drafting and editing."""

    action = "dispatch.draft_rules"
    form_class = RulesForm
    lit = "dispatch:rules"
    lines: ClassVar[Mapping[str, tuple[Text, type[forms.BaseFormSet]]]] = {
        table.name: (
            table.title,
            forms.formset_factory(table.form, extra=0, can_delete=True, max_num=MOST_ROWS, validate_max=True),
        )
        for table in TABLES
    }

    def begun_from(self) -> DispatchPolicy | None:
        """Return the version whose values the form shows at first."""
        raise NotImplementedError

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return back()

    def initial(self) -> dict[str, Any]:
        """Return the figures as they are typed."""
        policy = read(self.begun_from())
        return {clause.name: clause.kind.shown(getattr(policy, clause.name)) for clause in CLAUSES}

    def line_initial(self, name: str) -> Sequence[dict[str, Any]]:
        """Return the rows as they are typed."""
        table = next(one for one in TABLES if one.name == name)
        return [table.shown(row) for row in getattr(read(self.begun_from()), name)]

    def typed(self, form: Any) -> dict[str, Any]:
        """Return what was typed, as the actions take it."""
        cleaned = form.cleaned_data
        values = {clause.name: clause.kind.stored(cleaned[clause.name]) for clause in CLAUSES}
        for table in TABLES:
            rows = [row.cleaned_data for row in self.line_forms[table.name].forms if row.cleaned_data]
            values[table.name] = [table.stored(row) for row in rows if not row.get("DELETE")]
        return {"valid_from": cleaned["valid_from"], "summary": cleaned["summary"], "values": values}


class DraftRules(RulesPage):
    """A new draft that begins as a copy of what is in force."""

    title = _("Draft a version")

    def begun_from(self) -> DispatchPolicy | None:
        """Return the version in force."""
        return rules_in_force(self.actor, now())

    def perform(self, form: Any) -> str:
        """Begin it."""
        label = form.cleaned_data["label"]
        return draft_rules(label=label, **self.typed(form), acting_user=self.actor).get_absolute_url()


class EditRules(RulesPage):
    """Change a draft."""

    title = _("Edit the draft")

    def record(self) -> DispatchPolicy:
        """Compare the version: a stale form is refused."""
        found: DispatchPolicy = policies_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def begun_from(self) -> DispatchPolicy | None:
        """Return the draft itself."""
        found: DispatchPolicy = self.object
        return found

    def initial(self) -> dict[str, Any]:
        """Return the draft's head and figures."""
        head = {name: getattr(self.object, name) for name in ("label", "valid_from", "summary")}
        return head | super().initial()

    def make_form(self, *, bound: bool) -> Any:
        """The label stays."""
        form = super().make_form(bound=bound)
        form.fields["label"].disabled = True
        return form

    def perform(self, form: Any) -> str:
        """Save it."""
        return amend_rules(self.object.pk, **self.typed(form), acting_user=self.actor).get_absolute_url()


class RulesAct(ActPage):
    """The base of steps of one version."""

    lit = "dispatch:rules"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [*back(), Crumb(_("Version"), address("dispatch:rules_version", [self.kwargs["pk"]]))]


class PublishRules(RulesAct):
    """Put a draft in force: a second person does."""

    action = "dispatch.publish_rules"
    title = _("Publish")
    submit_label = _("Publish")
    success = _("Published.")
    explain = _("From its moment on the engine and all time limits follow this version. It never changes again.")

    def perform(self, reason: str) -> str:
        """Publish it."""
        return publish_rules(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class WithdrawRules(RulesAct):
    """Put a draft away."""

    action = "dispatch.draft_rules"
    title = _("Withdraw")
    submit_label = _("Withdraw")
    reason = "optional"
    danger = True

    def perform(self, reason: str) -> str:
        """Withdraw it."""
        return withdraw_rules(self.kwargs["pk"], reason=reason, acting_user=self.actor).get_absolute_url()
