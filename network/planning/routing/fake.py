"""A routing server that makes roads up, the same ones each time: for tests and the demo, never for real plans."""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from network.planning.routing.port import MOST_SIDE, Leg, Refused, Table, Unavailable
from network.planning.sphere import Position, arc_of, on_sphere

SPEED_MPS = 17.0
CUT_OFF = 250  # one pair in so many has no road


class FakeRouter:
    """Roads are 1.1 to 1.7 times the straight line, another way back than there; some pairs have none.."""

    def __init__(self) -> None:
        self.is_down = False
        self.asked = 0

    def road_table(self, origins: Sequence[Position], destinations: Sequence[Position]) -> Table:
        """Make up the ways."""
        self.asked += 1
        if self.is_down:
            raise Unavailable("down")
        if not (1 <= len(origins) <= MOST_SIDE and 1 <= len(destinations) <= MOST_SIDE):
            raise Refused("TooBig")
        return [[_way(one, other) for other in destinations] for one in origins]


def _way(one: Position, other: Position) -> Leg | None:
    if one == other:
        return Leg(0.0, 0.0)
    digest = sha256(f"{one[0]:.5f} {one[1]:.5f} {other[0]:.5f} {other[1]:.5f}".encode()).digest()
    if int.from_bytes(digest[:4]) % CUT_OFF == 0:
        return None
    straight = float(arc_of(np.linalg.norm(on_sphere([one]) - on_sphere([other]), axis=1))[0])
    metres = round(straight * (1.1 + 0.6 * digest[4] / 255), 1)
    return Leg(metres, round(metres / SPEED_MPS, 1))
