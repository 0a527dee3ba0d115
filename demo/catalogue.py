"""Models, components, parts, suppliers, labour operations, failure codes of a truck maker, and the suppliers' contracts."""

from datetime import timedelta
from decimal import Decimal

from billing.chargeback.models import SupplierContract
from catalog.models import Component, FailureCode, LabourOperation, Part, Supplier, VehicleModel
from demo.chance import MONTHS_BACK, days_ago, dice

MODELS = [  # code, 中文, English, brand, usage, VDS of the VIN
    ("HX6-TR", "驰远 H6 牵引车", "Haul H6 tractor", "Haul", "truck", "JLDR4"),
    ("HX6-DP", "驰远 H6 自卸车", "Haul H6 tipper", "Haul", "truck", "JLDP4"),
    ("HX5-CG", "驰远 H5 载货车", "Haul H5 rigid", "Haul", "truck", "JLCG3"),
    ("HX5-MX", "驰远 H5 搅拌车", "Haul H5 mixer", "Haul", "truck", "JLMX3"),
    ("HX3-LT", "驰远 L3 轻卡", "Haul L3 light truck", "Haul", "truck", "JLLT2"),
    ("HXE-TR", "驰远 E6 纯电牵引车", "Haul E6 electric tractor", "Haul", "truck", "JLEV6"),
    ("CT2-VN", "城途 V2 厢式车", "Citytrans V2 van", "Citytrans", "household", "CTVN2"),
]
COMPONENTS = [
    ("ENG", "发动机", "Engine"), ("FUE", "燃油系统", "Fuel system"), ("COO", "冷却系统", "Cooling system"), ("EXH", "排放后处理", "Exhaust aftertreatment"),
    ("CLU", "离合器", "Clutch"), ("GBX", "变速器", "Gearbox"), ("AXL", "驱动桥", "Drive axle"), ("BRK", "制动系统", "Brake system"),
    ("STR", "转向系统", "Steering"), ("SUS", "悬架", "Suspension"), ("ELE", "电气系统", "Electrical system"), ("CAB", "驾驶室", "Cab"),
]  # fmt: skip
SUPPLIERS = [
    ("S001", "联合制动系统有限公司", "United Brake Systems", "BRK"), ("S002", "华诚动力部件有限公司", "Huacheng Power Components", "ENG"),
    ("S003", "精益喷射科技有限公司", "Jingyi Injection Technology", "FUE"), ("S004", "北辰散热器有限公司", "Beichen Radiators", "COO"),
    ("S005", "绿源后处理有限公司", "Lvyuan Aftertreatment", "EXH"), ("S006", "捷传离合器有限公司", "Jiechuan Clutches", "CLU"),
    ("S007", "恒力变速器有限公司", "Hengli Gearboxes", "GBX"), ("S008", "重桥车桥有限公司", "Zhongqiao Axles", "AXL"),
    ("S009", "顺达转向有限公司", "Shunda Steering", "STR"), ("S010", "安稳悬架有限公司", "Anwen Suspension", "SUS"),
    ("S011", "光联电子有限公司", "Guanglian Electronics", "ELE"), ("S012", "锐驰驾驶室有限公司", "Ruichi Cabs", "CAB"),
]  # fmt: skip
PARTS = {  # component: (中文, English, list cost in yuan, serialised)
    "ENG": [("水泵总成", "Water pump", 680, False), ("涡轮增压器", "Turbocharger", 4200, True), ("缸盖总成", "Cylinder head", 5600, True), ("机油泵", "Oil pump", 520, False), ("曲轴前油封", "Front crankshaft seal", 85, False), ("气门室罩垫", "Valve cover gasket", 46, False), ("张紧轮", "Belt tensioner", 210, False), ("机油冷却器", "Oil cooler", 890, False)],
    "FUE": [("喷油器", "Injector", 1350, True), ("高压油泵", "High-pressure pump", 4800, True), ("燃油计量阀", "Fuel metering valve", 620, False), ("共轨压力传感器", "Rail pressure sensor", 380, False), ("输油泵", "Transfer pump", 450, False)],
    "COO": [("散热器总成", "Radiator", 1850, False), ("硅油风扇离合器", "Fan clutch", 960, False), ("节温器", "Thermostat", 120, False), ("膨胀水箱", "Expansion tank", 160, False), ("中冷器", "Intercooler", 1420, False)],
    "EXH": [("尿素泵", "Urea pump", 3600, True), ("氮氧传感器", "NOx sensor", 1280, True), ("颗粒捕集器", "Particulate filter", 6800, True), ("尿素喷嘴", "Urea injector nozzle", 540, False), ("排气温度传感器", "Exhaust temperature sensor", 260, False)],
    "CLU": [("离合器从动盘", "Clutch disc", 780, False), ("离合器压盘", "Pressure plate", 1120, False), ("离合器助力缸", "Clutch servo", 690, False), ("分离轴承", "Release bearing", 320, False)],
    "GBX": [("变速器总成", "Gearbox assembly", 18600, True), ("同步器", "Synchroniser", 860, False), ("换挡电磁阀", "Shift solenoid", 430, False), ("输出轴油封", "Output shaft seal", 95, False), ("副箱范围气缸", "Range cylinder", 720, False)],
    "AXL": [("主减速器总成", "Final drive", 5200, True), ("差速器", "Differential", 2900, True), ("轮毂轴承", "Hub bearing", 460, False), ("半轴", "Half shaft", 640, False)],
    "BRK": [("制动气室", "Brake chamber", 320, False), ("ABS 控制器", "ABS controller", 2100, True), ("空气干燥器", "Air dryer", 680, False), ("制动总阀", "Foot brake valve", 540, False), ("制动调整臂", "Slack adjuster", 180, False), ("空压机", "Air compressor", 1650, True)],
    "STR": [("转向机总成", "Steering gear", 3400, True), ("转向助力泵", "Power steering pump", 980, True), ("转向横拉杆", "Tie rod", 290, False)],
    "SUS": [("空气弹簧", "Air spring", 560, False), ("高度阀", "Levelling valve", 340, False), ("减振器", "Shock absorber", 280, False), ("推力杆", "Torque rod", 420, False)],
    "ELE": [("起动机", "Starter", 1250, True), ("发电机", "Alternator", 1380, True), ("整车控制器", "Vehicle control unit", 2600, True), ("蓄电池", "Battery", 780, False), ("组合仪表", "Instrument cluster", 1900, True)],
    "CAB": [("驾驶室翻转油缸", "Cab tilt cylinder", 860, False), ("空调压缩机", "A/C compressor", 1480, True), ("车门锁总成", "Door lock", 240, False), ("雨刮电机", "Wiper motor", 310, False)],
}  # fmt: skip
FAILURES = [
    ("L", "渗漏", "Leak"),
    ("W", "异常磨损", "Abnormal wear"),
    ("B", "断裂", "Break"),
    ("E", "电气失效", "Electrical failure"),
    ("N", "异响", "Noise"),
    ("S", "卡滞", "Sticking"),
]
WORK = [("R", "更换", "Replace", 1), ("A", "检查调整", "Inspect and adjust", 2)]


WITHOUT_CONTRACT = "SUS"  # its contract has just ended: what is settled since waits on the list "supplier unknown"
YEARLY_CAPS = {"CLU": 2_000_000_00}


def make_catalogue() -> None:
    """Create all reference data of the manufacturer."""
    VehicleModel.objects.bulk_create(
        [
            VehicleModel(code=c, name_zh=zh, name_en=en, brand=brand, usage=usage)
            for c, zh, en, brand, usage, _ in MODELS
        ]
    )
    components = {c: Component(code=c, name_zh=zh, name_en=en) for c, zh, en in COMPONENTS}
    Component.objects.bulk_create(components.values())
    FailureCode.objects.bulk_create(
        [
            FailureCode(
                code=f"{c}-{letter}",
                name_zh=f"{part.name_zh}{zh}",
                name_en=f"{part.name_en}: {en.lower()}",
                component=part,
            )
            for c, part in components.items()
            for letter, zh, en in FAILURES
        ]
    )
    suppliers = {
        home: Supplier(code=c, name_zh=zh, name_en=en, email=f"{c.lower()}@supplier.example")
        for c, zh, en, home in SUPPLIERS
    }
    Supplier.objects.bulk_create(suppliers.values())
    _make_parts(components, suppliers)
    _make_contracts(components, suppliers)


MAINTENANCE = "ENG-M1"


def _make_parts(components: dict[str, Component], suppliers: dict[str, Supplier]) -> None:
    parts, operations, roll = [], [], dice("operations")
    for code, listed in PARTS.items():
        for place, (zh, en, yuan, serialised) in enumerate(listed, start=1):
            component = components[code]
            parts.append(
                Part(
                    number=f"{code}-{place:03d}{roll.randint(10, 99)}",
                    name_zh=zh,
                    name_en=en,
                    component=component,
                    supplier=suppliers[code],
                    unit_cost_minor=yuan * 100,
                    is_serialised=serialised,
                )  # fmt: skip
            )
            operations += [
                LabourOperation(
                    code=f"{code}-{place:02d}{letter}",
                    name_zh=f"{work_zh}{zh}",
                    name_en=f"{work_en} {en.lower()}",
                    component=component,
                    standard_hours=(Decimal(roll.randint(4, 60)) / 10 / divisor).quantize(Decimal("0.1")),
                )  # fmt: skip
                for letter, work_zh, work_en, divisor in WORK
            ]
    Part.objects.bulk_create(parts)
    first = LabourOperation(
        code=MAINTENANCE, name_zh="首次保养", name_en="First maintenance", component=components["ENG"], standard_hours=Decimal("2.5")
    )  # fmt: skip
    LabourOperation.objects.bulk_create([*operations, first])


def _make_contracts(components: dict[str, Component], suppliers: dict[str, Supplier]) -> None:
    """Each supplier bears a share of its component; the gearbox is shared by two, one batch of brakes is borne in full, one contract ended."""
    start = days_ago(MONTHS_BACK * 31 + 60)
    shares = dict(zip(components, (70, 60, 80, 65, 90, 50, 40, 70, 75, 60, 55, 45), strict=True))
    rows = [
        SupplierContract(
            number=f"C-{code}-01",
            supplier=suppliers[code],
            component=components[code],
            share_percent=share,
            valid_from=start,
            valid_to=days_ago(15) if code == WITHOUT_CONTRACT else None,
            yearly_cap_minor=YEARLY_CAPS.get(code),
        )
        for code, share in shares.items()
    ]
    rows.append(
        SupplierContract(
            number="C-GBX-02",
            supplier=suppliers["CLU"],
            component=components["GBX"],
            share_percent=30,
            valid_from=start,
        )
    )
    rows.append(
        SupplierContract(
            number="C-BRK-B1",
            supplier=suppliers["BRK"],
            part=Part.objects.get(name_en="ABS controller"),
            share_percent=100,
            built_from=days_ago(900),
            built_to=days_ago(900) + timedelta(days=60),
            valid_from=start,
        )  # fmt: skip
    )
    rows.append(
        SupplierContract(
            number="C-FUE-B2",
            supplier=suppliers["FUE"],
            part=Part.objects.get(name_en="Injector"),
            share_percent=95,
            batch_from="SN2605",
            batch_to="SN2608",
            cap_minor=1_200_00,
            valid_from=start,
            answer_days=10,
        )
    )
    SupplierContract.objects.bulk_create(rows)
