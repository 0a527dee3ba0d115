"""What has happened in this world, in the order in which it is told; each story is given all stations, the lived-in ones first."""

from collections.abc import Callable

from tenants.registry.models import Station

Story = Callable[[list[Station]], None]

STORIES: list[tuple[str, Story]] = []
