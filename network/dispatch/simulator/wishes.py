"""From what somebody wants to know to a study that can be run: the base as it is, and the variant that changes something."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from numbers import Real
from typing import Any

from billing.policy.rulebook.values import names_of
from common.clock import now
from network.dispatch.choices import LadderStep
from network.dispatch.geo import great_circle_m
from network.dispatch.policies import EXAMPLE, Policy, policy_of, policy_on
from network.dispatch.simulator.geography import country
from network.dispatch.simulator.plan_file import read_crew_plan, without_stations
from network.dispatch.simulator.problems import BadInput, Problem
from network.dispatch.simulator.reading import Recorded, bases_now, crews_now, network_now, recorded
from network.dispatch.simulator.study import Study
from network.dispatch.simulator.synthetic import Country, demand_of, synthetic_network
from network.dispatch.simulator.world import Base, Behaviour, CrewPlan, Demand, Network, Rules, Rung, Variant

BASE, CHANGED = "base", "changed"
MOST_SEEDS, MOST_CALLS = 100, 20_000
NUMBERS = frozenset(
    one.name for one in fields(Policy) if isinstance(one.default, Real) and not isinstance(one.default, bool)
)
SWITCHES = frozenset(one.name for one in fields(Policy) if isinstance(one.default, bool))
MOST_ASKED = 5
NOT_BELOW_ZERO = frozenset(
    {"stale_penalty_m", "load_penalty_m", "night_from", "night_to", "automatic_from", "automatic_to", "automatic_max_m"}
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be simulated. Without `day` the day is synthetic; the policies are values as a `DispatchPolicy` holds them.

    `own_network` is false for a network in the largest cities instead of today's; then nothing is read from the database.
    """

    day: date | None = None
    calls_per_day: int = 1_000
    seeds: int = 10
    own_network: bool = True
    policy: Mapping[str, Any] | None = None
    policy_label: str = "changed"
    against: Mapping[str, Any] | None = None
    against_label: str = "against"
    closed: Sequence[str] = ()
    crew_plan: str = ""
    agents: int | None = None

    @property
    def changes(self) -> bool:
        """Whether there is anything to compare."""
        return self.policy is not None or self.against is not None or bool(self.closed) or bool(self.crew_plan.strip())


@dataclass(frozen=True, slots=True)
class Picture:
    """What a wish is built on."""

    bases: Mapping[str, Base]
    network: Network
    rules: Rules
    recorded: Recorded | None = None
    country: Country | None = None
    demand: Sequence[Demand] = field(default=())


def build(wish: Wish) -> tuple[Study, Recorded | None]:
    """Return the study and the recorded day, if it is one. Raises BadInput."""
    _check_sizes(wish)
    picture = _picture(wish)
    if not picture.network.crews:
        raise BadInput(Problem.NO_CREW)
    rules = rules_of(wish.against, wish.against_label) if wish.against is not None else picture.rules
    variants = [Variant(BASE, rules, picture.network)]
    if wish.changes:
        changed = rules_of(wish.policy, wish.policy_label) if wish.policy is not None else picture.rules
        variants.append(Variant(CHANGED, changed, replace(picture.network, crews=_crews(wish, picture))))
    seeds = tuple(range(1, wish.seeds + 1))
    if picture.recorded is not None:
        calls = picture.recorded.calls
        return Study(variants, lambda _chances: calls, picture.demand, seeds), picture.recorded
    where = picture.country or country()
    return Study(variants, lambda chances: where.calls(wish.calls_per_day, chances), picture.demand, seeds), None


def rules_of(values: Mapping[str, Any], label: str) -> Rules:
    """Return the rules of a policy that is given as values. Raises BadInput."""
    for name in sorted(NUMBERS & values.keys()):
        value = values[name]
        number = isinstance(value, Real) and not isinstance(value, bool)
        if not number or value < 0 or (value == 0 and name not in NOT_BELOW_ZERO):
            raise BadInput(Problem.POLICY_VALUE, name=name, value=value)
    for name in sorted(SWITCHES & values.keys()):
        if not isinstance(values[name], bool):
            raise BadInput(Problem.POLICY_SWITCH, name=name, value=values[name])
    parallel = values.get("parallel", 1)
    if not isinstance(parallel, int) or parallel > MOST_ASKED:
        raise BadInput(Problem.POLICY_PARALLEL, value=parallel)
    unknown = sorted(values.keys() - names_of(Policy))
    if unknown:
        raise BadInput(Problem.POLICY_NAME, names=", ".join(unknown))
    try:
        return rules_in(policy_of(label, dict(values)))
    except (ValueError, TypeError) as error:
        raise BadInput(Problem.POLICY, why=error) from error


def rules_in(policy: Policy) -> Rules:
    """Return what the simulation takes from a policy: the ladder becomes a rung for each of its levels."""
    rungs = []
    for level in range(len(policy.ladder) + 1):
        steps = policy.steps_up_to(level)
        home_only = policy.home_region_only and LadderStep.NEIGHBOURS not in steps
        rungs.append(Rung(policy.weights_after(steps), policy.escalate_s(level), home_only))
    limits = policy.automatic_limits
    return Rules(
        policy.label,
        policy.automatic,
        policy.offer_s,
        policy.answer_s,
        tuple(rungs),
        limits,
        policy.parallel,
        policy.mass,
    )


def _check_sizes(wish: Wish) -> None:
    if not 1 <= wish.seeds <= MOST_SEEDS:
        raise BadInput(Problem.SEEDS)
    if wish.day is None and not 1 <= wish.calls_per_day <= MOST_CALLS:
        raise BadInput(Problem.CALLS)


def _picture(wish: Wish) -> Picture:
    picture = _of_today(wish) if wish.own_network else _of_nothing(wish)
    if wish.agents is not None:
        return replace(picture, network=replace(picture.network, agents=[wish.agents] * 24))
    return picture


def _of_nothing(wish: Wish) -> Picture:
    """Everything synthetic: no query."""
    where = country()
    network = synthetic_network(where.cities, wish.calls_per_day, Behaviour().handle_s)
    return Picture(network.bases, network, rules_in(EXAMPLE), None, where, demand_of(where.cities))


def _of_today(wish: Wish) -> Picture:
    moment = now()
    rules, bases = rules_in(policy_on(moment)), bases_now()
    if wish.day is not None:
        past = recorded(wish.day)
        if not past.stories:
            raise BadInput(Problem.NO_CALLS, day=wish.day)
        demand = [Demand(one.lat, one.lon) for one in past.calls]
        return Picture(bases, Network(crews_now(moment), past.agents), rules, past, None, demand)
    network = network_now(moment, wish.calls_per_day)
    where = within_reach(country(), network.bases.values(), rules)
    return Picture(bases, network, rules, None, where, demand_of(where.cities))


def within_reach(whole: Country, bases: Any, rules: Rules) -> Country:
    """Return the cities that a station of today's network reaches: where the manufacturer promises help. All, when it reaches none."""
    weights, stations = rules.rung(0).weights, list(bases)
    reach_m = weights.max_distance_m / weights.detour
    near = [
        city
        for city in whole.cities
        if any(great_circle_m(city.lat, city.lon, one.lat, one.lon) <= reach_m for one in stations)
    ]
    return Country(near) if near else whole


def _crews(wish: Wish, picture: Picture) -> list[CrewPlan]:
    crews: Sequence[CrewPlan] = picture.network.crews
    if wish.crew_plan.strip():
        crews = read_crew_plan(wish.crew_plan, picture.bases, crews)
    left = without_stations(crews, wish.closed, picture.bases)
    if not left:
        raise BadInput(Problem.NO_CREW)
    return left
