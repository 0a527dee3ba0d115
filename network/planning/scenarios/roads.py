"""Roads of a scenario: which pairs are asked for, what is kept of the answer, and what is said about it."""

from collections.abc import Sequence

import numpy as np
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from common.text import Text
from network.planning.models import Scenario
from network.planning.routing.gathering import Gathered, gathered, wanted_pairs
from network.planning.routing.port import Router
from network.planning.scenarios.asking import asked_of
from network.planning.scenarios.choices import Measure, RoadEnding
from network.planning.scenarios.points import Points, Roads
from network.planning.solver import Clock
from tenants.registry.choices import Region


def is_on_roads(scenario: Scenario) -> bool:
    """Whether it measures on roads."""
    return scenario.measure == Measure.ROADS


def is_unrouted(scenario: Scenario) -> bool:
    """Whether a routing server has still to be asked."""
    return is_on_roads(scenario) and "ending" not in scenario.roads


def points_of(scenario: Scenario) -> Points:
    """Return its places with the distances by which it measures."""
    return Points.read(scenario.points, _roads(scenario) if is_on_roads(scenario) else None)


def _roads(scenario: Scenario) -> Roads:
    kept = scenario.roads
    return Roads(kept["detour"], scenario.road_pairs, kept.get("stretches", {}), kept.get("paces", {}))


def roads_of(scenario: Scenario, router: Router | None, clock: Clock) -> Gathered:
    """Ask for the nearest sites of each place with demand: those that may be one, and today's stations. Touches no database."""
    points = Points.read(scenario.points)
    asked = asked_of(scenario, points)
    is_site = asked.fate >= 0
    is_site[points.stations] = True
    wanted = wanted_pairs(points.ground, points.clients, np.nonzero(is_site)[0], scenario.nearest_sites)
    return gathered(router, points.positions, wanted, points.ground, clock)


def keep_roads(scenario: Scenario, found: Gathered) -> None:
    """Keep them with what the scenario was asked of."""
    told = {"asked": found.asked, "answered": len(found.pairs), "ending": str(found.ending)}
    scenario.change(roads=scenario.roads | told, road_pairs=found.pairs)


def measure_words(scenario: Scenario) -> str:
    """Say by what it measures, and how much of it a routing server has measured."""
    label = str(scenario.get_measure_display())
    if "ending" not in scenario.roads:
        return label
    given = {"answered": f"{scenario.roads['answered']:,}", "asked": f"{scenario.roads['asked']:,}"}
    words = now_("routed pairs %(answered)s of %(asked)s, the rest by detour") % given
    return f"{label}: {words}"


def measure_hint(scenario: Scenario) -> str:
    """Say how asking went, and what the detour is."""
    if not is_on_roads(scenario):
        return ""
    given = {"detour": f"{scenario.roads['detour']:.2f}", "rules": scenario.travel_rules}
    words = now_("The detour is %(detour)s, by the travel figures %(rules)s.") % given
    if scenario.roads.get("stretches"):
        words = f"{words} {_regions_words(scenario)}"
    ending = scenario.roads.get("ending")
    return f"{RoadEnding(ending).label} {words}" if ending else words


def _regions_words(scenario: Scenario) -> str:
    """Say which regions have figures of their own."""
    own = ", ".join(f"{Region(one).label} {factor:.2f}" for one, factor in scenario.roads["stretches"].items())
    if scenario.roads.get("paces"):
        words = now_("A kilometre of slower road counts for more, so that the radius is the same minutes everywhere.")
        return f"{now_('By region, with the speed: %(own)s.') % {'own': own}} {words}"
    return now_("By region: %(own)s.") % {"own": own}


def share_words(scenarios: Sequence[Scenario]) -> Text:
    """Caption a chart of distances by what was measured."""
    measures = {one.measure for one in scenarios}
    if measures == {Measure.ROADS}:
        return _("Share of demand by distance, on roads.")
    if measures == {Measure.STRAIGHT}:
        return _("Share of demand by distance, as the crow flies.")
    return _("Share of demand by distance: some as the crow flies, some on roads.")
