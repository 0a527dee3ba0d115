"""Which conditions of a scenario make no sense, said beside their field."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from common.errors import Invalid
from network.planning.demands import Source, brands_known
from network.planning.models import Scenario
from network.planning.provinces import BY_GB
from network.planning.scenarios.choices import LEVELS, MOST_NEAREST, Measure
from tenants.registry.choices import Region

MOST_SITES, MOST_KM, MOST_MINOR = 10_000, 5_000, 10**13
MOST_CAPACITY = 2_000_000_000
MOST_ON_ROADS = 5_000  # places: the lengths of all their pairs are held in memory, 200 MB


def check_conditions(scenario: Scenario) -> None:
    """Raise Invalid for quotas, costs, a budget, a distance or a capacity that can't be."""
    for region, ends in scenario.quotas.items():
        if region not in Region.values or len(ends) != 2 or not 0 <= ends[0] <= ends[1] <= MOST_SITES:
            raise Invalid(_("A quota of an office is its least and most stations, such as 2-5."), field="quotas")
    if scenario.min_distance_km is not None and not 1 <= scenario.min_distance_km <= MOST_KM:
        raise Invalid(_("The least distance lies between 1 and 5,000 km."), field="min_distance_km")
    if scenario.capacity is not None and not 1 <= scenario.capacity <= MOST_CAPACITY:
        raise Invalid(_("A capacity lies between 1 and 2,000,000,000."), field="capacity")
    if scenario.new_level not in LEVELS:
        raise Invalid(_("A station is of level A, B or C."), field="new_level")
    if any(level not in LEVELS or not 1 <= one <= MOST_CAPACITY for level, one in scenario.capacities.items()):
        words = _("A capacity belongs to level A, B or C and lies between 1 and 2,000,000,000.")
        raise Invalid(words, field="capacities")
    _check_money(scenario)


def check_wishes(scenario: Scenario, names: Mapping[str, str]) -> None:
    """Raise Invalid for what is wanted and not wanted at once; `names` says what the reader calls each place."""
    both = sorted(set(scenario.kept) & set(scenario.closed))
    if both:
        raise Invalid(_("This station can't both stay and close: %(code)s") % {"code": both[0]}, field="closed")
    torn = sorted(set(scenario.wanted) & set(scenario.forbidden))
    if torn:
        words = _("This place can't be both wanted and forbidden: %(name)s")
        raise Invalid(words % {"name": names[torn[0]]}, field="forbidden")


def check_measure(scenario: Scenario, places: int) -> None:
    """Raise Invalid for a measure that there is not, or more places than can be measured on roads."""
    if scenario.measure not in Measure.values:
        raise Invalid(_("Measure as the crow flies or on roads."), field="measure")
    if not 1 <= scenario.nearest_sites <= MOST_NEAREST:
        raise Invalid(_("Ask for 1 to 50 sites of each place."), field="nearest_sites")
    if scenario.measure == Measure.ROADS and places > MOST_ON_ROADS:
        words = _("On roads at most %(most)s places can be measured; these are %(n)s. Measure as the crow flies.")
        raise Invalid(words % {"most": f"{MOST_ON_ROADS:,}", "n": f"{places:,}"}, field="measure")


def check_brands(scenario: Scenario, source: Source) -> None:
    """Raise Invalid for brands that nobody builds, or of which the source of demand says nothing."""
    if not scenario.brands:
        return
    if not source.knows_brands:
        raise Invalid(_("This demand is not known by brand. Choose vehicles, claims or rescues."), field="brands")
    known = brands_known()
    wrong = next((one for one in scenario.brands if one not in known), None)
    if wrong is not None:
        words = _("There is no brand of this name: %(name)s. Known are %(known)s.")
        raise Invalid(words % {"name": wrong, "known": ", ".join(known)}, field="brands")
    if any(not 0 < factor <= 1000 for factor in scenario.brands.values()):
        raise Invalid(_("The factor of a brand lies above 0, up to 1,000."), field="brands")


def _check_money(scenario: Scenario) -> None:
    amounts = {"site_cost_minor": scenario.site_cost_minor, "budget_minor": scenario.budget_minor}
    wrong = next((name for name, one in amounts.items() if one is not None and not 0 <= one <= MOST_MINOR), None)
    if wrong is not None:
        raise Invalid(_("An amount is not below zero."), field=wrong)
    if scenario.site_cost_minor is None and (scenario.costs or scenario.budget_minor is not None):
        raise Invalid(_("Say what a new station costs."), field="site_cost_minor")
    if any(code not in BY_GB or not 0 <= one <= MOST_MINOR for code, one in scenario.costs.items()):
        raise Invalid(_("A cost belongs to a province and is not below zero."), field="costs")
