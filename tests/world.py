"""The world in which all tests begin: two open stations, one supplier, and a person for each role."""

from uuid import UUID

from django.db import transaction

from accounts.actors import Actor, actor_at_office, actor_at_station
from accounts.models import Membership, User
from accounts.roles import Role
from catalog.models import Supplier
from common.clock import today
from common.people import Process
from common.scope import for_office
from common.working_days.seed import seed_calendar
from tenants.registry.choices import Region
from tenants.registry.models import Station
from tenants.registry.opening import open_station

HOME = "SHA01"
RIVAL = "BJS01"
STATIONS = [
    (HOME, "home", "上海浦东特约服务站", Region.EAST, "上海市", "上海", 31.23, 121.53),
    (RIVAL, "rival", "北京朝阳特约服务站", Region.NORTH, "北京市", "北京", 39.92, 116.44),
]
OFFICE_ROLES = [role for role in Role if role.place == "office"]
STATION_ROLES = [role for role in Role if role.place == "station"]


def email_of(role: Role, station: str = "") -> str:
    """Return the login of the person who holds `role`."""
    return f"{role.value}{'.' + station if station else ''}@stationmaster.example".lower()


def people_the_world() -> None:
    """Fill an empty, migrated database."""
    with for_office(), transaction.atomic():
        seed_calendar(today().year - 2, today().year + 1)
        supplier = Supplier.objects.create(code="S001", name_zh="联合制动系统", name_en="United Brake Systems")
        stations = [_station(*facts) for facts in STATIONS]
        for role in OFFICE_ROLES:
            _person(role, region=Region.EAST if role == Role.REGIONAL_OFFICE else "")
        _person(Role.SUPPLIER, supplier_id=supplier.pk)
        for station in stations:
            for role in STATION_ROLES:
                _person(role, station=station)
    for station in stations:
        open_station(station.pk, acting_user=Process("tests"))


def _station(
    code: str, schema: str, name: str, region: Region, province: str, city: str, lat: float, lon: float
) -> Station:
    station = Station(
        code=code, schema_name=schema, name=name, region=region, province=province, city=city, lat=lat, lon=lon,
        brands=["Haul"], capabilities=["repair", "rescue"], phone="400-000-0000",
    )  # fmt: skip
    station.save()
    return station


def _person(role: Role, *, station: Station | None = None, region: str = "", supplier_id: UUID | None = None) -> User:
    email = email_of(role, station.code if station else "")
    user = User.objects.create_user(email, name=f"{role.value} {station.code if station else 'HQ'}")
    Membership.objects.create(
        user=user, role=role, station_id=station.pk if station else None, region=region, supplier_id=supplier_id
    )
    return user


def office_actor(role: Role) -> Actor:
    """Return the person who holds `role` outside stations."""
    return actor_at_office(User.objects.get(email=email_of(role)))


def station_actor(role: Role, code: str = HOME) -> Actor:
    """Return the person who holds `role` at the station."""
    return actor_at_station(User.objects.get(email=email_of(role, code)), Station.objects.get(code=code))
