"""What rooms above hang onto a station's page: buttons that lead to what they keep of it, and blocks."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from common.pages import Button, Section
from tenants.registry.models import Station

Offer = Callable[[Any, Station], Sequence[Button]]
Block = Callable[[Any, Station], Section | None]
_offers: list[Offer] = []
_blocks: list[Block] = []


def add_buttons(offer: Offer) -> None:
    """Let `offer(actor, station)` say which buttons a station's page gets; in the app's `desk.py`."""
    _offers.append(offer)


def buttons_of(actor: Any, station: Station) -> Iterator[Button]:
    """Yield what the rooms offer; the page leaves out what the actor may not do."""
    for offer in _offers:
        yield from offer(actor, station)


def add_section(block: Block) -> None:
    """Let `block(actor, station)` return a block of a station's page, at head office and at the station, or None; in the app's `desk.py`."""
    _blocks.append(block)


def sections_of(actor: Any, station: Station) -> Iterator[Section]:
    """Yield the blocks that the rooms above bring."""
    for block in _blocks:
        found = block(actor, station)
        if found is not None:
            yield found
