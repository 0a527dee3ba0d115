"""What has happened in this world, in the order in which it is told; each story is given all stations, the lived-in ones first."""

from collections.abc import Callable

from demo.candidates import make_candidates
from demo.crews import make_crews
from demo.lately import live_lately
from demo.past import live_the_past
from demo.qualified import make_certificates
from demo.roadside import live_on_the_road
from tenants.registry.models import Station

Story = Callable[[list[Station]], None]

STORIES: list[tuple[str, Story]] = [
    ("certificates", make_certificates),
    ("crews", make_crews),
    ("candidates", make_candidates),
    ("eighteen months of claims", live_the_past),
    ("repairs and claims", live_lately),
    ("calls and rescues", live_on_the_road),
]
