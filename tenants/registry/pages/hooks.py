"""What rooms above hang onto a station's page: buttons that lead to what they keep of it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from common.pages import Button
from tenants.registry.models import Station

Offer = Callable[[Any, Station], Sequence[Button]]
_offers: list[Offer] = []


def add_buttons(offer: Offer) -> None:
    """Let `offer(actor, station)` say which buttons a station's page gets; in the app's `desk.py`."""
    _offers.append(offer)


def buttons_of(actor: Any, station: Station) -> Iterator[Button]:
    """Yield what the rooms offer; the page leaves out what the actor may not do."""
    for offer in _offers:
        yield from offer(actor, station)
