"""What the registry tells the frame: names and addresses of the stations where a person works."""

from collections.abc import Sequence
from uuid import UUID

from common.pages.addresses import station_address
from common.pages.ports import ports
from tenants.registry.selectors import names_of


def labels(keys: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return (name, address) of each open station."""
    return {key: (name, station_address(code)) for key, code, name in names_of(keys)}


ports.stations = labels
