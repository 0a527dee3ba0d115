"""A rescue crew or two at each station."""

from uuid import UUID

from accounts.roles import Role
from audit.certification.models import Certificate
from demo.chance import dice
from demo.people import staff
from network.dispatch.actions import CrewPlan, form_crew, set_duty
from network.dispatch.models import Crew
from tenants.registry.models import Station
from tenants.registry.standing import inside


def make_crews(stations: list[Station]) -> None:
    """Form the crews and send most of them on duty."""
    roll = dice("crews")
    for station in stations:
        manager = staff(station, Role.STATION_MANAGER)
        riders = _riders(station)
        with inside(station):
            for number, rider in enumerate(riders[: 2 if station.level == "A" else 1], start=1):
                plan = CrewPlan(
                    name=f"{station.city}救援 {number} 组", vehicle_plate=f"救{station.code}{number}", brands=station.brands,
                    capabilities=["repair", "tyre", *(["tow"] if number == 1 else []), *(["high_voltage"] if station.level == "A" else [])],
                    members=[rider],
                )  # fmt: skip
                crew: Crew = form_crew(plan, acting_user=manager)
                if roll.random() < 0.9 or station == stations[0]:
                    set_duty(crew.pk, True, acting_user=manager)


def _riders(station: Station) -> list[UUID]:
    """Return the technicians who may go out, the station's own persona first."""
    persona = staff(station, Role.TECHNICIAN).id
    holders = Certificate.objects.filter(station_id=station.pk, scope="rescue", revoked_at=None).values_list(
        "user_id", flat=True
    )
    return [persona, *sorted({holder for holder in holders if holder != persona}, key=str)]
