"""What a day was like, in figures. The same functions measure a simulated and a recorded day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

import numpy as np

from network.dispatch.simulator.world import DAY_S, HOUR_S, ROADS, CrewDay, CrewPlan, Outcome, Story, Targets

Figures = dict[str, float | None]
LEGS = {"answer": "answered_s", "offer": "offered_s", "accept": "accepted_s", "arrival": "arrived_s"}
PERCENTILES = (50, 90, 99)
HOURS = DAY_S // HOUR_S


def measure(outcome: Outcome, targets: Targets, agents: Sequence[int]) -> Figures:
    """Return the figures of a simulated day; None where a day has nothing to measure."""
    figures = of_stories(outcome.stories, targets)
    driven_m = sum(one.driven_m for one in outcome.crews)
    served = figures["served"] or 0.0
    asked = [one for one in outcome.stories if one.offers]
    figures["withdrawn_per_case"] = _mean([one.withdrawn for one in asked])
    figures["planned_share"] = _share(sum(one.planned for one in outcome.stories), len(outcome.stories))
    figures["kilometres"] = driven_m / 1000
    figures["kilometres_per_served"] = driven_m / 1000 / served if served else None
    figures["fairness_gini"] = fairness({one.plan: len(one.spans) for one in outcome.crews})
    figures["coverage_left"] = _mean([share for _moment, share in outcome.coverage])
    figures["crews_busy_share"] = _busy_share(outcome.crews)
    figures["agents_busy_share"] = outcome.talk_s / (sum(agents) * HOUR_S) if sum(agents) else None
    return figures


def of_stories(stories: Sequence[Story], targets: Targets) -> Figures:
    """Return what the calls alone tell. Shares within a limit count every call of the class, served or not."""
    figures: Figures = {"calls": float(len(stories))}
    for status in ("served", "unserved", "open"):
        figures[status] = float(sum(one.status == status for one in stories))
    for leg, name in LEGS.items():
        waits = waits_of(stories, name)
        for percentile in PERCENTILES:
            figures[f"{leg}_p{percentile}_s"] = float(np.percentile(waits, percentile)) if waits else None
    answers = waits_of(stories, "answered_s")
    figures["answered_within"] = _share(sum(one <= targets.answer_s for one in answers), len(stories))
    for road in ROADS:
        figures[f"within_{road}"] = within([one for one in stories if one.call.road == road], targets)
    figures["within"] = within(stories, targets)
    offered = [one.offers for one in stories if one.offers]
    figures["offers_per_case"] = _mean(offered)
    return figures


def waits_of(stories: Sequence[Story], name: str) -> list[float]:
    """Return the seconds from the call to a moment, of those who came so far."""
    moments = ((getattr(one, name), one.call.at_s) for one in stories)
    return [moment - at_s for moment, at_s in moments if moment is not None]


def within(stories: Sequence[Story], targets: Targets) -> float | None:
    """Return the share of calls whose crew arrived within the limit of the road's class."""
    good = sum(
        one.arrived_s is not None and one.arrived_s - one.call.at_s <= targets.arrival_s[one.call.road]
        for one in stories
    )
    return _share(good, len(stories))


def fairness(jobs: Mapping[CrewPlan, int]) -> float | None:
    """Return the Gini coefficient of jobs per hour on duty between the crews of a region, averaged over regions by their crews.

    0 is equal work for all, 1 all work for one. Regions without a job or with a single crew say nothing.
    """
    regions: dict[str, list[float]] = defaultdict(list)
    for plan, count in jobs.items():
        regions[plan.base.region].append(count / plan.duty_hours)
    told = [(gini(rates), len(rates)) for rates in regions.values() if len(rates) > 1 and any(rates)]
    crews = sum(count for _value, count in told)
    return sum(value * count for value, count in told) / crews if crews else None


def gini(values: Sequence[float]) -> float:
    """Return the Gini coefficient of numbers that are not all zero."""
    ordered, count = sorted(values), len(values)
    weighted = sum(place * value for place, value in enumerate(ordered, start=1))
    return 2 * weighted / (count * sum(ordered)) - (count + 1) / count


def by_hour(outcome: Outcome) -> dict[str, list[float | None]]:
    """Return the day's course: per hour of the call its calls and median arrival, and the coverage left."""
    arrivals: list[list[float]] = [[] for _hour in range(HOURS)]
    shares: list[list[float]] = [[] for _hour in range(HOURS)]
    calls = [0.0] * HOURS
    for one in outcome.stories:
        hour = int(one.call.at_s % DAY_S // HOUR_S)
        calls[hour] += 1
        if one.arrived_s is not None:
            arrivals[hour].append(one.arrived_s - one.call.at_s)
    for moment, share in outcome.coverage:
        shares[int(moment % DAY_S // HOUR_S)].append(share)
    medians = [float(np.median(waits)) if waits else None for waits in arrivals]
    return {"calls": list(calls), "arrival_p50_s": medians, "coverage_left": [_mean(one) for one in shares]}


def jobs_by_station(outcome: Outcome) -> dict[str, float]:
    """Return how many calls each station served."""
    served: dict[UUID, int] = defaultdict(int)
    for story in outcome.stories:
        if story.crew is not None:
            served[story.crew] += 1
    found: dict[str, float] = defaultdict(float)
    for crew in outcome.crews:
        found[crew.plan.base.code] += served[crew.plan.key]
    return dict(found)


def _busy_share(crews: Sequence[CrewDay]) -> float | None:
    duty_h = sum(one.plan.duty_hours for one in crews)
    busy_s = sum(until_s - from_s for one in crews for from_s, until_s in one.spans)
    return busy_s / HOUR_S / duty_h if duty_h else None


def _mean(values: Sequence[float]) -> float | None:
    return float(sum(values) / len(values)) if values else None


def _share(good: int, of: int) -> float | None:
    return good / of if of else None
