"""Vehicles with valid VINs, sold over five years to where people are."""

from itertools import accumulate
from random import Random

from catalog.choices import VehicleUse
from catalog.models import Vehicle, VehicleModel
from catalog.vin import make_vin
from demo.catalogue import MODELS
from demo.chance import days_ago, dice
from demo.size import Size
from network.planning.models import City

WMI = "LZG"
PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
PROVINCE_PLATES = {
    "北京": "京", "天津": "津", "河北": "冀", "山西": "晋", "内蒙": "蒙", "辽宁": "辽", "吉林": "吉", "黑龙": "黑", "上海": "沪", "江苏": "苏", "浙江": "浙",
    "安徽": "皖", "福建": "闽", "江西": "赣", "山东": "鲁", "河南": "豫", "湖北": "鄂", "湖南": "湘", "广东": "粤", "广西": "桂", "海南": "琼", "重庆": "渝",
    "四川": "川", "贵州": "贵", "云南": "云", "西藏": "藏", "陕西": "陕", "甘肃": "甘", "青海": "青", "宁夏": "宁", "新疆": "新",
}  # fmt: skip


def make_vehicles(size: Size) -> None:
    """Create the vehicles, in cities in proportion to the square root of their people (trucks are spread wider than people)."""
    roll = dice("vehicles")
    models = {row.code: row for row in VehicleModel.objects.all()}
    cities = list(City.objects.all())
    reach = list(accumulate(city.population**0.5 for city in cities))
    rows = []
    for serial in range(size.vehicles):
        code, vds = roll.choice([(m[0], m[5]) for m in MODELS])
        city = roll.choices(cities, cum_weights=reach)[0]
        rows.append(_vehicle(serial, models[code], vds, city, roll))
    Vehicle.objects.bulk_create(rows, batch_size=2_000)


def _vehicle(serial: int, model: VehicleModel, vds: str, city: City, roll: Random) -> Vehicle:
    age = roll.randint(20, 5 * 365)
    built, sold = days_ago(age + roll.randint(15, 90)), days_ago(age)
    yearly = roll.randint(20_000, 160_000) if model.usage == "truck" else roll.randint(8_000, 30_000)
    return Vehicle(
        vin=make_vin(WMI, vds, built.year, "X", 100_000 + serial),
        model=model,
        plate=_plate(city, serial, roll),
        engine_no=f"WP{roll.randint(5, 13)}{serial:07d}",
        built_on=built,
        sold_on=sold,
        city=city.name_zh,
        mileage_km=yearly * (age - 1) // 365,
        use=_use(model, serial),
    )


def _use(model: VehicleModel, serial: int) -> str:
    """Tippers and mixers work on sites, some tractors haul dangerous goods; the others are used as their model is sold for."""
    if model.code in ("HX6-DP", "HX5-MX"):
        return VehicleUse.ENGINEERING
    return VehicleUse.HAZARDOUS if model.code == "HX6-TR" and serial % 9 == 0 else ""


def _plate(city: City, serial: int, roll: Random) -> str:
    province = PROVINCE_PLATES.get(city.province_zh[:2], "京")
    return f"{province}{roll.choice(PLATE_LETTERS)}{serial:05d}"
