"""Kilometre posts of two highways, every five kilometres on straight lines between cities: an example, and named so."""

from collections.abc import Sequence
from itertools import pairwise

from accounts.roles import Role
from demo.people import office
from network.hotline.highways import Marker
from network.hotline.places import Place
from network.hotline.posts import set_post
from network.planning.selectors import city_named
from tenants.registry.standing import at_head_office

ROADS: Sequence[tuple[str, Sequence[tuple[str, int]]]] = (
    ("G42", (("上海", 0), ("苏州", 85), ("无锡", 130), ("常州", 175), ("镇江", 240), ("南京", 300))),
    ("G30", (("西安", 1065), ("宝鸡", 1230), ("天水", 1370))),
)
EVERY_KM = 5


def plant_posts() -> None:
    """Set the posts as the dispatcher would."""
    agent = office(Role.DISPATCHER)
    with at_head_office():
        for road, cities in ROADS:
            known = [(found, km) for name, km in cities if (found := city_named(name)) is not None]
            for (here, begin), (there, end) in pairwise(known):
                for km in range(begin, end, EVERY_KM):
                    share = (km - begin) / (end - begin)
                    place = Place(
                        round(here.lat + share * (there.lat - here.lat), 6),
                        round(here.lon + share * (there.lon - here.lon), 6),
                    )
                    name = f"示例 {here.name_zh}—{there.name_zh}"
                    set_post(Marker(road, km * 1_000), place, name=name, acting_user=agent)
