"""Warnings of batch defects: the list, a page for each, the steps, vehicles at risk, and the rule."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.insight.actions import RuleTerms, confirm_warning, dismiss_warning, investigate_warning, set_rule
from billing.insight.choices import WARNING_MOVES, WarningStatus
from billing.insight.drawing.warning import build_months
from billing.insight.figures import top
from billing.insight.filters import WarningFilter
from billing.insight.models import BatchWarning
from billing.insight.pages.tables import AtRiskFilter, AtRiskTable, WarningTable
from billing.insight.places import places
from billing.insight.selectors import claims_behind, rule_in_force, rules_for, vehicles_built, warnings_for
from billing.insight.showing import failure_names, part_names, subject_name
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Section
from common.pages.parts import address
from common.text import Text
from tenants.registry.choices import Region

S = WarningStatus
STEPS = {
    S.INVESTIGATING: Button(_("Investigate"), "insight:investigate", "insight.investigate", primary=True),
    S.CONFIRMED: Button(_("Confirm the batch defect"), "insight:confirm", "insight.investigate", primary=True),
    S.DISMISSED: Button(_("Dismiss"), "insight:dismiss", "insight.investigate"),
}


class WarningList(ListPage):
    """All warnings."""

    action = "insight.warnings"
    title = _("Early warning of batch defects")
    table_class = WarningTable
    filterset_class = WarningFilter
    empty = _("No build month stands out. Every night all parts of all build months are compared.")

    def page_buttons(self) -> Sequence[Button]:
        """Return the way to the rule."""
        return [Button(_("When it warns"), "insight:rule", "insight.configure", icon="adjustments")]

    def rows(self) -> QuerySet[Any]:
        """Return the warnings through the gate."""
        return warnings_for(self.actor)


class WarningPage(DetailPage):
    """One warning: its build months, its claims, the vehicles still at risk."""

    action = "insight.warnings"
    lit = "insight:warnings"

    def record(self) -> BatchWarning:
        """Return the warning through the gate."""
        warning: BatchWarning = warnings_for(self.actor).get_or_404(self.kwargs["pk"])
        return warning

    def subtitle_for(self, record: BatchWarning) -> Text:
        """Say what it is about."""
        return subject_name(record)

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Early warning"), address("insight:warnings"))]

    def buttons(self, record: BatchWarning) -> list[Button]:
        """Return what the table of states leaves to do."""
        moves = WARNING_MOVES.get(S(record.status), set())
        return [
            Button(one.label, one.target, one.action, (record.pk,), primary=one.primary)
            for status, one in STEPS.items()
            if status in moves
        ]

    def facts(self, record: BatchWarning) -> list[Fact]:
        """Return what was found."""
        component = address("insight:component", [record.component_code])
        found = [
            Fact(_("Built"), record.period),
            Fact(_("Observed"), record.observed, hint=_("vehicles with a first failure")),
            Fact(
                pgettext_lazy("failures", "Expected"),
                f"{record.expected:.1f}",
                hint=_("by the life model of the other months"),
            ),
            Fact(_("Times the expected number"), f"{record.ratio:.1f}"),
            Fact(_("Chance"), chance_words(record.p_value), hint=_("that a month is as bad as this by chance")),
            Fact(_("Vehicles built"), f"{record.vehicles:,}"),
            Fact(_("Still at risk"), f"{record.at_risk:,}", url=address("insight:at_risk", [record.pk])),
            Fact(_("Component"), record.component_code, url=component),
            Fact(_("Evaluated on"), record.evaluated_on),
        ]
        return [*found, Fact(_("Finding"), record.finding, wide=True)] if record.finding else found

    def sections(self, record: BatchWarning) -> list[Section]:
        """Return the chart, what failed, and who is at risk."""
        claims = claims_behind(record, self.actor)
        parts = top(claims, "part_number")
        names = part_names([one[0] for one in parts])
        lines = [(names.get(number, ""), number, n, "") for number, n, _cost in parts]
        failed = top(claims, "failure_code")
        failures = failure_names([one[0] for one in failed])
        codes = [(failures.get(code, ""), code, n, "") for code, n, _cost in failed]
        vehicles = vehicles_built(record, self.actor)
        link = Button(_("Claims"), behind_warning(record))
        risk = Button(_("Vehicles"), "insight:at_risk", args=(record.pk,))
        return [
            Section(_("Build months"), "insight/chart_section.html", {"one": build_months(record)}),
            Section(_("What failed"), "insight/ranking.html", {"lines": lines, "codes": codes}, [link]),
            Section(_("Vehicles still at risk"), "insight/at_risk.html", {"regions": by_region(vehicles)}, [risk]),
        ]


def behind_warning(record: BatchWarning) -> str:
    """Return the claims that a warning counts from."""
    span = f"built_from={record.built_from:%Y-%m}&built_to={record.built_to:%Y-%m}"
    part = "" if record.subject_code == record.component_code else f"&part={record.subject_code}"
    return f"{address('insight:claims')}?component={record.component_code}&{span}{part}"


def by_region(vehicles: QuerySet[Any]) -> list[tuple[Text, int]]:
    """Return (regional office, vehicles), most first; cities of no known region come last."""
    region_of = places.regions()
    counts: Counter[str] = Counter()
    for city, n in vehicles.order_by().values_list("city").annotate(n=Count("pk")):
        counts[region_of.get(city, "")] += n
    names = dict(Region.choices)
    known = sorted(((r, n) for r, n in counts.items() if r), key=lambda one: -one[1])
    rest = [(_("Region not known"), counts[""])] if counts[""] else []
    return [*((names[region], n) for region, n in known), *rest]


def chance_words(chance: float) -> str:
    """Return a probability that people can read."""
    return (
        f"1 : {1 / chance:,.0f}"
        if 0 < chance < 0.1 and chance > 1e-9
        else "< 1 : 1,000,000,000"
        if chance <= 1e-9
        else f"{chance:.2f}"
    )


class AtRisk(ListPage):
    """The vehicles of a warning that have not failed."""

    action = "insight.warnings"
    table_class = AtRiskTable
    filterset_class = AtRiskFilter
    lit = "insight:warnings"
    empty = _("No vehicle of these build months is without a failure.")

    @cached_property
    def warning(self) -> BatchWarning:
        """Return the warning through the gate."""
        found: BatchWarning = warnings_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def get_title(self) -> Text:
        """Say whose vehicles."""
        return f"{_('Vehicles still at risk')} · {self.warning.number}"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the warning."""
        return [
            Crumb(_("Early warning"), address("insight:warnings")),
            Crumb(self.warning.number, self.warning.get_absolute_url()),
        ]

    def rows(self) -> QuerySet[Any]:
        """Return the vehicles."""
        return vehicles_built(self.warning, self.actor)


class WarningStep(ActPage):
    """The base of the steps on a warning."""

    action = "insight.investigate"
    reason = "required"
    lit = "insight:warnings"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the warning."""
        row = warnings_for(self.actor).get_or_404(self.kwargs["pk"])
        return [Crumb(_("Early warning"), address("insight:warnings")), Crumb(row.number, row.get_absolute_url())]


class Investigate(WarningStep):
    """Take it up."""

    title = _("Investigate the warning")
    reason = "optional"
    submit_label = _("Investigate")
    success = _("Under investigation.")
    explain = _("Say who looks into it, and where: old parts, production records, the supplier.")

    def perform(self, reason: str) -> str:
        """Take it up."""
        return investigate_warning(self.kwargs["pk"], note=reason, acting_user=self.actor).get_absolute_url()


class Confirm(WarningStep):
    """It is a batch defect."""

    title = _("Confirm the batch defect")
    submit_label = _("Confirm")
    success = _("Confirmed as a batch defect.")
    explain = _("Say what was found: the cause, the batch, what is to be done.")

    def perform(self, reason: str) -> str:
        """Confirm."""
        return confirm_warning(self.kwargs["pk"], finding=reason, acting_user=self.actor).get_absolute_url()


class Dismiss(WarningStep):
    """It is none."""

    title = _("Dismiss the warning")
    submit_label = _("Dismiss")
    success = _("Dismissed.")
    explain = _("Say why it is no batch defect. It comes back when there are half as many failures again.")

    def perform(self, reason: str) -> str:
        """Dismiss."""
        return dismiss_warning(self.kwargs["pk"], reason=reason, acting_user=self.actor).get_absolute_url()


class RuleForm(forms.Form):
    """When it warns."""

    false_alarm_percent = forms.DecimalField(
        label=_("False alarms at most (%)"),
        min_value=0,
        max_value=50,
        decimal_places=1,
        help_text=_("Of the warnings raised in a night, this share may be false."),
    )
    least_failures = forms.IntegerField(label=_("Failures at least"), min_value=2, max_value=1000)
    least_ratio = forms.DecimalField(
        label=_("Times the expected number at least"), min_value=1, max_value=99, decimal_places=2
    )
    months_back = forms.IntegerField(label=_("Build months watched"), min_value=3, max_value=120)
    lag_days = forms.IntegerField(
        label=_("Days until claims are in"),
        min_value=0,
        max_value=180,
        help_text=_("Failures of these last days are left out, since many of their claims are not in yet."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class SetRule(FormPage):
    """Changes the rule; the earlier ones stay below."""

    action = "insight.configure"
    title = _("When the early warning warns")
    template_name = "insight/rule.html"
    form_class = RuleForm
    narrow = True
    lit = "insight:warnings"
    success = _("Set. The next look, tonight, follows it.")

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Early warning"), address("insight:warnings"))]

    def initial(self) -> dict[str, Any]:
        """Begin with the rule in force."""
        rule = rule_in_force()
        names = [name for name in RuleForm.base_fields if name != "reason"]
        return {name: getattr(rule, name) for name in names}

    def context(self) -> dict[str, Any]:
        """Return the earlier rules."""
        return {"rules": rules_for(self.actor)[:20]}

    def perform(self, form: forms.Form) -> str:
        """Set it."""
        given = dict(form.cleaned_data)
        reason = given.pop("reason")
        set_rule(RuleTerms(**given), reason=reason, acting_user=self.actor)
        return address("insight:warnings")
