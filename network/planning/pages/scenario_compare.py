"""Scenarios side by side, and an answer as a file."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.errors import NotYours, WrongState
from common.files.answers import bytes_answer
from common.pages import Crumb, Page
from common.pages.exports import TYPES
from network.planning.models import Scenario
from network.planning.scenarios.choices import ScenarioError
from network.planning.scenarios.comparing import distance_chart, figure_lines, office_lines
from network.planning.scenarios.files import brief_of, geojson_of, workbook_of
from network.planning.scenarios.selectors import scenarios_for
from network.planning.scenarios.showing import Shown

VIEW = "planning.view"
MOST = 4
OFFERED = 50


class CompareScenarios(Page):
    """Up to four scenarios that have a plan, beside each other."""

    action = VIEW
    title = _("Compare scenarios")
    template_name = "planning/compare.html"
    lit = "planning:scenarios"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Scenarios"), reverse("planning:scenarios"))]

    @cached_property
    def chosen(self) -> list[Shown]:
        """Return the scenarios that were asked for, in that order; one out of sight is as if it were not there."""
        keys = [_key(text) for text in self.request.GET.getlist("scenario")][:MOST]
        found = [Shown(scenarios_for(self.actor).get_or_404(key)) for key in dict.fromkeys(keys)]
        return [one for one in found if one.has_plan]

    def context(self) -> dict[str, Any]:
        """Return the tables once two are chosen, and what may be chosen."""
        chosen = self.chosen
        offered = scenarios_for(self.actor).filter(result__has_key="sites").defer("points", "result")[:OFFERED]
        shown = {"offered": offered, "picked": {one.scenario.pk for one in chosen}, "most": MOST, "chosen": chosen}
        if len(chosen) < 2:
            return shown
        return shown | {
            "lines": figure_lines(chosen),
            "offices": office_lines(chosen),
            "chart": distance_chart(chosen),
            "maps": [(number, one) for number, one in enumerate(chosen)],
        }


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotYours from error


class ScenarioXlsx(Page):
    """The answer as a workbook."""

    action = VIEW
    title = _("Export")
    kind, content_type = "xlsx", TYPES["xlsx"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the file."""
        scenario: Scenario = scenarios_for(self.actor).get_or_404(self.kwargs["pk"])
        shown = Shown(scenario)
        if not shown.has_plan:
            raise WrongState(_("There is no plan in this scenario."), code=ScenarioError.NOT_FINISHED)
        return bytes_answer(self.content(shown), f"{scenario.public_id}.{self.kind}", self.content_type)

    def content(self, shown: Shown) -> bytes:
        """Return the file's bytes."""
        return workbook_of(shown)


class ScenarioGeojson(ScenarioXlsx):
    """The answer for a geographic information system."""

    action = VIEW
    kind, content_type = "geojson", "application/geo+json"

    def content(self, shown: Shown) -> bytes:
        """Return the file's bytes."""
        return geojson_of(shown)


class ScenarioBrief(ScenarioXlsx):
    """The brief on paper."""

    action = VIEW
    kind, content_type = "pdf", "application/pdf"

    def content(self, shown: Shown) -> bytes:
        """Return the file's bytes."""
        return brief_of(shown)
