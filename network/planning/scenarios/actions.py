"""Asking a scenario, and sharing it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import Invalid, NotAllowed
from common.history.record import record
from common.ids import new_id
from common.jobs.actions import start_job
from common.scope import for_office
from network.planning.building.cases import Case, ports
from network.planning.demands import UPLOADED, source_of
from network.planning.models import City, PlaceList, Scenario, UploadedPlace
from network.planning.provinces import BY_GB
from network.planning.scenarios.asking import asked_of, bounds_of
from network.planning.scenarios.choices import COUNTED, NEAREST_SITES, USUAL_LEVEL, Existing, Measure, Question
from network.planning.scenarios.conditions import check_brands, check_conditions, check_measure, check_wishes
from network.planning.scenarios.points import Points
from network.planning.scenarios.selectors import points_now, scenarios_for
from network.planning.selectors import city_named, radius_km
from network.planning.travel.policies import Policy, policy_on
from network.planning.uploads.selectors import open_lists_for

KIND = "planning.solve"
MOST_SECONDS = 120


@transaction.atomic
def ask_scenario(
    *,
    title: str,
    question: str,
    acting_user: Actor,
    demand: str = "vehicles",
    demand_list: UUID | None = None,
    site_list: UUID | None = None,
    count: int | None = None,
    radius: int | None = None,
    drive_min: int | None = None,
    measure: str = Measure.STRAIGHT,
    nearest_sites: int = NEAREST_SITES,
    leads: bool = False,
    existing: str = Existing.STAY,
    brands: Mapping[str, float] | None = None,
    factors: Mapping[str, float] | None = None,
    kept: Sequence[str] = (),
    closed: Sequence[str] = (),
    forbidden: Sequence[str] = (),
    wanted: Sequence[str] = (),
    min_distance_km: int | None = None,
    quotas: Mapping[str, Sequence[int]] | None = None,
    capacity: int | None = None,
    capacities: Mapping[str, int] | None = None,
    new_level: str = USUAL_LEVEL,
    site_cost_minor: int | None = None,
    costs: Mapping[str, int] | None = None,
    budget_minor: int | None = None,
    time_limit_s: int = 20,
) -> Scenario:
    """Queue a scenario; demand and stations are taken down as they are now. Raises Invalid for what can't be asked, WrongState while another
    one of this person runs. `radius` is in km, by default the rescue radius in force; `drive_min` takes its place. Cities go by name, and so do
    the places of an uploaded list of sites, which takes the cities' place; `demand_list` is uploaded demand. With `leads` the candidates under way
    that this person sees may become sites, too. `brands` have a factor each; `capacities` go by level. Measured on roads, the radius is one on
    roads, and a routing server is asked for `nearest_sites` of each place."""
    acting_user.require(KIND)
    travel = policy_on(now())
    sites = _list(site_list, "site_list", acting_user)
    scenario = Scenario(
        id=new_id(),
        title=title.strip(),
        question=question,
        demand=UPLOADED if demand_list else demand,
        demand_list=_list(demand_list, "demand_list", acting_user),
        site_list=sites,
        brands=dict(brands or {}),
        factors=dict(factors or {}),
        count=count,
        radius_km=_reach_km(travel, measure, drive_min) if drive_min else radius or radius_km(),
        travel_rules=travel.label if drive_min or measure == Measure.ROADS else "",
        drive_min=drive_min,
        measure=measure,
        nearest_sites=nearest_sites,
        roads=_roads(travel, by_time=drive_min is not None) if measure == Measure.ROADS else {},
        existing=existing,
        kept=_codes(kept),
        closed=_codes(closed),
        forbidden=_named(forbidden, "forbidden", sites),
        wanted=_named(wanted, "wanted", sites),
        min_distance_km=min_distance_km,
        quotas={region: list(ends) for region, ends in (quotas or {}).items()},
        capacity=capacity,
        capacities=dict(capacities or {}),
        new_level=new_level,
        site_cost_minor=site_cost_minor,
        costs=dict(costs or {}),
        budget_minor=budget_minor,
        time_limit_s=time_limit_s,
        started_by=acting_user.id,
        started_by_name=acting_user.name,
    )
    points = _points(scenario, _under_way(acting_user) if leads else ())
    _check(scenario, points)
    scenario.points = points.written()
    params = {"scenario": str(scenario.pk)}
    scenario.job = start_job(KIND, params, acting_user=acting_user, subject=scenario.title, key=str(acting_user.id))
    scenario.save(force_insert=True)
    after = {"question": scenario.question, "demand": scenario.demand, "count": scenario.count}
    record(scenario, "scenario.asked", acting_user, after=after)
    return scenario


@transaction.atomic
def share_scenario(scenario_id: UUID, *, shared: bool, acting_user: Actor) -> Scenario:
    """Show a scenario to all planners at head office, or take it back. Raises NotAllowed for somebody else's."""
    acting_user.require(KIND)
    scenario: Scenario = scenarios_for(acting_user).locked().get_or_404(scenario_id)
    if scenario.started_by != acting_user.id:
        raise NotAllowed(_("Only who asked it shares it."))
    scenario.change(shared=shared)
    record(scenario, "scenario.shared" if shared else "scenario.unshared", acting_user, after={"shared": shared})
    return scenario


def _roads(travel: Policy, *, by_time: bool) -> dict[str, Any]:
    """Return what is kept of the travel figures: the country's detour, and where regions have their own."""
    own = {"stretches": travel.stretches(by_time=by_time), "paces": travel.paces(by_time=by_time)}
    return {"detour": travel.detour} | {name: values for name, values in own.items() if values}


def _reach_km(travel: Policy, measure: str, minutes: int) -> int:
    return travel.road_km(minutes) if measure == Measure.ROADS else travel.reach_km(minutes)


def _under_way(actor: Actor) -> list[Case]:
    return [one for one in ports.in_sight(actor) if one.is_under_way]


def _points(scenario: Scenario, leads: Sequence[Case]) -> Points:
    source = source_of(scenario.demand)
    if source is None:
        raise Invalid(_("Choose where demand comes from."), field="demand")
    if source.code == UPLOADED and not scenario.demand_list_id:
        raise Invalid(_("Choose the list that brings the demand."), field="demand_list")
    wrong = [code for code, factor in scenario.factors.items() if code not in BY_GB or not 0 <= factor <= 1000]
    if wrong:
        raise Invalid(_("A factor belongs to a province and lies between 0 and 1,000."), field="factors")
    check_brands(scenario, source)
    lists = scenario.demand_list_id, scenario.site_list_id
    with for_office():
        points = points_now(source, scenario.factors, *lists, brands=scenario.brands, leads=leads)
    if not len(points.clients):
        raise Invalid(_("There is no demand of this kind yet. Choose another source."), field="demand")
    return points


def _check(scenario: Scenario, points: Points) -> None:
    if not scenario.title:
        raise Invalid(_("Give it a name by which you will find it again."), field="title")
    if not 1 <= scenario.radius_km <= 5000:
        raise Invalid(_("Choose a radius between 1 and 5,000 km."), field="radius")
    if not 1 <= scenario.time_limit_s <= MOST_SECONDS:
        raise Invalid(_("Choose a limit between 1 and 120 seconds."), field="time_limit_s")
    check_measure(scenario, len(points.rows))
    check_conditions(scenario)
    codes = {points.rows[one].key for one in points.stations}
    for field in ("kept", "closed"):
        unknown = sorted(set(getattr(scenario, field)) - codes)
        if unknown:
            raise Invalid(_("No station serves under this code: %(code)s") % {"code": unknown[0]}, field=field)
    check_wishes(scenario, {one.key: one.name for one in points.rows})
    _check_count(scenario, points)


def _check_count(scenario: Scenario, points: Points) -> None:
    question = Question(scenario.question)
    if question == Question.LOSE and not scenario.closed:
        raise Invalid(_("Say which stations close."), field="closed")
    if question not in COUNTED:
        return
    if not scenario.count:
        raise Invalid(_("Say how many stations."), field="count")
    asked = asked_of(scenario, points)
    bounds = bounds_of(asked)
    if not bounds["least"] <= (asked.count or 0) <= bounds["most"]:
        if question == Question.CLOSE:
            most = len(points.stations) - bounds["least"]
            raise Invalid(_("At most %(most)d stations can close.") % {"most": most}, field="count")
        raise Invalid(
            _("With the stations that stay, choose between %(least)d and %(most)d stations.") % bounds, field="count"
        )


def _codes(given: Sequence[str]) -> list[str]:
    return sorted({code.strip().upper() for code in given if code.strip()})


def _named(names: Sequence[str], field: str, sites: PlaceList | None) -> list[str]:
    found = {name.strip(): _found(name.strip(), sites) for name in names if name.strip()}
    unknown = next((name for name, place in found.items() if place is None), None)
    if unknown is not None:
        words = (
            _("The list has no site of this name: %(name)s") if sites else _("There is no city of this name: %(name)s")
        )
        raise Invalid(words % {"name": unknown}, field=field)
    return sorted(place.public_id for place in found.values() if place is not None)


def _found(name: str, sites: PlaceList | None) -> City | UploadedPlace | None:
    if sites is None:
        return city_named(name)
    return UploadedPlace.objects.filter(list=sites, name=name, is_site=True).first()


def _list(key: UUID | None, field: str, actor: Actor) -> PlaceList | None:
    if key is None:
        return None
    found: PlaceList | None = open_lists_for(actor).filter(pk=key).first()
    if found is None:
        raise Invalid(_("There is no such list, or it was put away."), field=field)
    return found
