"""What planners ask of the network: the next stations, how many reach all, which one could go, what if the busiest closes."""

from datetime import timedelta
from typing import Any

from accounts.roles import Role
from common.clock import now, today
from common.imports.actions import confirm_import, start_import
from common.jobs.run import run_waiting
from demo.people import office
from demo.size import Size
from network.planning.building.actions import attach_case, make_build_plan
from network.planning.building.cases import ports
from network.planning.building.models import TargetLevel
from network.planning.demands import brands_known
from network.planning.models import City, PlaceList, Scenario
from network.planning.routing.choose import use_router
from network.planning.routing.fake import FakeRouter
from network.planning.scenarios.actions import ask_scenario, share_scenario
from network.planning.scenarios.choices import Measure, Question
from network.planning.selectors import SERVING
from network.planning.travel.rules import TRAVEL
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office

NEW_STATIONS, SECOND_BRAND = 10, "Citytrans"
SURVEY, PARKS = "2027年物流园调研", 60


def ask_scenarios(stations: list[Station], size: Size, demand: str = "vehicles") -> None:
    """Ask and solve them one after the other, and share the first ones. Those among the stations that serve no longer don't count."""
    serving = set(Station.objects.filter(status__in=SERVING).values_list("pk", flat=True))
    stations = [one for one in stations if one.pk in serving]
    more = len(stations) + NEW_STATIONS
    questions: list[dict[str, Any]] = [
        {"title": "2027年新建10站：平均距离最短", "question": Question.MEDIAN, "count": more},
        {"title": "2027年新建10站：100公里覆盖最多", "question": Question.MOST_COVERED, "count": more, "radius": 100},
        {
            "title": "2027年新建10站：站距200公里以上，预算1500万元",
            "question": Question.MEDIAN,
            "count": more,
            "min_distance_km": 200,
            "site_cost_minor": 1_500_000_00,
            "budget_minor": 15_000_000_00,
        },
        {"title": "2小时到达全部需求要多少站", "question": Question.COVER_ALL, "drive_min": 120},
        {"title": "可以关闭哪一站", "question": Question.CLOSE, "count": 1},
        {"title": f"{stations[0].name}明天关闭", "question": Question.LOSE, "closed": [stations[0].code]},
    ]
    publish_travel_figures()
    survey = take_in_survey()
    parks: dict[str, Any] = {"demand_list": survey.pk, "site_list": survey.pk, "count": len(stations) + 5}
    if SECOND_BRAND in brands_known():
        questions.append(of_a_brand(stations))
    questions.append({"title": "物流园调研：园区内新建5站", "question": Question.MEDIAN, **parks})
    questions.append(
        {
            "title": "按道路距离新建10站（模拟路线服务器）",
            "question": Question.MEDIAN,
            "count": more,
            "measure": Measure.ROADS,
        }
    )
    use_router(FakeRouter())
    for number, given in enumerate(questions):
        with at_head_office():
            planner = office(Role.SERVICE_MANAGEMENT)
            scenario = ask_scenario(acting_user=planner, time_limit_s=5, **({"demand": demand} | given))
            if number < 4:
                share_scenario(scenario.pk, shared=True, acting_user=planner)
        run_waiting()
    use_router(None)
    plan_building()


def of_a_brand(stations: list[Station]) -> dict[str, Any]:
    """Ask for five more stations of the smaller brand, each level with a capacity of its own."""
    return {
        "title": f"{SECOND_BRAND}品牌新建5站：A、B、C级服务能力不同",
        "question": Question.MEDIAN,
        "count": sum(SECOND_BRAND in one.brands for one in stations) + 5,
        "demand": "vehicles",
        "brands": {SECOND_BRAND: 1.0},
        "capacities": {"A": 300, "B": 150, "C": 80},
        "site_cost_minor": 1_500_000_00,
    }


def publish_travel_figures() -> None:
    """Have the figures for minutes on the road drafted by one section and published by another."""
    with at_head_office():
        draft = TRAVEL.draft(
            label="2027-1",
            valid_from=now(),
            values={"detour": 1.32, "speed_mps": 62 / 3.6},
            summary="按2026年救援行驶情况调整",
            acting_user=office(Role.SERVICE_MANAGEMENT),
        )
        TRAVEL.publish(draft.pk, acting_user=office(Role.CUSTOMER_SERVICE_MANAGER))


def take_in_survey() -> PlaceList:
    """Take a survey of transport parks in from a file, as a planner would: a park beside each large city, every third a candidate site."""
    lines = [
        f"{SURVEY},{city.name_zh}物流园,{city.lat + 0.05:.4f},{city.lon + 0.06:.4f},{20 + city.population // 40_000},{'是' if n % 3 == 0 else ''}"
        for n, city in enumerate(City.objects.order_by("-population", "pk")[:PARKS])
    ]
    planner = office(Role.SERVICE_MANAGEMENT)
    with at_head_office():
        content = "\n".join(["名单,名称,纬度,经度,权重,候选站址", *lines]).encode("utf-8-sig")
        parent = start_import("planning_places", name="物流园调研.csv", content=content, acting_user=planner)
        confirm_import(parent.pk, acting_user=planner)
        found: PlaceList = PlaceList.objects.get(name=SURVEY)
    return found


def plan_building() -> None:
    """Make a build plan of the first answer, with days that have passed and days to come, and attach the candidates that fit."""
    with at_head_office():
        planner = office(Role.SERVICE_MANAGEMENT)
        scenario = Scenario.objects.order_by("created_at", "id")[0]
        plan = make_build_plan(
            scenario.pk,
            title="2027年建站计划",
            level=TargetLevel.B,
            first_due_on=today() - timedelta(days=20),
            last_due_on=today() + timedelta(days=300),
            acting_user=planner,
        )
        cases = [one for one in ports.in_sight(planner) if not one.is_over]
        for target in plan.targets.all():
            case = next((one for one in cases if one.region == target.region), None)
            if case is not None:
                cases.remove(case)
                attach_case(target.pk, case.id, acting_user=planner)
