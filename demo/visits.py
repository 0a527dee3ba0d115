"""One visit to a workshop after another, through the station's own steps: reception, repair, check, delivery, follow-up call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from accounts.roles import Role
from catalog.models import FailureCode, LabourOperation, Part, Vehicle
from common.clock import now
from common.errors import DomainError
from demo.people import staff
from tenants.registry.models import Station
from tenants.workshop.actions import (
    add_labour_line,
    add_part_line,
    deliver,
    finish_repair,
    inspect,
    open_repair_order,
    receive_vehicle,
)
from tenants.workshop.choices import RepairKind
from tenants.workshop.models import RepairOrder

COMPLAINTS = {
    "ENG": ("发动机动力不足，水温偏高", "水泵轴封老化渗漏"), "FUE": ("启动困难，怠速不稳", "喷油器雾化不良"), "COO": ("开锅，冷却液减少", "散热器焊缝开裂"),
    "EXH": ("尿素故障灯亮，限扭", "尿素泵建压失败"), "CLU": ("离合器打滑，起步抖动", "从动盘异常磨损"), "GBX": ("挂挡困难，异响", "同步器磨损"),
    "AXL": ("后桥异响", "轮毂轴承损坏"), "BRK": ("制动跑偏，气压下降", "制动气室漏气"), "STR": ("转向沉重", "助力泵压力不足"), "SUS": ("车身倾斜", "空气弹簧漏气"),
    "ELE": ("无法启动，仪表报警", "起动机电磁开关失效"), "CAB": ("空调不制冷", "压缩机离合器失效"),
}  # fmt: skip
FAMILY = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a vehicle: the part that failed, the work it takes, the code."""

    part: Part
    operation: LabourOperation
    code: FailureCode


def faults() -> list[Fault]:
    """Return one fault for each part."""
    operations = {(row.component_id, row.name_zh): row for row in LabourOperation.objects.all()}
    codes: dict[object, list[FailureCode]] = {}
    for code in FailureCode.objects.all():
        codes.setdefault(code.component_id, []).append(code)
    parts = Part.objects.select_related("component").order_by("number")
    return [
        Fault(part, operations[part.component_id, f"更换{part.name_zh}"], codes[part.component_id][0]) for part in parts
    ]


def visit(
    station: Station,
    vehicle: Vehicle,
    fault: Fault,
    arrived: datetime,
    roll: Random,
    kind: RepairKind = RepairKind.WARRANTY,
) -> RepairOrder | None:
    """Take the vehicle in and work on it, inside the station; None when a rule refuses the vehicle (it is in another workshop)."""
    desk, technician = staff(station, Role.RECEPTION), staff(station, Role.TECHNICIAN)
    complaint, cause = COMPLAINTS[fault.part.component.code]
    try:
        order = receive_vehicle(
            vin=vehicle.vin, mileage_km=vehicle.mileage_km + roll.randint(100, 3_000), customer_name=f"{roll.choice(FAMILY)}师傅",
            customer_phone=f"1{roll.choice('3578')}{roll.randint(0, 999_999_999):09d}", complaint=complaint, acting_user=desk,
            received_at=arrived, promised_at=now() + timedelta(hours=roll.randint(2, 30)), kind=kind,
        )  # fmt: skip
    except DomainError:
        return None
    open_repair_order(order.pk, acting_user=desk, started_at=arrived + timedelta(minutes=20))
    serials = (
        {"old_serial": f"SN{roll.randint(10**7, 10**8)}", "new_serial": f"SN{roll.randint(10**7, 10**8)}"}
        if fault.part.is_serialised
        else {}
    )
    add_labour_line(order.pk, operation_code=fault.operation.code, technician_id=technician.id, acting_user=technician)
    add_part_line(order.pk, part_number=fault.part.number, is_causal=True, acting_user=technician, **serials)
    hours = max(1.0, float(fault.operation.standard_hours)) + roll.random()
    done = min(arrived + timedelta(hours=hours), now() - timedelta(minutes=30))
    correction = f"更换{fault.part.name_zh}，试车正常"
    return finish_repair(
        order.pk,
        cause=cause,
        correction=correction,
        failure_code=fault.code.code,
        finished_at=done,
        acting_user=technician,
    )


def hand_over(station: Station, order: RepairOrder, roll: Random) -> None:
    """Check the work and give the vehicle back."""
    finished: datetime = order.finished_at or now()
    done: datetime = min(finished + timedelta(minutes=roll.randint(20, 90)), now() - timedelta(minutes=5))
    inspect(order.pk, is_passed=True, acting_user=staff(station, Role.WORKSHOP), inspected_at=done)
    deliver(order.pk, acting_user=staff(station, Role.RECEPTION), delivered_at=min(done + timedelta(minutes=30), now()))


def under_warranty(vehicles: Sequence[Vehicle], roll: Random) -> list[Vehicle]:
    """Return vehicles young enough for a claim, in random order."""
    young = [
        one
        for one in vehicles
        if one.sold_on is not None and (now().date() - one.sold_on).days < 340 and one.mileage_km < 100_000
    ]
    return roll.sample(young, len(young))
