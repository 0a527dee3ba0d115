"""How the demo's rescues end: an outcome, parts out of the store, a signature drawn on the phone."""

import io
from datetime import datetime
from math import sin
from random import Random

from PIL import Image, ImageDraw

from accounts.actors import Actor, actor_at_station
from accounts.roles import Role
from accounts.selectors import people_at
from catalog.models import FailureCode, Part, Vehicle
from common.ids import new_id
from network.dispatch.actions import Found, claim_parts, finish, sign_rescue, use_part
from network.dispatch.choices import NoHelp, Outcome, Unsigned
from network.dispatch.models import Rescue
from network.dispatch.selectors import parts_of_rescue
from network.hotline.choices import Symptom
from tenants.parts.actions import keep_item, receive_stock
from tenants.parts.models import StockItem

ENDS = {
    Outcome.REPAIRED: (68, ("现场更换，恢复行驶", "线路修复，恢复行驶", "补气补胎，恢复行驶")),
    Outcome.TOWED: (20, ("拖车至服务站", "")),
    Outcome.NOT_HELPED: (7, ("现场无法处理，已告知司机",)),
    Outcome.DRIVER_GONE: (5, ("到达后车辆已不在现场",)),
}
KEPT, IN_STORE = 3, 40  # parts that a store keeps, pieces of each
HIGH, WIDE = 378, 900
LEFT_OUT = 4  # last digit of rescues whose customer paid the parts


def end_rescue(rescue: Rescue, rider: Actor, done: datetime, place: tuple[float, float], roll: Random) -> None:
    """Let the crew name parts, the driver sign, and the crew finish. The caller stands inside the station."""
    outcome = roll.choices(list(ENDS), [weight for weight, _words in ENDS.values()])[0]
    if outcome == Outcome.REPAIRED and roll.random() < 0.7:
        for number in roll.sample(_store_of(rider), roll.choice((1, 1, 2))):
            use_part(
                rescue.pk, key=new_id(), part_number=number, quantity=roll.choice((1, 1, 2)), acting_user=rider, at=done
            )
    signs = outcome != Outcome.DRIVER_GONE and roll.random() < 0.85
    if signs:
        sign_rescue(rescue.pk, _signature(roll), key=new_id(), place=place, acting_user=rider, at=done)
    cause = FailureCode.objects.order_by("code")[roll.randrange(FailureCode.objects.count())]
    found = Found(
        outcome=outcome,
        towed_to=rider.station_id if outcome == Outcome.TOWED else None,
        no_help=roll.choice((NoHelp.PARTS, NoHelp.WORKSHOP)) if outcome == Outcome.NOT_HELPED else "",
        found_symptom=rescue.case.symptom if rescue.case.symptom in Symptom.values else "",
        found_cause=cause.code if outcome in (Outcome.REPAIRED, Outcome.TOWED) else "",
        unsigned="" if signs else Unsigned.ABSENT if outcome == Outcome.DRIVER_GONE else Unsigned.REFUSED,
    )
    words = roll.choice(ENDS[outcome][1])
    ended = finish(rescue.pk, result=words, signed_by="司机" if signs else "", found=found, acting_user=rider, at=done)
    _claim(ended, rider)


def _claim(rescue: Rescue, rider: Actor) -> None:
    """Let the station claim what was used on every other rescue, and leave it out on some: the rest waits for somebody."""
    known = Vehicle.objects.filter(vin=rescue.case.vin).exists()
    last, used = int(rescue.number[-1]), [part.pk for part in parts_of_rescue(rescue)]
    if used and known and last % 2 == 0 and rider.station.takes_claims:
        manager = actor_at_station(people_at(rider.station.pk, Role.STATION_MANAGER)[0], rider.station)
        left_out = "客户自费，已当场收款" if last == LEFT_OUT else ""
        claim_parts(rescue.pk, [] if left_out else used, left_out=left_out, acting_user=manager)


def _store_of(rider: Actor) -> list[str]:
    """Return what the station's store keeps; it is filled the first time."""
    kept = list(StockItem.objects.order_by("part_number").values_list("part_number", flat=True))
    if kept:
        return kept
    keeper = actor_at_station(people_at(rider.station.pk, Role.STATION_MANAGER)[0], rider.station)
    for part in Part.objects.filter(is_serialised=False).order_by("number")[:KEPT]:
        item = keep_item(part_number=part.number, minimum=5, bin=f"A-{part.number[-2:]}", acting_user=keeper)
        receive_stock(item.pk, quantity=IN_STORE, acting_user=keeper, note="年初入库")
        kept.append(part.number)
    return kept


def _signature(roll: Random) -> bytes:
    """Return a scribble as a finger draws it."""
    sheet = Image.new("L", (WIDE, HIGH), 255)
    pen = ImageDraw.Draw(sheet)
    for stroke in range(roll.choice((2, 3))):
        start, swing, pace = 120 + stroke * 230, roll.uniform(50, 110), roll.uniform(0.025, 0.05)
        points = [(start + x, HIGH / 2 + swing * sin(pace * x) * sin(0.011 * x + stroke)) for x in range(0, 240, 6)]
        pen.line(points, fill=20, width=7, joint="curve")
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()
