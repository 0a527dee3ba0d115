"""The people: a persona for each role, and the staff of the other stations."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import make_password
from faker import Faker

from accounts.actors import Actor, actor_at_office, actor_at_station
from accounts.models import Membership, User
from accounts.roles import Role
from catalog.models import Supplier
from demo.chance import SEED
from tenants.registry.choices import Region
from tenants.registry.models import Station

PASSWORD = "stationmaster-demo"  # noqa: S105  printed for everybody, and refused from anywhere but this machine
DOMAIN = "demo.stationmaster.example"
HOME_REGION = Region.EAST
OFFICE_PERSONAS = {
    Role.ADMINISTRATOR: ("admin", "系统管理员 高岩"),
    Role.SERVICE_MANAGEMENT: ("network", "服务管理科 宋婕"),
    Role.REGIONAL_OFFICE: ("east.office", "华东办事处 陆远"),
    Role.CLAIMS_REVIEWER: ("claims", "索赔追偿科 何敏"),
    Role.FINAL_REVIEWER: ("final", "服务稽查科 秦卫"),
    Role.AUDITOR: ("audit", "服务稽查科 罗刚"),
    Role.DISPATCHER: ("hotline", "呼叫调度中心 田甜"),
    Role.TRAINER: ("training", "技术培训科 范工"),
    Role.FINANCE: ("finance", "财务 沈账"),
    Role.FINANCE_LEAD: ("finance.lead", "财务主管 金平"),
    Role.PARTS_SALES: ("parts.sales", "销售服务部 贺件"),
    Role.VEHICLE_SALES: ("vehicle.sales", "整车销售部门 车胜"),
    Role.CUSTOMER_SERVICE_MANAGER: ("manager", "客服经理 康平"),
}
OTHER_OFFICERS = {
    Region.NORTH: "华北办事处 冯毅",
    Region.NORTHEAST: "东北办事处 关铁",
    Region.SOUTH: "华南办事处 梁帆",
    Region.SOUTHWEST: "西南办事处 蒲江",
    Region.NORTHWEST: "西北办事处 石磊",
}
STATION_PERSONAS = {
    Role.STATION_MANAGER: ("manager", "站长 周建国"),
    Role.RECEPTION: ("reception", "前台 林小雨"),
    Role.WORKSHOP: ("workshop", "车间主管 马强"),
    Role.TECHNICIAN: ("technician", "技师 赵磊"),
    Role.APPRAISER: ("appraiser", "鉴定员 孙正"),
    Role.PARTS: ("parts", "配件 吴敏"),
    Role.STATION_FINANCE: ("finance", "财务 郑芳"),
    Role.CUSTOMER_CARE: ("care", "客户关怀 韩梅"),
}


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody whom a visitor can be."""

    role: Role
    user: User
    station: Station | None


def make_office() -> list[Persona]:
    """Create head office's people, one for each role, the other five regional offices, and one for each supplier; return the personas."""
    hashed = make_password(PASSWORD)
    personas = []
    for role, (login, name) in OFFICE_PERSONAS.items():
        user = _user(f"{login}@{DOMAIN}", name, hashed)
        _member(user, role, region=HOME_REGION if role == Role.REGIONAL_OFFICE else "")
        personas.append(Persona(role, user, None))
    for region, name in OTHER_OFFICERS.items():
        user = _user(f"{region.value}.office@{DOMAIN}", name, hashed)
        _member(user, Role.REGIONAL_OFFICE, region=region)
    return [*personas, _make_suppliers(hashed)]


def _make_suppliers(hashed: str) -> Persona:
    users = []
    for supplier in Supplier.objects.order_by("code"):
        user = _user(f"{supplier.code.lower()}@{DOMAIN}", f"{supplier.name_zh[:4]} 质量部", hashed)
        _member(user, Role.SUPPLIER, supplier_id=supplier.pk)
        users.append(user)
    return Persona(Role.SUPPLIER, users[0], None)


def make_staff(stations: list[Station]) -> list[Persona]:
    """Create the staff of each station; the first station's are personas with names, and two technicians more."""
    hashed, fake = make_password(PASSWORD), Faker("zh_CN")
    fake.seed_instance(SEED)
    personas = []
    for place, station in enumerate(stations):
        for role, (login, name) in STATION_PERSONAS.items():
            shown = name if place == 0 else f"{name.split()[0]} {fake.name()}"
            user = _user(f"{login}.{station.code.lower()}@{DOMAIN}", shown, hashed)
            _member(user, role, station_id=station.pk)
            if place == 0:
                personas.append(Persona(role, user, station))
        for number in (2, 3):
            user = _user(f"technician{number}.{station.code.lower()}@{DOMAIN}", f"技师 {fake.name()}", hashed)
            _member(user, Role.TECHNICIAN, station_id=station.pk)
    return personas


def _user(email: str, name: str, hashed: str) -> User:
    return User.objects.create(email=email, name=name, password=hashed, is_demo=True)


def _member(
    user: User, role: Role, *, station_id: UUID | None = None, supplier_id: UUID | None = None, region: str = ""
) -> None:
    Membership.objects.create(user=user, role=role, station_id=station_id, supplier_id=supplier_id, region=region)


def office(role: Role) -> Actor:
    """Return head office's persona with this role, as an actor."""
    login = OFFICE_PERSONAS[role][0]
    return actor_at_office(User.objects.get(email=f"{login}@{DOMAIN}"))


def staff(station: Station, role: Role) -> Actor:
    """Return who holds `role` at the station, as an actor."""
    login = STATION_PERSONAS[role][0]
    return actor_at_station(User.objects.get(email=f"{login}.{station.code.lower()}@{DOMAIN}"), station)


def regional(station: Station) -> Actor:
    """Return who works at the regional office of a station, as an actor."""
    login = "east" if station.region == HOME_REGION else station.region
    return actor_at_office(User.objects.get(email=f"{login}.office@{DOMAIN}"))
