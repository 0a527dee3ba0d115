"""A day that was never there: what closing a station and a shorter time to answer would change for drivers."""

from django.test.utils import override_settings

from accounts.roles import Role
from common.jobs.run import run_waiting
from demo.people import office
from demo.size import Size
from network.dispatch.simulator.actions import start_simulation
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office

CALLS_PER_STATION, SEEDS = 5, 4


def simulate_a_day(stations: list[Station], size: Size) -> None:
    """Simulate a synthetic day without the second station."""
    with at_head_office():
        start_simulation(
            title=f"关闭{stations[1].name}的影响",
            calls_per_day=CALLS_PER_STATION * len(stations),
            seeds=SEEDS,
            closed=[stations[1].code],
            acting_user=office(Role.CUSTOMER_SERVICE_MANAGER),
        )
    with override_settings(JOB_PROCESSES=0):  # this step's own transaction is not committed yet
        run_waiting()
