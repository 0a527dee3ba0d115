"""How large a world is: the one that visitors are shown, and a small one for tests."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each there are; stations are at the `hubs` first; the first `lived_in` have repairs of the last weeks."""

    hubs: tuple[str, ...]
    stations: int
    lived_in: int
    vehicles: int
    past_claims: int
    claims: int
    rescues: int


# A station in each regional office, and the big hubs of freight.
HUBS = ("上海", "北京", "广州", "成都", "西安", "沈阳", "武汉", "郑州", "济南", "杭州", "重庆", "乌鲁木齐")
FULL = Size(HUBS, stations=40, lived_in=12, vehicles=20_000, past_claims=2_400, claims=130, rescues=110)
SMALL = Size(
    ("上海", "杭州", "北京", "成都"), stations=4, lived_in=4, vehicles=400, past_claims=30, claims=10, rescues=6
)
SIZES = {"full": FULL, "small": SMALL}
