"""The simulator's people and roads, for the demo: pure decisions by seed. What really happens goes through the same actions as anybody's.

Where a crew is follows from when it departed, so a restart goes on where it was: nothing is kept but the rows.
"""

import random
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from network.dispatch.choices import Outcome
from network.dispatch.geo import between, great_circle_m

SPEED_MPS = 19.5  # 70 km/h
STEP_S = 15
WORK_S = (10 * 60, 25 * 60)
THINK_S = (8, 50)
LOAD_S = (60, 240)
DECLINE_SHARE = 0.12
ROADS = (
    "G2 京沪高速",
    "G4 京港澳高速",
    "G15 沈海高速",
    "G30 连霍高速",
    "G42 沪蓉高速",
    "G60 沪昆高速",
    "G65 包茂高速",
    "G70 福银高速",
)
SYMPTOMS = ("no_start", "engine", "overheating", "brakes", "tyre", "electrics", "gearbox")
SAFETIES = ("safe", "shoulder", "shoulder", "carriageway")
NAMES = ("王师傅", "李师傅", "张师傅", "刘师傅", "陈师傅", "杨师傅", "赵师傅", "周师傅")
ENDS = (
    (Outcome.REPAIRED, "更换燃油滤清器，车辆恢复行驶"),
    (Outcome.REPAIRED, "紧固气管接头，制动恢复正常"),
    (Outcome.REPAIRED, "更换轮胎，车辆恢复行驶"),
    (Outcome.REPAIRED, "更换皮带，水温正常"),
    (Outcome.TOWED, "拖车至服务站检修"),
)


@dataclass(frozen=True, slots=True)
class Call:
    """A call that somebody will make."""

    lat: float
    lon: float
    place: str
    symptom: str
    safety: str
    name: str
    phone: str


def dice(key: UUID, purpose: str) -> random.Random:
    """Return the chances of one record: always the same for the same record."""
    return random.Random(f"{key.int}:{purpose}")


def is_due(since: datetime, moment: datetime, key: UUID, purpose: str, spread_s: tuple[int, int]) -> bool:
    """Whether somebody who needs a while (within `spread_s`) has had it by `moment`."""
    return (moment - since).total_seconds() >= dice(key, purpose).uniform(*spread_s)


def declines(offer_id: UUID) -> bool:
    """Whether the crew says no to this offer."""
    return dice(offer_id, "declines").random() < DECLINE_SHARE


def way(
    start: tuple[float, float], end: tuple[float, float], departed_at: datetime, moment: datetime, key: UUID
) -> tuple[float, float]:
    """Return where the crew is at `moment`: on a road that bends a little, at believable speed; at the end it stands at the vehicle."""
    length = great_circle_m(*start, *end) * 1.15
    share = min(1.0, (moment - departed_at).total_seconds() * SPEED_MPS / max(length, 1.0))
    lat, lon = between(*start, *end, share)
    bend = dice(key, "bend").uniform(-0.06, 0.06) * share * (1 - share)
    return lat + bend * (end[1] - start[1]), lon - bend * (end[0] - start[0])


def a_call(number: int, seed: int, near: tuple[float, float]) -> Call:
    """Return the `number`-th call of a run: some 5 to 60 km from a station."""
    chances = random.Random(f"{seed}:{number}")
    lat = near[0] + chances.choice((-1, 1)) * chances.uniform(0.04, 0.4)
    lon = near[1] + chances.choice((-1, 1)) * chances.uniform(0.04, 0.4)
    place = f"{chances.choice(ROADS)} K{chances.randint(20, 1800)}+{chances.randint(0, 9)}00"
    phone = f"13{chances.randint(0, 9)}{chances.randint(0, 99_999_999):08d}"
    return Call(lat, lon, place, chances.choice(SYMPTOMS), chances.choice(SAFETIES), chances.choice(NAMES), phone)


def end_of(rescue_id: UUID) -> tuple[Outcome, str]:
    """Return what becomes of a rescue, and what the crew will write."""
    return dice(rescue_id, "result").choice(ENDS)
