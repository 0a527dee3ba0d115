"""Scenarios at head office: the list, asking one, its answer with the proof, sharing."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.pages import (
    ActPage,
    BooleanColumn,
    Button,
    ChoiceColumn,
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
from common.text import Text
from network.planning.demands import source_of
from network.planning.models import Scenario
from network.planning.pages.scenario_forms import ScenarioForm, typed_of
from network.planning.scenarios.actions import KIND, ask_scenario, share_scenario
from network.planning.scenarios.filters import ScenarioFilter
from network.planning.scenarios.points import Points
from network.planning.scenarios.roads import measure_hint, measure_words
from network.planning.scenarios.selectors import listed_scenarios, scenarios_for
from network.planning.scenarios.showing import Shown, ending_words

VIEW = "planning.view"
LONGEST_TABLE = 20


def _crumbs() -> list[Crumb]:
    return [Crumb(_("Network map"), reverse("planning:map")), Crumb(_("Scenarios"), reverse("planning:scenarios"))]


class ScenarioTable(RecordTable):
    """The scenarios, newest first."""

    title = NumberColumn()
    question = ChoiceColumn(verbose_name=_("Question"))
    status = Column(accessor="job__get_status_display", verbose_name=_("Status"), orderable=False)
    proof = Column(accessor="proof", verbose_name=_("Proof"), orderable=False)
    shared = BooleanColumn(verbose_name=_("Shared"))
    created_at = MomentColumn(verbose_name=_("Asked"))

    class Meta(RecordTable.Meta):
        model = Scenario
        fields = ("title", "question", "status", "proof", "shared", "started_by_name", "created_at")

    def render_proof(self, record: Scenario) -> Text:
        """Say how good the answer is."""
        return ending_words(record)


class ScenarioList(ListPage):
    """One's own scenarios and the shared ones."""

    action = VIEW
    title = _("Scenarios")
    table_class = ScenarioTable
    filterset_class = ScenarioFilter
    lit = "planning:scenarios"
    empty = _(
        "No scenario yet. Ask one: where the next stations should be, how many are needed, what happens if one closes."
    )
    create = Button(_("Ask a scenario"), "planning:new_scenario", KIND, primary=True, icon="plus")

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the map."""
        return _crumbs()[:1]

    def page_buttons(self) -> Sequence[Button]:
        """Set several side by side."""
        compare = Button(_("Compare scenarios"), "planning:compare_scenarios", VIEW, icon="columns")
        return [compare, *super().page_buttons()]

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate."""
        return listed_scenarios(self.actor)


class NewScenario(FormPage):
    """Ask one."""

    action = KIND
    title = _("Ask a scenario")
    form_class = ScenarioForm
    submit_label = _("Solve")
    success = _("The scenario is queued.")
    explain = _(
        "Cities are demand and possible sites. The answer comes with its proof: what no plan can beat, and whether the search was finished."
    )
    lit = "planning:scenarios"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return _crumbs()

    def perform(self, form: Any) -> str:
        """Queue it, and show its progress."""
        return ask_scenario(acting_user=self.actor, **form.asked()).get_absolute_url()


class ScenarioDetail(DetailPage):
    """The answer to one; while it is solved, its progress."""

    action = VIEW
    template_name = "planning/scenario.html"
    status_field = ""
    lit = "planning:scenarios"

    def record(self) -> Scenario:
        """Return it through the gate."""
        found: Scenario = scenarios_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return _crumbs()

    def subtitle_for(self, record: Scenario) -> Text:
        """Return the question."""
        return record.get_question_display()

    def facts(self, record: Scenario) -> list[Fact]:
        """Return what was asked."""
        source = source_of(record.demand)
        given = {"min": record.drive_min, "rules": record.travel_rules or "–"}
        drive = _("%(min)d minutes on the road, by the travel figures %(rules)s") % given if record.drive_min else ""
        return [
            Fact(_("Demand"), source.label if source else record.demand),
            *facts_of_lists(record),
            Fact(_("Number of stations"), record.count or ""),
            Fact(_("Radius"), f"{record.radius_km} km", hint=drive),
            Fact(_("Measured"), measure_words(record), hint=measure_hint(record)),
            Fact(_("Today's stations"), record.get_existing_display()),
            *facts_of_conditions(record),
            Fact(_("Asked by"), record.started_by_name),
            Fact(_("Time limit"), f"{record.time_limit_s} s"),
        ]

    def context(self) -> dict[str, Any]:
        """Add the answer."""
        return super().context() | {"shown": Shown(self.object) if self.object.result else None}

    def sections(self, record: Scenario) -> list[Section]:
        """Return map, figures and tables once there is a plan."""
        shown = Shown(record)
        if not shown.has_plan:
            return []
        given = {"shown": shown, "regions": shown.regions(), "lines": shown.lines(), "chart": shown.chart()}
        sites, places = shown.site_rows(), shown.places(LONGEST_TABLE)
        return [
            Section(_("Map of the plan"), "planning/scenario_map.html", given),
            Section(_("Figures of the plan"), "planning/scenario_figures.html", given),
            Section(
                _("Stations of the plan"), "planning/scenario_sites.html", given | {"sites": sites}, count=len(sites)
            ),
            Section(_("What further places are worth"), "planning/scenario_places.html", {"places": places}),
        ]

    def buttons(self, record: Scenario) -> list[Button]:
        """Share it, ask it again with changes, or call it off while it runs."""
        again = f"{reverse('planning:new_scenario')}?{urlencode(typed_of(record))}"
        found = [*file_buttons(record), Button(_("Change and solve again"), again, KIND, icon="copy")]
        if record.started_by != self.actor.id:
            return found
        if record.job.is_open:
            words = pgettext_lazy("simulation", "Cancel it")
            return [Button(words, "desk:cancel_job", "desk.use", (record.job_id,), danger=True)]
        words = _("Stop sharing") if record.shared else _("Share it")
        target = "planning:unshare_scenario" if record.shared else "planning:share_scenario"
        return [Button(words, target, KIND, (record.pk,), post=True, icon="share"), *found]


def facts_of_lists(record: Scenario) -> list[Fact]:
    """Return the uploaded lists that were asked of."""
    given = [(_("Uploaded demand"), record.demand_list), (_("Uploaded sites"), record.site_list)]
    return [Fact(label, one.name, url=one.get_absolute_url()) for label, one in given if one is not None]


def file_buttons(record: Scenario) -> list[Button]:
    """Take the plan along, or set it beside others, once there is one."""
    if not record.result.get("sites"):
        return []
    compare = f"{reverse('planning:compare_scenarios')}?{urlencode({'scenario': record.pk})}"
    return [
        Button(
            _("Make a build plan"),
            "planning:new_build_plan",
            "planning.manage",
            (record.pk,),
            primary=True,
            icon="flag",
        ),
        Button(_("Compare"), compare, VIEW, icon="columns"),
        Button(_("Brief (PDF)"), "planning:scenario_brief", VIEW, (record.pk,), icon="file-text"),
        Button("XLSX", "planning:scenario_xlsx", VIEW, (record.pk,), icon="download"),
        Button("GeoJSON", "planning:scenario_geojson", VIEW, (record.pk,), icon="download"),
    ]


def facts_of_conditions(record: Scenario) -> list[Fact]:
    """Return the further conditions that were set."""
    names = {one.key: one.name for one in Points.read(record.points).rows}
    given = [
        (_("Stations that stay"), ", ".join(record.kept)),
        (_("Stations that close"), ", ".join(record.closed)),
        (_("Forbidden cities"), ", ".join(names.get(one, one) for one in record.forbidden)),
        (_("Wanted cities"), ", ".join(names.get(one, one) for one in record.wanted)),
        (_("Least distance between stations (km)"), record.min_distance_km),
        (_("Brands"), typed_of(record).get("brands", "").replace("\n", ", ")),
        (_("Capacity of a station"), record.capacity),
        (_("Capacities by level"), typed_of(record).get("capacities", "").replace("\n", ", ")),
        (_("Level of new stations"), record.new_level if record.capacities else ""),
        (_("Cost of a new station (¥)"), typed_of(record).get("site_cost_minor")),
        (_("Budget (¥)"), typed_of(record).get("budget_minor")),
        (_("Costs by province (¥)"), typed_of(record).get("costs", "").replace("\n", ", ")),
        (_("Quotas by regional office"), typed_of(record).get("quotas", "").replace("\n", ", ")),
        (_("Factors by province"), typed_of(record).get("factors", "").replace("\n", ", ")),
    ]
    return [Fact(label, value) for label, value in given if value]


class ShareScenario(ActPage):
    """Show it to other planners."""

    action = KIND
    title = _("Share it")
    success = _("Whoever plans at head office sees it now.")
    shared = True

    def perform(self, reason: Any) -> str:
        """Share it."""
        return share_scenario(self.kwargs["pk"], shared=self.shared, acting_user=self.actor).get_absolute_url()


class UnshareScenario(ShareScenario):
    """Take it back."""

    action = KIND
    title = _("Stop sharing")
    success = _("Only you see it now.")
    shared = False
