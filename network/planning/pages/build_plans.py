"""Build plans at head office: the list, making one from a scenario, how far it is, its targets."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.pages import (
    ActPage,
    Column,
    Crumb,
    DetailPage,
    Fact,
    FormPage,
    ListPage,
    MomentColumn,
    NumberColumn,
    RecordTable,
    Section,
)
from common.pages.moments import DayField
from common.text import Text
from network.planning.building.actions import attach_case, change_target, detach_case, make_build_plan
from network.planning.building.cases import ports
from network.planning.building.models import BuildPlan, Target, TargetLevel
from network.planning.building.selectors import Progress, build_plans_for, progress_of, targets_for, totals_of
from network.planning.pages.headoffice import propose_url
from network.planning.scenarios.selectors import scenarios_for

VIEW, MANAGE, ATTACH = "planning.view", "planning.manage", "planning.solve"
DAY = forms.DateInput(attrs={"type": "date"})


class BuildPlanTable(RecordTable):
    """The build plans, newest first."""

    title = NumberColumn()
    scenario = Column(verbose_name=_("Scenario"), accessor="scenario__title", orderable=False)
    created_at = MomentColumn(verbose_name=_("Planned on"))

    class Meta(RecordTable.Meta):
        model = BuildPlan
        fields = ("title", "scenario", "first_due_on", "last_due_on", "made_by_name", "created_at")


class BuildPlanList(ListPage):
    """All build plans."""

    action = VIEW
    title = _("Build plans")
    table_class = BuildPlanTable
    empty = _("No build plan yet. Open a scenario with new stations and make one of it.")

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate."""
        return build_plans_for(self.actor)


class BuildPlanForm(forms.Form):
    """Name, level and dates."""

    title = forms.CharField(label=_("Name"), max_length=120)
    level = forms.ChoiceField(
        label=_("Level"),
        choices=TargetLevel.choices,
        initial=TargetLevel.B,
        help_text=_("Of all; single ones can be changed later."),
    )
    first_due_on = DayField(label=_("First station by"), widget=DAY)
    last_due_on = DayField(
        label=_("Last station by"),
        widget=DAY,
        help_text=_("Dates are spread evenly; places with most demand come first."),
    )


class NewBuildPlan(FormPage):
    """Make a plan of a scenario."""

    action = MANAGE
    title = _("Make a build plan")
    form_class = BuildPlanForm
    narrow = True
    lit = "planning:build_plans"
    success = _("The build plan is made.")
    explain = _(
        "Every new station of the scenario becomes a target of its regional office. The scenario is shared with everybody who plans."
    )

    @cached_property
    def scenario(self) -> Any:
        """Return the scenario through the gate."""
        return scenarios_for(self.actor).get_or_404(self.kwargs["pk"])

    def subtitle(self) -> Text:
        """Say of which scenario."""
        return str(self.scenario)

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the scenario."""
        return [Crumb(self.scenario.title, self.scenario.get_absolute_url())]

    def perform(self, form: Any) -> str:
        """Make it."""
        return make_build_plan(self.scenario.pk, acting_user=self.actor, **form.cleaned_data).get_absolute_url()


class BuildPlanDetail(DetailPage):
    """How far each office is, and each target."""

    action = VIEW
    status_field = ""
    lit = "planning:build_plans"

    def record(self) -> BuildPlan:
        """Return it through the gate."""
        found: BuildPlan = build_plans_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Build plans"), reverse("planning:build_plans"))]

    @cached_property
    def rows(self) -> list[Progress]:
        """Return the targets with their candidates."""
        return progress_of(list(targets_for(self.actor).filter(plan=self.object)), self.actor)

    def facts(self, record: BuildPlan) -> list[Fact]:
        """Return where it comes from, and how far it is."""
        opened, late = sum(one.is_opened for one in self.rows), sum(one.is_late for one in self.rows)
        return [
            Fact(_("Scenario"), record.scenario.title, url=record.scenario.get_absolute_url()),
            Fact(_("Opened"), f"{opened} / {len(self.rows)}"),
            Fact(_("Late"), str(late)),
            Fact(_("First station by"), record.first_due_on),
            Fact(_("Last station by"), record.last_due_on),
            Fact(_("Planned by"), record.made_by_name),
        ]

    def sections(self, record: BuildPlan) -> list[Section]:
        """Return offices, map and targets."""
        marks = [
            {
                "lat": one.target.lat,
                "lon": one.target.lon,
                "kind": mark_of(one),
                "label": one.target.name,
                "url": one.case.url if one.case else "",
            }
            for one in self.rows
        ]
        given = {
            "rows": [(one, propose_url(one.target)) for one in self.rows],
            "may_manage": self.actor.may(MANAGE),
            "may_attach": self.actor.may(ATTACH),
            "may_propose": self.actor.may("onboarding.propose"),
        }
        return [
            Section(_("By regional office"), "planning/build_offices.html", {"totals": totals_of(self.rows)}),
            Section(_("Targets"), "planning/build_targets.html", given, count=len(self.rows)),
            Section(_("Map of the targets"), "planning/build_map.html", {"marks": marks}),
        ]


def mark_of(one: Progress) -> str:
    """Return the kind of mark of a target."""
    if one.is_opened:
        return "station"
    return "building" if one.is_under_way else "planned"


class OfTarget(FormPage):
    """A form about one target."""

    narrow = True
    lit = "planning:build_plans"

    @cached_property
    def target(self) -> Target:
        """Return the target through the gate."""
        found: Target = targets_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def subtitle(self) -> Text:
        """Say which one."""
        return str(self.target)

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the plan."""
        return [Crumb(self.target.plan.title, self.target.plan.get_absolute_url())]


class TargetForm(forms.Form):
    """Level and day, and why they change."""

    level = forms.ChoiceField(label=_("Level"), choices=TargetLevel.choices)
    due_on = DayField(label=_("To be open by"), widget=DAY)
    reason = forms.CharField(label=_("Reason"), max_length=500)


class ChangeTarget(OfTarget):
    """Give a target another level or day."""

    action = MANAGE
    title = _("Change the target")
    form_class = TargetForm

    def initial(self) -> dict[str, Any]:
        """Begin with what holds."""
        return {"level": self.target.level, "due_on": self.target.due_on}

    def perform(self, form: Any) -> str:
        """Change it."""
        return change_target(self.target.pk, acting_user=self.actor, **form.cleaned_data).get_absolute_url()


class CaseForm(forms.Form):
    """Which candidate."""

    candidate = forms.TypedChoiceField(label=_("Candidate"), coerce=UUID)

    def __init__(self, *args: Any, cases: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["candidate"].choices = cases  # type: ignore[attr-defined]


class AttachCase(OfTarget):
    """Say which candidate is to become the target's station."""

    action = ATTACH
    title = _("Attach a candidate")
    form_class = CaseForm
    submit_label = _("Attach")
    explain = _(
        "Candidates of the target's own office who are under way or open. Nobody there? Propose one from the plan's table."
    )

    def form_arguments(self) -> dict[str, Any]:
        """Offer the candidates of the office."""
        cases = [one for one in ports.in_sight(self.actor) if one.region == self.target.region and not one.is_over]
        return {"cases": [(str(one.id), f"{one.name} · {one.status}") for one in cases]}

    def perform(self, form: Any) -> str:
        """Attach it."""
        return attach_case(self.target.pk, form.cleaned_data["candidate"], acting_user=self.actor).get_absolute_url()


class DetachCase(ActPage):
    """Take the candidate off."""

    action = ATTACH
    title = _("Take the candidate off")
    lit = "planning:build_plans"

    def perform(self, reason: Any) -> str:
        """Take it off."""
        return detach_case(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()
