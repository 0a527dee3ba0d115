"""Simulations at head office: the list, asking for one, its result with charts, and the result as a file."""

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.policy.choices import PolicyStatus
from common.errors import WrongState
from common.files.answers import bytes_answer
from common.pages import (
    Button,
    Column,
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
)
from common.pages.exports import TYPES
from common.pages.moments import DayField
from common.pages.parts import address
from common.text import Text
from network.dispatch.selectors import policies_for
from network.dispatch.simulator.actions import MOST_CALLS, MOST_SEEDS, start_simulation
from network.dispatch.simulator.filters import SimulationFilter
from network.dispatch.simulator.models import Simulation
from network.dispatch.simulator.selectors import simulations_for
from network.dispatch.simulator.showing import charts_of, rows_of, workbook_of

VIEW = "dispatch.simulations"


class SimulationTable(RecordTable):
    """The simulations, newest first."""

    title = NumberColumn()
    status = Column(accessor="job__get_status_display", verbose_name=_("Status"), orderable=False)
    day = Column(accessor="day_label", verbose_name=_("Day"), orderable=False)
    created_at = MomentColumn(verbose_name=_("Started"))

    class Meta(RecordTable.Meta):
        model = Simulation
        fields = ("title", "status", "day", "calls_per_day", "seeds", "policy_label", "started_by_name", "created_at")


class SimulationList(ListPage):
    """All simulations."""

    action = VIEW
    title = _("Dispatch simulations")
    table_class = SimulationTable
    filterset_class = SimulationFilter
    empty = _("No simulation yet. Start one to see what another policy, fewer stations or other shifts would change.")
    create = Button(
        _("Simulate a day"), "dispatch:new_simulation", "dispatch.simulate", primary=True, icon="player-play"
    )

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate."""
        return simulations_for(self.actor)


class SimulationForm(forms.Form):
    """Which day, and what is changed."""

    title = forms.CharField(label=_("Name"), max_length=120)
    day = DayField(
        label=_("Recorded day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Leave empty for a synthetic day around the cities that today's stations reach."),
    )
    calls_per_day = forms.IntegerField(label=_("Calls a day"), min_value=1, max_value=MOST_CALLS, initial=300)
    seeds = forms.IntegerField(
        label=_("Seeds"),
        min_value=1,
        max_value=MOST_SEEDS,
        initial=10,
        help_text=_("How often the day is played. More seeds make the intervals narrower."),
    )
    policy = forms.ChoiceField(label=_("Dispatch policy"), required=False)
    closed = forms.CharField(
        label=_("Stations closed"),
        required=False,
        max_length=2_000,
        help_text=_("Station codes with spaces between. Leave empty to keep all."),
    )
    crew_plan = forms.CharField(
        label=_("Crew plan"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=_(
            "CSV with the columns station, crew, from, to. These crews instead of today's; leave empty to keep those."
        ),
    )
    agents = forms.IntegerField(
        label=_("Agents at the hotline"),
        required=False,
        min_value=1,
        max_value=500,
        help_text=_("In every hour. Leave empty for as many as the calls need."),
    )

    def __init__(self, *args: Any, versions: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["policy"].choices = [("", _("As it is in force")), *versions]  # type: ignore[attr-defined]


class NewSimulation(FormPage):
    """Ask for one."""

    action = "dispatch.simulate"
    title = _("Simulate a day")
    form_class = SimulationForm
    narrow = True
    submit_label = _("Start the simulation")
    success = _("The simulation is queued.")
    explain = _(
        "A day of calls is played with the engine's own ranking, as it is today and with your change; both have the same calls, answers"
        " and roads. Nothing is changed."
    )
    lit = "dispatch:simulations"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Dispatch simulations"), address("dispatch:simulations"))]

    def form_arguments(self) -> dict[str, Any]:
        """Offer the versions."""
        rows = policies_for(self.actor).exclude(status=PolicyStatus.WITHDRAWN)[:100]
        return {"versions": [(str(row.pk), f"{row.label} · {row.get_status_display()}") for row in rows]}

    def perform(self, form: Any) -> str:
        """Queue it, and show its progress."""
        given = dict(form.cleaned_data)
        codes = given.pop("closed").replace(",", " ").split()
        simulation = start_simulation(
            policy_id=given.pop("policy") or None, closed=codes, acting_user=self.actor, **given
        )
        return simulation.get_absolute_url()


class SimulationDetail(DetailPage):
    """The result of one; while it runs, its progress."""

    action = VIEW
    template_name = "dispatch/simulation.html"
    status_field = ""
    lit = "dispatch:simulations"

    def record(self) -> Simulation:
        """Return it through the gate."""
        found: Simulation = simulations_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the list."""
        return [Crumb(_("Dispatch simulations"), address("dispatch:simulations"))]

    def subtitle_for(self, record: Simulation) -> Text:
        """Say which day."""
        return record.day_label

    def facts(self, record: Simulation) -> list[Fact]:
        """Return what was asked."""
        url = address("dispatch:rules_version", [record.policy_id]) if record.policy_id else ""
        return [
            Fact(_("Dispatch policy"), record.policy_label or _("As it is in force"), url=url),
            Fact(_("Calls a day"), f"{record.calls_per_day:,}" if record.day is None else ""),
            Fact(_("Seeds"), str(record.seeds)),
            Fact(_("Stations closed"), ", ".join(record.closed)),
            Fact(_("Crew plan"), record.crew_plan, wide=True),
            Fact(_("Agents at the hotline"), str(record.agents or "")),
            Fact(_("Started by"), record.started_by_name),
            Fact(_("Finished"), record.finished_at),
        ]

    def sections(self, record: Simulation) -> list[Section]:
        """Return charts and figures once there are any."""
        if not record.result:
            return []
        charts = Section(_("Charts"), "dispatch/simulation_charts.html", {"charts": charts_of(record.result)})
        shown = {
            "rows": rows_of(record.result),
            "compared": bool(record.result["comparisons"]),
            "recorded": bool(record.result.get("recorded")),
        }
        return [charts, Section(_("Figures with their intervals"), "dispatch/simulation_figures.html", shown)]

    def buttons(self, record: Simulation) -> list[Button]:
        """Take the result along, or call it off while it runs."""
        if record.result:
            return [
                Button("XLSX", "dispatch:simulation_xlsx", VIEW, (record.pk,), icon="download"),
                Button("JSON", "dispatch:simulation_json", VIEW, (record.pk,), icon="download"),
            ]
        if record.job.is_open and record.started_by == self.actor.id:
            words = pgettext_lazy("simulation", "Cancel it")
            return [Button(words, "desk:cancel_job", "desk.use", (record.job_id,), danger=True)]
        return []


class SimulationXlsx(Page):
    """The result as a workbook."""

    action = VIEW
    title = _("Export")
    kind = "xlsx"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the file."""
        simulation: Simulation = simulations_for(self.actor).get_or_404(self.kwargs["pk"])
        if not simulation.result:
            raise WrongState(_("The simulation has not finished yet."))
        return bytes_answer(self.content(simulation), f"{simulation.public_id}.{self.kind}", TYPES[self.kind])

    def content(self, simulation: Simulation) -> bytes:
        """Return the file's bytes."""
        return workbook_of(simulation.result)


class SimulationJson(SimulationXlsx):
    """The result as it is."""

    action = VIEW
    kind = "json"

    def content(self, simulation: Simulation) -> bytes:
        """Return the file's bytes."""
        return json.dumps(simulation.result, ensure_ascii=False, indent=1).encode()
