"""Days that were never there: what closing a station would change for drivers, and what asking two crews at once instead of one after the other."""

from datetime import timedelta
from typing import Any

from django.test.utils import override_settings

from accounts.roles import Role
from common.clock import now
from common.jobs.run import run_waiting
from demo.people import office
from demo.size import Size
from network.dispatch.actions import RULES
from network.dispatch.simulator.actions import start_simulation
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office

CALLS_PER_STATION, SEEDS, DRAFT = 5, 4, "两队同询（试行稿）"


def simulate_a_day(stations: list[Station], size: Size) -> None:
    """Simulate a synthetic day without the second station, and one under a draft that asks two crews at once beside today's rules."""
    calls = CALLS_PER_STATION * len(stations)
    _simulate(title=f"关闭{stations[1].name}的影响", calls_per_day=calls, closed=[stations[1].code])
    with at_head_office():
        manager = office(Role.CUSTOMER_SERVICE_MANAGER)
        words = "同时询问两个救援队，先接单者前往"
        draft = RULES.draft(
            label=DRAFT,
            valid_from=now() + timedelta(days=30),
            values={"parallel": 2},
            summary=words,
            acting_user=manager,
        )
    _simulate(title="同时询问两个救援队", calls_per_day=calls, policy_id=draft.pk)


def _simulate(**asked: Any) -> None:
    with at_head_office():
        start_simulation(seeds=SEEDS, acting_user=office(Role.CUSTOMER_SERVICE_MANAGER), **asked)
    with override_settings(JOB_PROCESSES=0):  # this step's own transaction is not committed yet
        run_waiting()
