"""A routing server that is asked over HTTP as OSRM is: `GET /table/v1/driving/lon,lat;…?sources=…&destinations=…&annotations=duration,distance`.

Nothing of its answer is trusted: neither its size, nor how long it takes, nor its shape, nor a figure in it.
"""

import json
import time
from collections.abc import Sequence
from math import isfinite
from typing import Any

import httpx

from common.answers import TooLarge, TooSlow, read_within
from network.planning.routing.port import MOST_SIDE, Leg, Refused, Table, Unavailable
from network.planning.sphere import Position

TIMEOUT_S = 15.0
LARGEST_BYTES = 4 * 1024 * 1024
LONGEST_M, LONGEST_S = 2.1e7, 14 * 24 * 3600.0  # half way around the earth, two weeks
MOST_WAIT_S = 20.0


class HttpRouter:
    """Speaks to the server at `address`; a question is over after `timeout_s`, however slowly the answer drips."""

    def __init__(
        self, address: str, *, timeout_s: float = TIMEOUT_S, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.timeout_s = timeout_s
        self.client = httpx.Client(base_url=address, timeout=timeout_s, transport=transport)

    def road_table(self, origins: Sequence[Position], destinations: Sequence[Position]) -> Table:
        """Ask, and read what can be believed."""
        if not (1 <= len(origins) <= MOST_SIDE and 1 <= len(destinations) <= MOST_SIDE):
            raise Refused("too many positions, or none")
        places = ";".join(f"{lon:.6f},{lat:.6f}" for lat, lon in (*origins, *destinations))
        given = {
            "sources": ";".join(str(n) for n in range(len(origins))),
            "destinations": ";".join(str(len(origins) + n) for n in range(len(destinations))),
            "annotations": "duration,distance",
        }
        body = _object(self._ask(f"/table/v1/driving/{places}", given))
        if body.get("code") != "Ok":
            raise Refused(str(body.get("code"))[:40])
        metres, seconds = (_grid(body.get(name), origins, destinations) for name in ("distances", "durations"))
        return [[_leg(*pair) for pair in zip(*rows, strict=True)] for rows in zip(metres, seconds, strict=True)]

    def _ask(self, path: str, given: dict[str, str]) -> bytes:
        until = time.monotonic() + self.timeout_s
        try:
            with self.client.stream("GET", path, params=given) as answer:
                if answer.status_code == 429 or answer.status_code >= 500:
                    raise Unavailable(str(answer.status_code), _wait_of(answer.headers.get("retry-after", "")))
                if answer.status_code != 200:
                    raise Refused(str(answer.status_code))
                return read_within(answer, LARGEST_BYTES, until)
        except (TooLarge, TooSlow) as error:
            raise Unavailable(str(error)) from error
        except httpx.HTTPError as error:
            raise Unavailable(type(error).__name__) from error


def _wait_of(said: str) -> float | None:
    """Return the seconds of a Retry-After, within reason; dates are not read."""
    return min(float(said), MOST_WAIT_S) if said.isascii() and said.isdigit() else None


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unavailable("an answer that is not JSON") from error
    if not isinstance(found, dict):
        raise Unavailable("an answer that is no table")
    return found


def _grid(found: Any, origins: Sequence[Position], destinations: Sequence[Position]) -> list[list[Any]]:
    """Return the rows if they have the shape that was asked for. Raises Unavailable."""
    rows = found if isinstance(found, list) else []
    if len(rows) != len(origins) or any(not isinstance(row, list) or len(row) != len(destinations) for row in rows):
        raise Unavailable("an answer of another shape")
    return rows


def _leg(metres: Any, seconds: Any) -> Leg | None:
    """Return a way, None for what is no figure, not finite, below zero or beyond the earth."""
    if not (_is_within(metres, LONGEST_M) and _is_within(seconds, LONGEST_S)):
        return None
    return Leg(float(metres), float(seconds))


def _is_within(value: Any, most: float) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and (isinstance(value, int) or isfinite(value)) and 0 <= value <= most
