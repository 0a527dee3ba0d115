"""Which parts of a repair order crews had used on rescues; the room above that knows says it (`add_used_parts` in its `desk.py`)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OrderedPart:
    """A used part that the store issued to an order, as part of the order's line of that part number."""

    id: UUID
    part_number: str
    quantity: int


Read = Callable[[UUID], Iterable[OrderedPart]]
_readers: list[Read] = []


def add_used_parts(read: Read) -> None:
    """Let claims for repair orders know the used parts that `read(order_id)` yields."""
    _readers.append(read)


def used_parts_of_order(order_id: UUID) -> list[OrderedPart]:
    """Return the used parts that an order took."""
    return [one for read in _readers for one in read(order_id)]
